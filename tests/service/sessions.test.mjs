// One's own sessions and password, and what guessing at it costs: many at once, behind one address, from everywhere.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { pause, sql, urlOf } from './outside.mjs';
import { addUser, asPage, call, password, removeUser, signIn, tokenOf } from './people.mjs';
import { dataFolder, removeData, setCookies, startService } from './service.mjs';

const start = '2018-10-08T09:00:00+08:00';
let data, service;
let sources = 0;
const from = (source = `203.0.113.${++sources}`) => ({ 'X-Real-IP': source });
const clerk = (user, more = {}) =>
  addUser(data, { user, department: 'power-supply', roles: 'window,manager', ...more });
const ask = (headers, method, path, body) =>
  call(service, method, `/api/v1${path}`, { body, headers: { ...headers, ...from() } });
const isIn = async (headers) => (await ask(headers, 'GET', '/session')).status === 200;
const sessionsOf = async (headers) => (await ask(headers, 'GET', '/session/all')).json.items;
const trusted = () => pause(1_100); // what an instance has looked up it trusts for a second
/// The cookies of a browser: what it is given by each answer stays.
function browser(source) {
  const jar = new Map();
  const keep = ({ headers }) => {
    for (const line of setCookies(headers)) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
  };
  const headers = () => ({
    Cookie: [...jar].map((pair) => pair.join('=')).join('; '),
    Origin: service.origin,
    'X-Real-IP': source,
  });
  return {
    headers,
    jar,
    signIn: async (user, secret = password) => {
      const answer = await signIn(service, user, { secret, headers: headers() });
      keep(answer);
      return answer;
    },
    ask: async (method, path, body) => {
      const answer = await call(service, method, `/api/v1${path}`, { body, headers: headers() });
      keep(answer);
      return answer;
    },
  };
}
/// bandian with words; {code, said}.
const bandian = (args, input = '') =>
  new Promise((resolve) => {
    const child = execFile(process.env.BANDIAN, [...args, '--data', data], { timeout: 60_000 }, (fault, out, err) =>
      resolve({ code: fault?.code ?? 0, said: out + err }),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });

before(async () => {
  data = await dataFolder();
  service = await startService(start, { data, args: ['--behind-proxy'] });
});
after(async () => {
  await service?.stop();
  await removeData(data);
});

test('one sees where one is signed in, and ends it there', async () => {
  await clerk('wang');
  const here = browser('192.0.2.1');
  await here.signIn('wang');
  const there = asPage(service, await signIn(service, 'wang', { headers: from('192.0.2.2') })),
    token = { Authorization: `Bearer ${await tokenOf(data, 'wang')}` };
  const answer = await here.ask('GET', '/session/all');
  assert.equal(answer.status, 200);
  const all = answer.json.items,
    by = (source) => all.find((one) => one.source === source);
  assert.equal(all.length, 3);
  assert.deepEqual(
    [by('192.0.2.1').thisOne, by('192.0.2.1').kind, by('192.0.2.1').began],
    [true, 'browser', '2018-10-08T09:00:00+08:00'],
  );
  assert.deepEqual(
    [by('192.0.2.2').thisOne, by('192.0.2.2').kind, by('192.0.2.2').ends],
    [false, 'browser', '2018-10-08T21:00:00+08:00'],
  );
  assert.deepEqual([by(null).thisOne, by(null).kind], [false, 'token']);
  const secret = here.jar.get('__Host-bandian');
  assert.ok(
    !answer.text.includes(secret) &&
      !answer.text.includes((await sql(data, "select encode(hash, 'hex') from session limit 1"))[0]),
    'no secret is told, nor what it is kept as',
  );
  assert.equal((await here.ask('DELETE', `/session/all/${by('192.0.2.2').id}`)).status, 204);
  assert.equal(await isIn(there), false, 'at once');
  const again = await here.ask('DELETE', `/session/all/${by('192.0.2.2').id}`);
  assert.deepEqual([again.status, again.json.code], [404, 'no-such-session']);
  assert.equal((await here.ask('DELETE', `/session/all/${by(null).id}`)).status, 204);
  assert.equal(await isIn(token), false, 'a token as well');
  assert.equal((await sessionsOf(here.headers())).length, 1);
});

test('nobody sees or ends what is another’s', async () => {
  await clerk('zhao');
  await clerk('qian');
  const zhao = browser('192.0.2.3'),
    qian = browser('192.0.2.4');
  await zhao.signIn('zhao');
  await qian.signIn('qian');
  const [{ id }] = await sessionsOf(zhao.headers());
  for (const one of [id, `${id}' or true --`, '%00', '', 'all', '0']) {
    const no = await qian.ask('DELETE', `/session/all/${encodeURIComponent(one)}`);
    assert.ok(one === '' ? no.status === 204 : [400, 404].includes(no.status), `${one}: ${no.status}`);
  }
  assert.equal(await isIn(zhao.headers()), true);
  assert.equal((await ask({}, 'GET', '/session/all')).status, 401);
  assert.equal(
    (await ask({ ...zhao.headers(), Origin: 'https://evil.example' }, 'DELETE', '/session/all')).status,
    403,
    'nor does a page of another site',
  );
});

test('one signs out everywhere else', async () => {
  await clerk('sun');
  const here = browser('192.0.2.5'),
    others = [];
  await here.signIn('sun');
  for (let i = 0; i < 3; ++i) others.push(asPage(service, await signIn(service, 'sun', { headers: from() })));
  const token = { Authorization: `Bearer ${await tokenOf(data, 'sun')}` };
  assert.equal((await here.ask('DELETE', '/session/all')).status, 204);
  assert.deepEqual(await Promise.all(others.map(isIn)), [false, false, false]);
  assert.deepEqual([await isIn(here.headers()), await isIn(token)], [true, true], 'programs go on');
});

test('signing in again in a browser ends the session it had, whoever’s it was', async () => {
  await clerk('zhou');
  await clerk('wu');
  const hall = browser('192.0.2.6');
  await hall.signIn('zhou');
  const before = { ...hall.headers() };
  assert.equal(await isIn(before), true);
  assert.equal((await hall.signIn('wu', 'not the right one')).status, 401);
  assert.equal(await isIn(before), true, 'a wrong password ends nothing');
  assert.equal((await hall.signIn('wu')).status, 200);
  assert.equal(await isIn(before), false);
  assert.equal(await isIn(hall.headers()), true);
});

test('a cookie is known by its name as it is written', async () => {
  await clerk('jiang');
  const { Cookie } = asPage(service, await signIn(service, 'jiang', { headers: from() }));
  const secret = Cookie.split('=')[1];
  for (const cookie of [
    `__Host%2Dbandian=${secret}`,
    `__Host%2dbandian=${secret}`,
    `%5F_Host-bandian=${secret}`,
    `__Host-bandian%3D${secret}`,
    `x=%3B${Cookie}`,
    `x=%3b%20${Cookie}`,
    `__Host-bandian=%${secret.charCodeAt(0).toString(16)}${secret.slice(1)}`,
  ])
    assert.equal(await isIn({ Cookie: cookie }), false, cookie);
  assert.equal(
    await isIn({ Cookie: `other=%E5%8A%9E%25; ${Cookie}; more="a b"` }),
    true,
    'what other sites set does not matter',
  );
});

test('two cookies of one name are nobody’s, and so is one in quotation marks', async () => {
  await clerk('zheng');
  const { Cookie } = asPage(service, await signIn(service, 'zheng', { headers: from() }));
  assert.equal(await isIn({ Cookie }), true);
  for (const cookie of [
    `${Cookie}; ${Cookie}`,
    `__Host-bandian=x; ${Cookie}`,
    Cookie.replace('=', '="') + '"',
    Cookie.replace('=', ' ='),
    Cookie.toLowerCase().replace(/=.*/, Cookie.slice(Cookie.indexOf('='))),
  ])
    assert.equal(await isIn({ Cookie: cookie }), false, cookie);
  // In two lines as well, which no library of a client would write.
  const lines = (...cookies) =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.origin);
      const asked = request(
        {
          hostname,
          port,
          path: '/api/v1/session',
          agent: false,
          headers: [['Host', `${hostname}:${port}`], ...cookies.map((one) => ['Cookie', one])].flat(),
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  assert.deepEqual(
    [
      await lines(Cookie),
      await lines('a=b', Cookie),
      await lines(Cookie, Cookie),
      await lines('__Host-bandian=x', Cookie),
    ],
    [200, 200, 401, 401],
  );
});

test('guesses that come at once are counted before they are looked at', async () => {
  await clerk('feng');
  const stranger = from();
  const answers = await Promise.all(
    Array.from({ length: 48 }, () => signIn(service, 'feng', { secret: 'not the right one', headers: stranger })),
  );
  const of = (status) => answers.filter((answer) => answer.status === status).length;
  assert.ok(of(401) >= 1 && of(401) <= 5, `${of(401)} were looked at`);
  assert.equal(of(401) + of(429) + of(503), 48);
  for (const answer of answers.filter(({ status }) => status !== 401))
    assert.ok(Number(answer.headers.get('Retry-After')) > 0);
});

test('so many guesses at once that they would hold every thread are turned away, and others are answered meanwhile', async () => {
  // Each of another address and at another name, so that none waits for another's sake.
  const flood = Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      signIn(service, `invented-${i}`, { secret: 'not the right one', headers: from(`198.18.0.${i}`) }),
    ),
  );
  const meanwhile = [];
  let over = false;
  flood.then(() => {
    over = true;
  });
  while (!over) meanwhile.push((await call(service, 'GET', '/healthz')).status);
  const answers = await flood,
    of = (status) => answers.filter((answer) => answer.status === status);
  assert.equal(of(401).length + of(503).length, 60);
  assert.ok(of(503).length > 0, 'some are turned away');
  for (const answer of of(503)) assert.deepEqual([answer.json.code, answer.headers.get('Retry-After')], ['busy', '1']);
  assert.ok(meanwhile.every((status) => status === 200));
});

test('nobody keeps a colleague out of her own browser from the same hall', async () => {
  await clerk('chen');
  const hall = '192.0.2.50',
    hers = browser(hall);
  assert.equal((await hers.signIn('chen')).status, 200);
  assert.equal((await hers.ask('GET', '/session')).status, 200);
  assert.ok(hers.jar.has('__Host-bandian-browser'), 'the browser is given something to be known by');
  assert.equal((await hers.ask('DELETE', '/session')).status, 204);
  assert.ok(!hers.jar.has('__Host-bandian') && hers.jar.has('__Host-bandian-browser'), 'and keeps it');
  let last;
  for (let i = 0; i < 60; ++i)
    last = await signIn(service, 'chen', { secret: 'not the right one', headers: from(hall) });
  assert.equal(last.status, 429, 'the stranger waits');
  assert.equal((await hers.signIn('chen')).status, 200, 'she does not');
  // In a browser that is not hers it is a stranger’s again.
  const other = browser(hall);
  other.jar.set('__Host-bandian-browser', 'A'.repeat(43));
  assert.equal((await other.signIn('chen')).status, 429);
  // Nor is her own a way to guess.
  await hers.ask('DELETE', '/session');
  const guesses = [];
  for (let i = 0; i < 6; ++i) guesses.push((await hers.signIn('chen', 'not the right one')).status);
  assert.deepEqual(guesses, [401, 401, 401, 401, 401, 429]);
});

test('a household’s IPv6 addresses are one source, and so is IPv4 written as IPv6', async () => {
  await clerk('chu');
  const statuses = async (sources) => {
    const all = [];
    for (const source of sources)
      all.push((await signIn(service, 'chu', { secret: 'not the right one', headers: from(source) })).status);
    return all;
  };
  const five = [401, 401, 401, 401, 401];
  assert.deepEqual(await statuses(Array.from({ length: 6 }, (_, i) => `2001:db8:7:7::${i + 1}`)), [...five, 429]);
  assert.deepEqual(await statuses(['2001:db8:7:8::1']), [401], 'the neighbour is another');
  assert.deepEqual(
    await statuses([
      '198.51.100.9',
      '::ffff:198.51.100.9',
      '::FFFF:c633:6409',
      '198.51.100.9',
      '198.51.100.9',
      '::ffff:198.51.100.9',
    ]),
    [...five, 429],
  );
});

test('names that a stranger invents fill nothing', async () => {
  const rows = async () =>
    Object.fromEntries(
      await Promise.all(
        ['tally', 'familiar', 'trace', 'session'].map(async (table) => [
          table,
          Number((await sql(data, `select count(*) from ${table}`))[0]),
        ]),
      ),
    );
  const before = await rows(),
    source = from();
  for (let i = 0; i < 200; ++i)
    await signIn(service, `nobody-${i}`.padEnd(200, 'x'), { secret: 'not the right one', headers: source });
  const now = await rows();
  assert.deepEqual([now.familiar, now.session], [before.familiar, before.session]);
  assert.ok(now.trace - before.trace <= 12, `a source leaves a few lines of trace: ${now.trace - before.trace}`);
  assert.ok(
    now.tally - before.tally <= 41,
    `twenty were looked at, of which each is two rows and one for all: ${now.tally - before.tally}`,
  );
  await assert.rejects(sql(data, "insert into tally values ('place', 65536, 1, now())"), /bucket_is_one_of_65536/);
});

test('what has ended, and what is past its use, is taken away', async () => {
  await sql(
    data,
    `insert into session (hash, account, kind, begun, seen, ends) select sha256(convert_to(n::text, 'UTF8')), 'wang', 'browser', '2018-10-01', '2018-10-01', '2018-10-02' from generate_series(1, 2500) n`,
  );
  await sql(data, `insert into tally select 'old', n, 3, '2018-10-06' from generate_series(1, 10) n`);
  await sql(
    data,
    `insert into familiar values ('wang', 'place', '192.0.2.77', '2018-08-01'), ('wang', 'browser', 'gone', '2017-08-01'), ('wang', 'browser', 'there', '2018-08-01')`,
  );
  const other = await startService(start, { data: `${data}-other`, args: ['--database', urlOf(data)] }); // it tidies as it starts
  try {
    const left = async () =>
      (
        await sql(
          data,
          `select (select count(*) from session where ends < '2018-10-03') + (select count(*) from tally where kind = 'old') + (select count(*) from familiar where mark in ('192.0.2.77', 'gone'))`,
        )
      )[0];
    for (let i = 0; i < 200 && Number(await left()) > 0; ++i) await pause(50);
    assert.equal(Number(await left()), 0);
    assert.equal((await sql(data, `select count(*) from familiar where mark = 'there'`))[0], '1');
  } finally {
    await other.stop();
  }
});

test('one’s own password is changed with the old one, and ends one’s other sessions', async () => {
  await clerk('wei');
  const here = browser('192.0.2.60'),
    there = asPage(service, await signIn(service, 'wei', { headers: from() })),
    token = { Authorization: `Bearer ${await tokenOf(data, 'wei')}` };
  await here.signIn('wei');
  const change = async (old, fresh) => {
    const answer = await here.ask('PUT', '/session/password', { old, new: fresh });
    return answer.status === 204 ? 'changed' : `${answer.status} ${answer.json.code} ${answer.json.field}`;
  };
  const good = '周村区的 a long sentence ';
  assert.equal(await change('not the right one', good), '422 wrong-password old');
  for (const [bad, code] of [
    ['short', 'password-too-short'],
    ['Password123', 'password-too-common'],
    ['１２３４５６７８９０', 'password-too-common'],
    ['aaaaaaaaaaaaaaa', 'password-too-common'],
    ['bandian2026', 'password-like-the-name'],
    [`${'ab1-'}${'long '.repeat(250)}`, 'password-too-long'],
    [password, 'password-unchanged'],
  ])
    assert.equal(await change(password, bad), `422 ${code} new`, bad);
  assert.equal(
    (await here.ask('PUT', '/session/password', { old: password, new: good, more: 1 })).json.code,
    'unknown-member',
  );
  assert.equal((await here.ask('PUT', '/session/password', { new: good })).json.code, 'missing-member');
  assert.equal(await isIn(there), true, 'until now nothing has changed');
  assert.equal(await change(password, good), 'changed');
  assert.deepEqual([await isIn(here.headers()), await isIn(there), await isIn(token)], [true, false, true]);
  assert.equal((await signIn(service, 'wei', { headers: from() })).status, 401);
  assert.equal(
    (await signIn(service, 'wei', { secret: good.trim(), headers: from() })).status,
    401,
    'nothing is cut off it',
  );
  assert.equal((await signIn(service, 'wei', { secret: good, headers: from() })).status, 200);
  for (let i = 0; i < 5; ++i)
    assert.equal(await change('not the right one', 'another-good-one'), '422 wrong-password old');
  assert.equal(await change(good, 'another-good-one'), '429 too-many-attempts undefined', 'guessing waits here too');
  const longest = 'Ein langer Satz, '.repeat(58).slice(0, 990);
  await service.setClock('2018-10-08T09:01:00+08:00');
  assert.equal(await change(good, longest), 'changed');
  assert.equal(
    (await signIn(service, 'wei', { secret: longest, headers: from() })).status,
    200,
    'a long one is good to sign in with',
  );
  await service.setClock(start);
});

test('the command refuses what the page refuses', async () => {
  const add = (secret, ...more) =>
    bandian(['user', 'add', 'shen', '--department', 'power-supply', '--roles', 'manager', ...more], `${secret}\n`);
  for (const bad of ['short', '供电所供电', '1234567890', 'shenshen2026', 'qwertyuiop'])
    assert.notEqual((await add(bad)).code, 0, bad);
  assert.deepEqual(await sql(data, "select name from account where name = 'shen'"), []);
  assert.equal((await add('供电所里的一句长话吧')).code, 0);
});

test('without a password an account has none, and what began with it has ended', async () => {
  await clerk('han');
  const page = asPage(service, await signIn(service, 'han', { headers: from() })),
    token = { Authorization: `Bearer ${await tokenOf(data, 'han')}` };
  assert.equal(
    (await bandian(['user', 'add', 'han', '--department', 'power-supply', '--roles', 'manager', '--keep-password']))
      .code,
    0,
  );
  await trusted();
  assert.equal(await isIn(page), true, 'kept');
  assert.equal((await signIn(service, 'han', { headers: from() })).status, 200);
  await clerk('han', { secret: null });
  await trusted();
  assert.deepEqual([await isIn(page), await isIn(token)], [false, true]);
  assert.equal((await signIn(service, 'han', { headers: from() })).status, 401);
  const nobody = await bandian([
    'user',
    'add',
    'nobody',
    '--department',
    'power-supply',
    '--roles',
    'manager',
    '--keep-password',
  ]);
  assert.equal(nobody.code, 1, nobody.said);
});

test('being a deputy ends with the account, and so does having one', async () => {
  for (const user of ['yang', 'zhu', 'qin']) await clerk(user, { secret: null });
  // The command's day is the real one, later than any of the test's.
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const name = (user, to) => bandian(['user', 'deputy', user, '--to', to, '--until', until]);
  const deputies = () => sql(data, "select name || '>' || deputy from account where deputy is not null order by name");
  for (const [user, to] of [
    ['yang', 'zhu'],
    ['zhu', 'qin'],
  ])
    assert.equal((await name(user, to)).code, 0);
  assert.deepEqual(await deputies(), ['yang>zhu', 'zhu>qin']);
  await removeUser(data, 'zhu');
  assert.deepEqual(await deputies(), []);
  await clerk('zhu', { secret: null });
  assert.deepEqual(await deputies(), [], 'nor does it come back with him');
  assert.equal((await name('yang', 'zhu')).code, 0);
  await clerk('zhu', { secret: null });
  assert.deepEqual(await deputies(), ['yang>zhu'], 'the same once more changes nothing');
  await addUser(data, { user: 'zhu', department: 'urban-management', roles: 'permit-officer', secret: null });
  assert.deepEqual(await deputies(), [], 'who works elsewhere stands in for nobody here');
});

test('behind a proxy that speaks TLS the service asks for it for good', async () => {
  const told = async (headers) =>
    (await call(service, 'GET', '/api/v1/session', { headers: { ...headers, ...from() } })).headers.get(
      'Strict-Transport-Security',
    );
  assert.equal(await told({ 'X-Forwarded-Proto': 'https' }), 'max-age=63072000; includeSubDomains');
  assert.equal(await told({ 'X-Forwarded-Proto': 'http' }), null);
  assert.equal(await told({}), null);
});
