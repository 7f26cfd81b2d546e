// The nginx configuration that ships, in front of the real service, against people and against those who mean harm.
// The short form is among the tests; the long one (300 slow clients, 300 MB): LONG=1 node --test tests/service/nginx.test.mjs

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { Agent } from 'node:https';
import { connect as connectHttp2 } from 'node:http2';
import { request as plainRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { closedLoop, spread } from '../bench/load.mjs';
import { memory } from '../bench/machine.mjs';
import { dribblers, smuggled } from './hostile.mjs';
import { host, missing, recorder, startNginx } from './nginx.mjs';
import { bandian, pause, sql, until } from './outside.mjs';
import { addUser } from './people.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const long = Boolean(process.env.LONG);
const slowClients = long ? 300 : 60,
  seconds = long ? 15 : 3,
  flood = (long ? 300 : 30) << 20;
const sources = long ? 10_000 : 500,
  atOnce = long ? 1_000 : 60,
  strangersPause = 1_000; // ms: a source asks once in a while, and there are many
const fileSize = (long ? 40 : 8) << 20;
const mostGrowth = 16; // MB; an attack that it takes in shows as hundreds
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '孙十五' },
  site: { address: '周村区丝绸路15号' },
  attributes: { capacityKva: 630 },
};

const skip = missing ?? false;
let data, service, nginx, one, memoryBefore;

const json = (answer) => JSON.parse(answer.body);
const times = (answer, name) => answer.raw.filter((word, i) => i % 2 === 0 && word.toLowerCase() === name).length;
const put = (headers, body, options) =>
  nginx.ask('PUT', `/api/v1/cases/${one.caseNo}/materials/identity`, { headers, body, ...options });
const signIn = (user, password, options = {}) =>
  nginx.ask('POST', '/api/v1/session', {
    ...options,
    headers: { 'Content-Type': 'application/json', Origin: `https://${host}:${nginx.port}`, ...options.headers },
    body: JSON.stringify({ user, password }),
  });
/// How many attempts to sign in the service has looked at, in vain.
const attempts = async () => (await sql(data, "select coalesce(sum(count), 0) from tally where kind = 'source'"))[0];
/// Where somebody failed to sign in from.
const sourcesOf = (user) =>
  sql(data, `select distinct source from trace where account = '${user}' and what = 'sign-in-failed'`);

if (!skip) {
  before(async () => {
    data = await dataFolder();
    service = await startService('2018-10-08T09:00:00+08:00', { data, args: ['--behind-proxy'] });
    nginx = await startNginx(service.origin);
    one = await service.createCase(application);
    for (const user of ['forger', 'from-six'])
      await addUser(data, { user, department: 'power-supply', roles: 'window', secret: null });
    const added = spawnSync(
      process.env.BANDIAN,
      ['user', 'add', 'clerk', '--department', 'power-supply', '--roles', 'window,manager', '--data', data],
      { input: 'correct horse\n', encoding: 'utf8' },
    );
    assert.equal(added.status, 0, added.stderr);
  });
  after(async () => {
    await nginx?.stop();
    await service?.stop();
    await removeData(data);
  });
}

test('a person reads pages, signs in, hands in a file and gets it back', { skip }, async () => {
  const page = await nginx.ask('GET', '/');
  assert.deepEqual([page.status, page.headers['content-type']], [200, 'text/html; charset=utf-8']);
  const signedIn = await signIn('clerk', 'correct horse');
  assert.equal(signedIn.status, 200, signedIn.body.toString());
  const [cookie] = signedIn.headers['set-cookie'][0].split(';');
  const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomFillSync(Buffer.alloc(fileSize))]);
  const origin = `https://${host}:${nginx.port}`;
  const handedIn = await put(
    { Cookie: cookie, Origin: origin, 'X-File-Name': encodeURIComponent('身份证\r\nX-Injected: b.pdf') },
    file,
  );
  assert.equal(handedIn.status, 201, handedIn.body.toString());
  const fetched = await nginx.ask('GET', `/api/v1/cases/${one.caseNo}/materials/identity`, {
    headers: { Cookie: cookie },
  });
  assert.equal(fetched.status, 200);
  assert.equal(fetched.headers['x-injected'], undefined);
  assert.ok(!fetched.headers['content-disposition'].includes('%0'), 'no line ends in a file name');
  const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
  assert.equal(hash(fetched.body), hash(file));
  const large = await nginx.say(
    `PUT /api/v1/cases/${one.caseNo}/materials/identity HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nOrigin: ${origin}\r\nContent-Length: ${(50 << 20) + 1}\r\n\r\n%PDF-1.7`,
    { patience: 3_000 },
  );
  assert.deepEqual(large.statuses, [413], '50 MB and a byte, before they have come');
  // A page of another site does not act through somebody's browser.
  assert.equal((await put({ Cookie: cookie, Origin: 'https://other.example' }, '%PDF-1.7')).status, 403);
});

test('one source that asks too much is told to wait, and another is not', { skip }, async () => {
  const sorted = async (count, ask) => {
    const answers = await Promise.all(Array.from({ length: count }, ask)),
      of = (status) => answers.filter((answer) => answer.status === status);
    return { let_in: of(200), refused: of(401), late: of(429) };
  };
  const guesses = await sorted(40, (_, i) => signIn(`guesser-${i}`, 'not the one', { from: '127.0.0.11' }));
  // The service itself looks at twenty of a source; nginx does not let through as many at once.
  const kept = guesses.late.filter((answer) => json(answer).code === 'too-many-requests');
  assert.ok(
    guesses.refused.length >= 20 && kept.length >= 1 && guesses.refused.length + guesses.late.length === 40,
    `${guesses.refused.length}, ${guesses.late.length}, ${kept.length} of them by nginx`,
  );
  assert.equal(kept[0].headers['retry-after'], '10');
  assert.equal((await signIn('guesser', 'not the one', { from: '127.0.0.12' })).status, 401);
  assert.equal((await nginx.ask('GET', '/api/v1/session', { from: '127.0.0.11' })).status, 401, 'looking is free');
  const looks = await sorted(200, () =>
    nginx.ask('GET', `/api/v1/status/${one.caseNo}`, {
      from: '127.0.0.13',
      headers: { 'X-Receipt-Code': one.receiptCode },
    }),
  );
  assert.ok(
    looks.let_in.length >= 100 && looks.late.length >= 1 && looks.let_in.length + looks.late.length === 200,
    `${looks.let_in.length} and ${looks.late.length}`,
  );
  for (const answer of looks.late) assert.equal(times(answer, 'retry-after'), 1);
  assert.equal(
    (
      await nginx.ask('GET', `/api/v1/status/${one.caseNo}`, {
        from: '127.0.0.14',
        headers: { 'X-Receipt-Code': one.receiptCode },
      })
    ).status,
    200,
  );

  const held = await Promise.all(
    Array.from({ length: 128 }, async () => {
      const socket = await nginx.open('127.0.0.15');
      socket.write(`POST /api/v1/cases HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\n{`);
      return socket;
    }),
  );
  try {
    await until(
      'nginx has read the 128 that are under way',
      async () => (await nginx.ask('GET', '/healthz', { from: '127.0.0.15' })).status === 429,
    );
    assert.equal((await nginx.ask('GET', '/healthz', { from: '127.0.0.16' })).status, 200);
  } finally {
    for (const socket of held) socket.destroy();
  }
  memoryBefore = memory(service.pid).most; // with what the service takes once for all: heaps of its threads, memory to hash passwords in
});

test(
  'what is compressed can be asked for again and be unchanged, and its version is good for a command',
  { skip },
  async () => {
    for (const path of ['/', '/style.css', `/api/v1/cases/${one.caseNo}`]) {
      const headers = { ...service.headers, 'Accept-Encoding': 'gzip' };
      const first = await nginx.ask('GET', path, { headers });
      assert.deepEqual(
        [first.status, first.headers['content-encoding'], first.headers.etag?.slice(0, 3)],
        [200, 'gzip', 'W/"'],
        path,
      );
      assert.equal(
        (await nginx.ask('GET', path, { headers: { ...headers, 'If-None-Match': first.headers.etag } })).status,
        304,
        path,
      );
    }
    const { headers } = await nginx.ask('GET', `/api/v1/cases/${one.caseNo}`, {
      headers: { ...service.headers, 'Accept-Encoding': 'gzip' },
    });
    const command = await nginx.ask('POST', `/api/v1/cases/${one.caseNo}/tasks/accept/hold`, {
      headers: { ...service.headers, 'Content-Type': 'application/json', 'If-Match': headers.etag },
      body: '{"reason":"testing"}',
    });
    assert.equal(command.status, 200, command.body.toString());
  },
);

test('every answer has each security header once, whoever made it', { skip }, async () => {
  const answers = {
    'a page': await nginx.ask('GET', '/'),
    'not modified': await nginx.ask('GET', '/', {
      headers: { 'If-None-Match': (await nginx.ask('GET', '/')).headers.etag },
    }),
    'a refusal of the service': await nginx.ask('GET', '/api/v1/cases'),
    'a refusal of nginx': await nginx.ask('GET', '/metrics'),
    'too large': await nginx.ask('POST', '/api/v1/cases', { body: Buffer.alloc(2 << 20) }),
  };
  assert.deepEqual(
    Object.values(answers).map(({ status }) => status),
    [200, 304, 401, 404, 413],
  );
  for (const [what, answer] of Object.entries(answers)) {
    for (const name of [
      'strict-transport-security',
      'content-security-policy',
      'x-content-type-options',
      'referrer-policy',
      'cross-origin-opener-policy',
      'cache-control',
    ])
      assert.equal(times(answer, name), 1, `${what}: ${name}`);
    assert.equal(answer.headers['strict-transport-security'], 'max-age=63072000; includeSubDomains');
    if (answer.status >= 400)
      assert.deepEqual(
        [answer.headers['content-type'], json(answer).status],
        ['application/problem+json', answer.status],
        what,
      );
    assert.ok(!/\d/.test(answer.headers.server ?? ''), 'it does not tell its version');
  }
  const plain = await new Promise((resolve) =>
    plainRequest(
      { host: '127.0.0.1', port: nginx.plain, path: '/desk/?a=%0d%0aSet-Cookie:b', headers: { Host: host } },
      (response) => {
        response.resume();
        resolve(response);
      },
    ).end(),
  );
  assert.deepEqual(
    [plain.statusCode, plain.headers.location, plain.headers['set-cookie']],
    [301, `https://${host}/desk/?a=%0d%0aSet-Cookie:b`, undefined],
  );
});

test('what is for operations is not told outside, however it is spelt', { skip }, async () => {
  for (const path of [
    '/metrics',
    '/metrics/',
    '//metrics',
    '/metrics//',
    '/./metrics',
    '/x/../metrics',
    '/%6detrics',
    '/metrics?x',
    '/metrics%2f',
    '/%2e/metrics',
    '/%u006detrics',
    '/readyz',
    '//readyz/',
    `https://${host}/metrics`,
    `http://${host}//metrics`,
  ]) {
    const { text, statuses } = await nginx.say(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.ok(statuses[0] === 404 || statuses[0] === 400, `${path}: ${text}`);
    assert.ok(!text.includes('bandian_') && !text.includes('ready'), path);
  }
  assert.equal((await nginx.ask('GET', '/healthz')).status, 200);
});

test(
  'the service is told one whole request on each connection, and of headers only those it may trust',
  { skip },
  async (t) => {
    const heard = await recorder(),
      alone = await startNginx(heard.origin);
    t.after(async () => {
      await alone.stop();
      await heard.close();
    });
    await alone.ask('POST', '/api/v1/x?q=%0d%0a', {
      from: '127.0.0.9',
      headers: {
        'Transfer-Encoding': 'chunked',
        Range: 'bytes=0-',
        'If-Range': 'x',
        'Accept-Encoding': 'gzip',
        TE: 'trailers',
        Expect: '100-continue',
        Upgrade: 'h2c',
        'X-Real-IP': '6.6.6.6',
        'x-real-ip': '6.6.6.6',
        X_Real_IP: '6.6.6.6',
        REMOTE_ADDR: '6.6.6.6',
        REMOTE_PORT: '6',
        LOCAL_ADDR: '6.6.6.6',
        'X-Forwarded-For': '6.6.6.6',
        'X-Forwarded-Host': 'evil',
        'X-Forwarded-Proto': 'http',
        Forwarded: 'for=6.6.6.6',
        Authorization: 'Bearer x',
      },
      body: '{"a":1}',
    });
    assert.equal(
      heard.heard[0],
      `POST /api/v1/x?q=%0d%0a HTTP/1.1\r\nHost: ${host}:${alone.port}\r\nConnection: close\r\nX-Real-IP: 127.0.0.9\r\nContent-Length: 7\r\nAuthorization: Bearer x\r\n\r\n{"a":1}`,
    );
    const before = heard.heard.length;
    await alone.say(Array(5).fill(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`).join(''), { patience: 3_000 });
    assert.equal(heard.heard.length, before + 5, 'pipelined ones are parted');
  },
);

test('nobody says where he comes from but his socket', { skip }, async () => {
  const forged = {
    'X-Real-IP': '6.6.6.6',
    X_Real_IP: '6.6.6.6',
    'X-Forwarded-For': '6.6.6.6',
    Forwarded: 'for=6.6.6.6',
    REMOTE_ADDR: '6.6.6.6',
  };
  assert.equal((await signIn('forger', 'not the one', { from: '127.0.0.9', headers: forged })).status, 401);
  await nginx.say(
    [
      'REMOTE_ADDR: 6.6.6.6',
      'X-Real-IP : 6.6.6.6',
      'X-Real-IP\t: 6.6.6.6',
      ' X-Real-IP: 6.6.6.6',
      'X: a\nX-Real-IP: 6.6.6.6',
      'X: a\rX-Real-IP: 6.6.6.6',
      'X: %0d%0aX-Real-IP: 6.6.6.6',
    ]
      .map(
        (line) =>
          `POST /api/v1/session HTTP/1.1\r\nHost: ${host}\r\n${line}\r\nContent-Type: application/json\r\nContent-Length: 43\r\n\r\n{"user":"forger","password":"not the one"} `,
      )
      .values(),
    { from: '127.0.0.9', patience: 500 },
  );
  assert.deepEqual(await sourcesOf('forger'), ['127.0.0.9']);
});

test('a cookie is known by its name as it is written, and of two neither is believed', { skip }, async () => {
  const signedIn = await signIn('clerk', 'correct horse', { from: '127.0.0.21' });
  const [pair] = signedIn.headers['set-cookie'][0].split(';'),
    secret = pair.split('=')[1];
  const asked = async (Cookie) =>
    (await nginx.ask('GET', '/api/v1/session', { headers: { Cookie }, from: '127.0.0.21' })).status;
  assert.equal(await asked(pair), 200);
  assert.equal(await asked(`other=%E5%8A%9E; ${pair}; more="a b"`), 200, 'what other sites set does not matter');
  for (const cookie of [
    `__Host%2Dbandian=${secret}`,
    `__Host%2dbandian=${secret}`,
    `%5F_Host-bandian=${secret}`,
    `__Host-bandian%3D${secret}`,
    `x=%3B%20${pair}`,
    `x=%3b${pair}; y`,
    `__host-bandian=${secret}`,
    `__Host-bandian="${secret}"`,
    `__Host-bandian =${secret}`,
    `__Host-bandian= ${secret}`,
    `__Host-bandian=%${secret.charCodeAt(0).toString(16)}${secret.slice(1)}`,
    `${pair}; ${pair}`,
    `${pair}; __Host-bandian=x`,
  ])
    assert.equal(await asked(cookie), 401, cookie);
});

test(
  'an IPv6 address comes through as well',
  {
    skip:
      skip || (await import('node:os')).networkInterfaces().lo?.every(({ family }) => family !== 'IPv6')
        ? skip || 'there is no IPv6 here'
        : false,
  },
  async () => {
    assert.equal((await signIn('from-six', 'not the one', { to: '::1' })).status, 401);
    assert.deepEqual(await sourcesOf('from-six'), ['::1']);
  },
);

test('encoded line ends are text and nothing more', { skip }, async () => {
  const injected = '%0d%0aX-Injected:%20yes%0d%0a%0d%0aHTTP/1.1%20200%20OK';
  for (const [path, headers] of [
    [`/api/v1/status/${injected}`, {}],
    [`/${injected}`, {}],
    [`/api/v1/cases?q=${injected}&cursor=${injected}`, service.headers],
    [`/api/v1/status/${one.caseNo}`, { 'X-Receipt-Code': injected }],
    ['/api/v1/cases', { ...service.headers, 'Idempotency-Key': injected }],
    [`/api/v1/cases/${one.caseNo}`, { ...service.headers, 'If-None-Match': injected, Cookie: `a=${injected}` }],
    ['/', { Host: `${host}${injected}` }],
    ['/', { Origin: injected, Referer: injected, 'X-Request-Id': injected }],
  ]) {
    const answer = await nginx.ask('GET', path, { headers }).catch((fault) => ({ fault, raw: [] })); // 444 has no answer
    assert.equal(times(answer, 'x-injected'), 0, path);
    assert.ok(answer.fault || answer.status < 500, `${path}: ${answer.status}`);
  }
  assert.ok(!/^X-Injected/m.test(service.said()), 'nor a line of its own in the log');
  assert.ok(!/^X-Injected/m.test(await nginx.access()));
});

test('a request inside another is never carried out', { skip }, async () => {
  const statuses = {},
    before = await attempts();
  assert.ok(before > 0, 'what is carried out is counted');
  // Whole, and with the body after a pause: the service's library reads on a connection only what comes later, unless the service refuses and closes it.
  for (const [how, parted] of [
    ['whole', (head, rest) => [head + rest]],
    [
      'late',
      async function* (head, rest) {
        yield head;
        await pause(150);
        yield rest;
      },
    ],
  ])
    for (const [what, text] of smuggled(`smuggled-${how}`)) {
      const end = text.indexOf('\r\n\r\n') + 4;
      statuses[what] = (await nginx.say(parted(text.slice(0, end), text.slice(end)), { patience: 3_000 })).statuses;
    }
  assert.equal(await attempts(), before, JSON.stringify(statuses));
  assert.deepEqual(
    [statuses['cl-te'], statuses['te-cl'], statuses['cl-cl'], statuses['te-http10'], statuses['GET-with-body']],
    [[400], [400], [400], [400], [400]],
  );
});

test('what is too large or too much is refused', { skip }, async (t) => {
  async function* chunks() {
    yield `POST /api/v1/cases HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    for (let left = flood; left > 0; left -= 1 << 20) yield `100000\r\n${' '.repeat(1 << 20)}\r\n`;
    yield '0\r\n\r\n';
  }
  async function* line() {
    yield `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Long: `;
    for (let left = flood; left > 0; left -= 1 << 20) yield 'x'.repeat(1 << 20);
    yield '\r\n\r\n';
  }
  async function* headers() {
    yield `GET / HTTP/1.1\r\nHost: ${host}\r\n`;
    for (let at = 0; at < 2_000_000; at += 10_000)
      yield Array.from({ length: 10_000 }, (_, i) => `X-${at + i}: a\r\n`).join('');
    yield '\r\n';
  }
  async function* path() {
    yield 'GET /';
    for (let left = flood; left > 0; left -= 1 << 20) yield 'x'.repeat(1 << 20);
  }
  for (const [what, pieces, status] of [
    ['a chunked body', chunks(), 413],
    ['a header line', line(), 431],
    ['two million headers', headers(), 431],
    ['a path', path(), 414],
  ]) {
    const answer = await nginx.say(pieces, { from: '127.0.0.10' });
    t.diagnostic(`${what}: ${answer.statuses}, ${(answer.sent / 1048576).toFixed(1)} MB written before it was closed`);
    assert.deepEqual(answer.statuses, [status], what);
  }
  const bomb = gzipSync(Buffer.alloc(flood, ' '), { level: 9 });
  for (const encoding of ['gzip', 'deflate', 'br', 'x-gzip', 'GZIP', 'identity, gzip']) {
    const answer = await nginx.ask('POST', '/api/v1/cases', {
      headers: { ...service.headers, 'Content-Type': 'application/json', 'Content-Encoding': encoding },
      body: bomb.subarray(0, 900_000),
    });
    assert.equal(answer.status, 415, encoding);
  }
  const whole = await nginx.ask('GET', '/style.css'),
    many = await nginx.ask('GET', '/style.css', { headers: { Range: `bytes=${Array(600).fill('0-').join()}` } });
  assert.deepEqual([many.status, many.body.length], [200, whole.body.length], '600 ranges');
  // A stranger's file is refused before it has come.
  const stranger = await nginx.say(
    [
      `PUT /api/v1/cases/${one.caseNo}/materials/identity HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 50000000\r\n\r\n%PDF-1.7`,
    ],
    { patience: 1500 },
  );
  assert.deepEqual(stranger.statuses, [401]);
});

test('HTTP/2 has the same bounds', { skip }, async () => {
  const talk = (headers, body) =>
    new Promise((resolve) => {
      const session = connectHttp2(`https://127.0.0.1:${nginx.port}`, {
        servername: host,
        rejectUnauthorized: false,
        maxSessionMemory: 1000,
      });
      const over = (status) => {
        session.destroy();
        resolve(status);
      };
      session.on('error', () => over('closed'));
      session.on('goaway', () => over('closed'));
      const stream = session.request(
        { ':authority': `${host}:${nginx.port}`, ...headers },
        { endStream: body === undefined },
      );
      stream.on('error', () => over('closed'));
      stream.on('response', (answer) => over(answer[':status']));
      if (body !== undefined) stream.end(body);
    });
  assert.equal(await talk({ ':path': '/healthz' }), 200);
  assert.ok([431, 400, 'closed'].includes(await talk({ ':path': '/healthz', 'x-long': 'x'.repeat(60_000) })));
  assert.ok(
    [431, 400, 'closed'].includes(
      await talk({
        ':path': '/healthz',
        ...Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x-${i}`, 'a'])),
      }),
    ),
  );
  assert.equal(await talk({ ':method': 'POST', ':path': '/api/v1/cases' }, Buffer.alloc(2 << 20)), 413);
  assert.equal(await talk({ ':path': '/metrics' }), 404);
  // Streams that are opened and at once taken back.
  const session = connectHttp2(`https://127.0.0.1:${nginx.port}`, { servername: host, rejectUnauthorized: false });
  session.on('error', () => {});
  const closed = new Promise((resolve) => session.once('close', resolve));
  for (let i = 0; i < 5000 && !session.destroyed; ++i) {
    const stream = session.request({ ':path': '/api/v1/guide', ':authority': `${host}:${nginx.port}` });
    stream.on('error', () => {});
    stream.close(8);
    if (i % 100 === 0) await new Promise(setImmediate);
  }
  session.destroy();
  await closed;
  assert.equal((await nginx.ask('GET', '/healthz')).status, 200);
});

/// Eight clerks at work, each looking at the worklist, at a page and at his case, and entering something: how long they wait
/// while nobody else is there, and while `attack` (given a promise of its end, once it is to stop) is under way.
async function clerksBeside(t, what, attack) {
  const agents = Array.from(
    { length: 8 },
    (_, i) => new Agent({ keepAlive: true, maxSockets: 1, localAddress: `127.0.3.${i + 1}` }),
  );
  const cases = await Promise.all(
    agents.map(async () => ({ ...(await service.createCase(application)), held: false })),
  );
  const turns = agents.map(() => 0);
  async function work(client) {
    const his = cases[client],
      with_ = (more = {}) => ({
        agent: agents[client],
        from: `127.0.3.${client + 1}`,
        headers: { ...service.headers, ...more },
      });
    const path = `/api/v1/cases/${his.caseNo}`;
    const answer = await [
      () => nginx.ask('GET', '/api/v1/tasks', with_()),
      () => nginx.ask('GET', '/', with_()),
      () => nginx.ask('GET', path, with_()),
      () =>
        nginx.ask('POST', `${path}/tasks/accept/${his.held ? 'resume' : 'hold'}`, {
          ...with_({ 'Content-Type': 'application/json', 'If-Match': `"${his.version}"` }),
          body: his.held ? '{}' : '{"reason":"testing"}',
        }),
    ][turns[client]++ % 4]();
    assert.equal(answer.status, 200, answer.body.toString());
    if (answer.headers['x-request-id'] === undefined && turns[client] % 4 === 2) return;
    if (turns[client] % 4 === 0) Object.assign(his, { version: json(answer).version, held: !his.held });
  }
  const measure = async () => (await closedLoop({ clients: 8, seconds, warmUp: 0.5 }, work)).taken;
  const quiet = await measure();
  const { stop, told } = await attack();
  let beset;
  try {
    beset = await measure();
  } finally {
    await stop();
  }
  quiet.push(...(await measure()));
  for (const agent of agents) agent.destroy();
  const [before, during] = [spread(quiet), spread(beset)];
  const words = ({ count, p50, p99, worst }) =>
    `${count} answers, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(0)} ms`;
  t.diagnostic(`quiet: ${words(before)}`);
  t.diagnostic(`with ${what} (${told()}): ${words(during)}`);
  assert.ok(during.p99 < 10 * before.p99, `p99 ${during.p99} ms, quiet ${before.p99} ms`);
}

test(`${slowClients} clients who dribble hold up nobody`, { skip }, async (t) => {
  await clerksBeside(t, `${slowClients} dribbling`, async () => {
    const slow = await dribblers(nginx, slowClients, { caseNo: one.caseNo, token: service.headers.Authorization });
    let thrown;
    return {
      stop: () => {
        slow.stop();
        thrown = slow.thrownOut();
      },
      told: () => `${thrown} thrown out meanwhile`,
    };
  });
});

test(
  `estimates of three hundred places and guesses at receipt codes from ${sources} sources hold up nobody`,
  { skip },
  async (t) => {
    const place = (more) =>
      Array.from({ length: 100 }, (_, i) => ({
        ...more,
        [more.roadClass || more.authority ? 'road' : 'place']: `路${i}`,
      }));
    const estimate = JSON.stringify({
      attributes: {
        capacityKva: 50,
        externalLine: true,
        line: 'cable',
        externalLineMetres: 420,
        civilWorks: false,
        permits: {
          greenSpace: place({ areaM2: 12, relocation: true }),
          roadOccupation: place({ authority: 'police' }),
          roadExcavation: place({ roadClass: 'urban', surface: 'gravel', areaM2: 3 }),
        },
      },
    });
    await clerksBeside(t, `${atOnce} asking at once from ${sources} sources`, async () => {
      const statuses = new Map();
      let over = false,
        source = 0;
      const stranger = async (place) => {
        while (!over) {
          const from = `127.${16 + ((++source % sources) >> 14)}.${((source % sources) >> 7) & 127}.${1 + (source & 127)}`;
          const answer = await (
            place % 4
              ? nginx.ask('POST', '/api/v1/guide/low-voltage/estimate?pack=zhoucun-2018', {
                  from,
                  headers: { 'Content-Type': 'application/json' },
                  body: estimate,
                })
              : nginx.ask('GET', `/api/v1/status/${one.caseNo}`, {
                  from,
                  headers: { 'X-Receipt-Code': `wrong-${source}` },
                })
          ).catch(() => ({ status: 'broken off' }));
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          await pause(strangersPause);
        }
      };
      const strangers = Array.from({ length: atOnce }, (_, i) => stranger(i));
      return {
        stop: () => {
          over = true;
          return Promise.all(strangers);
        },
        told: () => JSON.stringify(Object.fromEntries(statuses)),
      };
    });
  },
);

test('after all that it has not grown, and the record is whole', { skip }, async (t) => {
  const { most } = memory(service.pid);
  t.diagnostic(`VmHWM of the service: ${memoryBefore.toFixed(1)} MB before, ${most.toFixed(1)} MB after`);
  assert.ok(most - memoryBefore < mostGrowth, `${memoryBefore} MB, then ${most} MB`);
  const { code, out } = await bandian('audit', 'verify', '--data', data);
  assert.equal(code, 0, out);
  assert.equal(await nginx.errors(), '');
});

test('when the service is away, that is said in its form', { skip }, async (t) => {
  const nobody = await startNginx('http://127.0.0.1:1'); // where nobody listens; a free port may be the next one's
  t.after(() => nobody.stop());
  const answer = await nobody.ask('POST', '/api/v1/cases', { body: '{}' });
  assert.deepEqual(
    [answer.status, json(answer).code, answer.headers['retry-after'], answer.headers['content-type']],
    [502, 'service-unreachable', '5', 'application/problem+json'],
  );
});

test(
  'of two instances, one of which breaks off, a command goes to one alone, and a question to the other as well',
  { skip },
  async (t) => {
    const good = await recorder(),
      bad = await recorder({ breaks: true }),
      both = await startNginx(bad.origin, good.origin);
    t.after(async () => {
      await both.stop();
      await good.close();
      await bad.close();
    });
    const heard = (method) => [...good.heard, ...bad.heard].filter((text) => text.startsWith(method)).length;
    const commands = [];
    for (let i = 0; i < 6; ++i) commands.push((await both.ask('POST', '/api/v1/cases', { body: '{}' })).status);
    assert.equal(heard('POST'), 6, 'each once');
    assert.ok(commands.includes(502) && commands.includes(200), commands.join());
    for (let i = 0; i < 6; ++i) assert.equal((await both.ask('GET', '/')).status, 200);
  },
);
