// What the public sees: nothing to guess by, nothing personal, no more than so often; and what an applicant may tell of himself.
// TRIES=10000 for the long form (script/enumeration).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { absentNumber, guess, judge, median, oneConnection, sameRanks } from './enumeration.mjs';
import { session } from '../reliability/record.mjs';
import { pause, sql, until, urlOf } from './outside.mjs';
import { call } from './people.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const tries = Number(process.env.TRIES ?? 1_000);
const start = '2018-10-08T09:00:00+08:00';
const data = await dataFolder();
const cases = [];
let service;
const application = {
  process: 'low-voltage',
  applicant: { name: '王五' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 50 },
};
const wrongCode = { 'X-Receipt-Code': '0000000000' };

before(async () => {
  service = await startService(start, { data, args: ['--behind-proxy', '--status-rate', '100000000'] });
  while (cases.length < Math.ceil(tries / 2 / 18)) cases.push(await service.createCase(application));
});
after(async () => {
  await service.stop();
  await removeData(data);
});

test('a wrong code and an absent case are told apart by no sign and by no stop-watch', async (t) => {
  let figures,
    rest = cases;
  // One sample in a thousand differs by chance: only two in a row are held against the service.
  for (let round = 0; round < 2; ++round) {
    figures = judge(await guess(service, tries, { cases: rest }));
    t.diagnostic(JSON.stringify(figures));
    if (figures.p > 1e-3) break;
    rest = await Promise.all(cases.map(() => service.createCase(application))); // the others have had their wrong codes
  }
  assert.ok(figures.p > 1e-3, `their times differ: ${JSON.stringify(figures)}`);
  assert.ok(figures.ofRight < 1e-6, 'a look-up in the record would not be noticed');
  assert.ok(
    figures.ofLookup < 1e-3,
    `a quarter of what a look-up takes would not be noticed: ${JSON.stringify(figures)}`,
  );
});

test('the stop-watch tells what differs, and what does not', () => {
  let state = 1;
  const random = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
  const sample = (shift) =>
    Array.from({ length: 500 }, () => 500 + 100 * random() + (random() < 0.05 ? 5000 * random() : 0) + shift);
  let alarms = 0;
  for (let i = 0; i < 400; ++i) if (sameRanks(sample(0), sample(0)) < 0.05) ++alarms;
  assert.ok(
    alarms > 5 && alarms < 40,
    `of 400 equal ones 20 are expected to look different at a twentieth, and ${alarms} did`,
  );
  assert.ok(sameRanks(sample(0), sample(20)) < 1e-3, 'a fifth of the spread');
  assert.ok(sameRanks([1, 1, 1, 1], [1, 1, 1, 1]) > 0.9 || Number.isNaN(sameRanks([1, 1, 1, 1], [1, 1, 1, 1])));
  assert.equal(median([3, 1, 2]), 2);
});

test('no form of asking tells them apart', async () => {
  const { ask, close } = oneConnection(service.origin);
  const forms = [
    ['', {}],
    ['', { method: 'POST', body: '{"receiptCode":"0000000000"}' }],
    ['/feed.ics', {}],
    ['/feed.ics?code=0000000000', {}],
    ['/picture.svg', {}],
    ['/picture.svg?call=x', {}],
    ['/picture.json', {}],
    ['/picture.json?call=x', {}],
    ['/clocks/accept/days', {}],
    ['/clocks/dance/days', {}],
    ['/nothing', {}],
    ['/notices/acceptance?check=0000000000', {}],
  ];
  for (const [i, [path, how]] of forms.entries()) {
    const told = new Set();
    const here = await service.createCase(application);
    for (const number of [here.caseNo, absentNumber(50_000 + i)])
      for (const code of [wrongCode, { 'X-Receipt-Code': 'ABCDEFGHJK' }, {}]) {
        const { status, headers, text } = await ask(`/api/v1/status/${number}${path}`, code, how);
        told.add(
          JSON.stringify([
            status,
            Object.entries(headers).filter(([name]) => name !== 'x-request-id' && name !== 'content-length'),
            text.replaceAll(number, 'N'),
          ]),
        );
      }
    assert.equal(told.size, 1, `${path}: ${[...told].join('\n')}`);
  }
  close();
});

// ---- masks

const distinct = {
  applicant: {
    name: '欧阳鹭鸶',
    phone: '13987654321',
    idNumber: '11010519491231002X',
    creditCode: '91350100M000100Y43',
    customerNo: '8765432109',
  },
  site: { address: '周村区丝绸路77号鹭鸶苑3单元', division: '370306' },
};

test('nothing personal is in what the public gets', async () => {
  const { caseNo, receiptCode } = await service.createCase({
    process: 'ten-kilovolt',
    ...distinct,
    attributes: { capacityKva: 630 },
  });
  await service.ask('POST', `/cases/${caseNo}/notes`, { text: '鹭鸶的电话改了' });
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(caseNo, 'supply-plan', 'hold', { reason: 'correction', missing: ['title'] });
  await service.act(caseNo, 'supply-plan', 'resume');
  await service.act(caseNo, 'supply-plan', 'complete', {
    outcome: 'replied',
    attributes: {
      line: 'cable',
      externalLineMetres: 10,
      civilWorks: false,
      permits: { greenSpace: [{ place: '北郊公园' }] },
    },
  });
  await service.act(caseNo, 'green-space.1.filing', 'complete', { outcome: 'filed' });
  await service.act(caseNo, 'green-space.1.review', 'complete', {
    outcome: 'refused',
    reason: '鹭鸶提供的材料不实',
    law: '第三十一条',
  });
  const { version } = (await service.ask('GET', `/cases/${caseNo}`)).body;
  await service.ask(
    'POST',
    `/cases/${caseNo}/amend`,
    { attributes: { externalLineMetres: 20 }, reason: '鹭鸶要求改线' },
    { 'If-Match': `"${version}"` },
  );
  await fetch(`${service.origin}/api/v1/cases/${caseNo}/materials/identity`, {
    method: 'PUT',
    headers: { ...service.headers, 'X-File-Name': encodeURIComponent('鹭鸶身份证.pdf') },
    body: '%PDF-1.7\n',
  });
  const secrets = [
    '鹭鸶',
    '欧阳',
    '3987654',
    '110105',
    '002X',
    '91350100',
    '8765432109',
    '77号',
    '单元',
    '丝绸路',
    'tester',
    '不实',
    '改线',
    '改了',
  ];
  const receipt = { 'X-Receipt-Code': receiptCode };
  const shown = [
    ['GET', ''],
    ['GET', '/feed.ics'],
    ['GET', `/feed.ics?code=${receiptCode}`],
    ['GET', '/picture.svg'],
    ['GET', '/picture.svg?lang=en'],
    ['GET', '/picture.svg?call=green-space.1'],
    ['GET', '/picture.json'],
    ['GET', '/picture.json?call=green-space.1'],
    ['GET', '/clocks/whole-case/days'],
    ['GET', '/clocks/green-space.1.permit/days'],
    ['POST', ''],
  ];
  for (const [method, path] of shown) {
    const answer = await call(service, method, `/api/v1/status/${caseNo}${path}`, {
      headers: receipt,
      body: method === 'POST' ? { receiptCode } : undefined,
    });
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    const everything = JSON.stringify([answer.text, [...answer.headers]]);
    for (const secret of secrets) assert.ok(!everything.includes(secret), `${method} ${path} tells ${secret}`);
  }
  const notice = await call(service, 'GET', `/api/v1/status/${caseNo}/notices/refusal?check=${receiptCode}`);
  if (notice.status === 200) assert.deepEqual(notice.json, { caseNo, kind: 'refusal', genuine: false });
  for (const path of [
    '/api/v1/calendar/feed.ics',
    '/api/v1/guide',
    '/api/v1/guide/ten-kilovolt',
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/v1/demo',
  ]) {
    const { text } = await call(service, 'GET', path);
    for (const secret of [...secrets.filter((one) => !['不实', '改线', '110105', '丝绸路'].includes(one)), caseNo])
      assert.ok(!text.includes(secret), `${path} tells ${secret}`);
  }
  assert.equal(
    (await call(service, 'GET', `/api/v1/status/${caseNo}`, { headers: receipt })).headers.get('Cache-Control'),
    'no-store',
  );
});

const masks = [
  // name, phone, address -> what is shown
  [{ name: '王五' }, '王*'],
  [{ name: '欧阳娜娜' }, '欧*'],
  [{ name: 'A' }, 'A*'],
  [{ name: '𠮷野' }, '𠮷*'],
  [{ name: '淄博某机械有限公司' }, '淄*'],
  [{ phone: '13812345678' }, '138****5678'],
  [{ phone: '+86 13812345678' }, '+86****5678'],
  [{ phone: '0533-6180000' }, '053****0000'],
  [{ phone: '6180000' }, '****'],
  [{ phone: '' }, ''],
  [{ address: '周村区丝绸路2号' }, '周村区****'],
  [{ address: '山东省淄博市周村区新建东路12号3单元501' }, '山东省****'],
  [{ address: '周村区' }, '****'],
  [{ address: '北郊镇某村' }, '****'],
];
for (const [given, shown] of masks)
  test(`of ${JSON.stringify(given)} is shown ${JSON.stringify(shown)}`, async () => {
    const { name = '王五', phone, address = '周村区丝绸路2号' } = given;
    const { caseNo, receiptCode } = await service.createCase({
      ...application,
      applicant: { name, ...(phone !== undefined && { phone }) },
      site: { address },
    });
    const status = (
      await call(service, 'GET', `/api/v1/status/${caseNo}`, { headers: { 'X-Receipt-Code': receiptCode } })
    ).json;
    assert.equal('phone' in given ? status.phone : 'address' in given ? status.site : status.applicant, shown);
  });

test('what an applicant is asked for says since when', async (t) => {
  const { caseNo, receiptCode } = await service.createCase(application);
  t.after(() => service.setClock(start));
  await service.setClock('2018-10-09T09:00:00+08:00');
  await service.act(caseNo, 'accept', 'hold', { reason: 'correction', missing: ['title'] });
  const { now, waitingForYou } = (
    await call(service, 'GET', `/api/v1/status/${caseNo}`, { headers: { 'X-Receipt-Code': receiptCode } })
  ).json;
  assert.deepEqual([now[0].since, waitingForYou[0].since], ['2018-10-08', '2018-10-09']);
});

// ---- how often

test('one source is answered so often a minute, another is not slowed down by it', async (t) => {
  const slow = await startService(start, {
    data: `${data}-slow`,
    args: ['--database', urlOf(data), '--behind-proxy', '--status-rate', '12'],
  });
  t.after(() => slow.stop());
  const { caseNo, receiptCode } = await service.createCase(application);
  const ask = (source, number = caseNo) =>
    call(slow, 'GET', `/api/v1/status/${number}`, { headers: { 'X-Receipt-Code': receiptCode, 'X-Real-IP': source } });
  const answers = [];
  for (let i = 0; i < 15; ++i) answers.push((await ask('203.0.113.1')).status);
  assert.ok(
    answers.slice(0, 12).every((status) => status === 200),
    'twelve at once',
  );
  const late = await ask('203.0.113.1');
  assert.equal(late.status, 429, 'then they come too fast');
  assert.equal(late.json.code, 'too-many-requests');
  assert.match(late.headers.get('Retry-After'), /^[1-9]\d*$/);
  assert.equal((await ask('203.0.113.1', absentNumber(1))).status, 429, 'whatever it asks for');
  assert.equal((await ask('203.0.113.2')).status, 200);
  await pause(Number(late.headers.get('Retry-After')) * 1000 + 100);
  assert.equal((await ask('203.0.113.1')).status, 200, 'after as long as it was told');
});

test('wrong codes of one case are slowed down wherever they come from, and never whoever holds the right one', async () => {
  const { caseNo, receiptCode } = await service.createCase(application);
  const other = await service.createCase(application);
  let sources = 0;
  const ask = (number, code, { path = '', method = 'GET', body } = {}) =>
    call(service, method, `/api/v1/status/${number}${path}`, {
      headers: { 'X-Receipt-Code': code, 'X-Real-IP': `198.51.100.${++sources}` },
      body,
    });
  const forms = [
    {},
    { method: 'POST', body: { receiptCode: '0000000000' } },
    { path: '/feed.ics?code=0000000000' },
    { path: '/clocks/accept/days' },
    { path: '/picture.svg' },
  ];
  const run = async (number) => {
    const answers = [];
    for (let i = 0; i < 25; ++i) answers.push(await ask(number, '0000000000', forms[i % forms.length]));
    return answers;
  };
  const answers = await run(caseNo),
    absent = await run(absentNumber(70_000));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array(20).fill(404), ...Array(5).fill(429)],
  );
  const wait = Number(answers.at(-1).headers.get('Retry-After'));
  assert.ok(wait > 0 && wait <= 30, `${wait}`);
  assert.deepEqual(
    absent.map(({ status }) => status),
    answers.map(({ status }) => status),
    'a number that is none waits alike',
  );
  const words = (answer) => answer.text.replace(/\d+ s\./, 'N s.');
  assert.equal(words(absent.at(-1)), words(answers.at(-1)));
  assert.equal((await ask(caseNo, receiptCode)).status, 200, 'the applicant is not locked out');
  assert.equal((await ask(other.caseNo, '0000000000')).status, 404, 'another case has its own count');
  // Another way to write the number is no new count.
  for (const number of [caseNo.replace('-', '%2D'), `/${caseNo}`, `${caseNo}/`])
    assert.equal((await ask(number, '0000000000')).status, 429, number);
  const check = await ask(caseNo, '', { path: '/notices/acceptance?check=0000000000' });
  assert.ok([429, 404].includes(check.status), 'nor is guessing at a notice');
});

test('however many ask for one case at once, the record is asked once', async () => {
  const { caseNo, receiptCode } = await service.createCase(application);
  const lock = session(data);
  await lock.ask('begin; lock table person in access exclusive mode');
  const waiting = async (mode) =>
    Number((await sql(data, `select count(*) from pg_locks where relation = 'person'::regclass and ${mode}`))[0]);
  const asked = Array.from({ length: 30 }, () =>
    call(service, 'GET', `/api/v1/status/${caseNo}`, { headers: { 'X-Receipt-Code': receiptCode } }),
  );
  await until('a look', () => waiting('not granted'));
  await pause(500);
  assert.equal(await waiting('not granted'), 1);
  await lock.ask('commit');
  await lock.end();
  const answers = await Promise.all(asked);
  assert.deepEqual([...new Set(answers.map(({ status, text }) => `${status} ${text}`))].length, 1);
  assert.equal(answers[0].status, 200);
});

// ---- what an applicant tells of himself

const identity = (seventeen) => {
  // GB 11643: ISO 7064 MOD 11-2, by the weights as the standard prints them
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return seventeen + '10X98765432'[[...seventeen].reduce((sum, digit, i) => sum + Number(digit) * weights[i], 0) % 11];
};
const credit = (seventeen) => {
  // GB 32100
  const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY',
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  return (
    seventeen +
    signs[(31 - ([...seventeen].reduce((sum, sign, i) => sum + signs.indexOf(sign) * weights[i], 0) % 31)) % 31]
  );
};
const allBut = (text, signs) =>
  [...signs].filter((sign) => sign !== text.at(-1)).map((sign) => text.slice(0, -1) + sign);

const good = {
  idNumber: [
    '11010519491231002X',
    '440524188001010014',
    '11010519491231002x',
    '４４０５２４１８８００１０１００１４',
    '11010519491231002Ｘ',
    '830000199001010012',
    'E12345678',
    'H12345678',
    '12345678',
    '911124198108030024',
    ...Array.from({ length: 40 }, (_, i) => identity(`3703061990010${(i % 9) + 1}${String(100 + i * 7).slice(-3)}`)),
    identity('37030620000229123'),
    '',
  ],
  creditCode: [
    '91350100M000100Y43',
    '91350100m000100y43',
    '91370306ma3c0aaa0t',
    ...Array.from({ length: 40 }, (_, i) =>
      credit(`91370306MA3${String(10_000 + i * 2_347).slice(-5)}${'0ACX'[i % 4]}`),
    ),
    '',
  ],
  phone: [
    '13800000000',
    '+86 13800000000',
    '0533-6180000-801',
    '400-810-0080',
    '+86-533-6180000',
    '（0533）6180000',
    '+852 2345 6789',
    '0533-6180000',
    '(0533) 6180000',
    '6180000',
    '010-12345678',
    '19912345678',
  ],
  customerNo: ['123456', '1234567890123456', '１２３４５６', ''],
};
const bad = {
  idNumber: [
    ...allBut('440524188001010014', '0123456789X'),
    '4405241880010100',
    '4405241880010100145',
    '370306900101123',
    '44052418800101001 ',
    'ABCDEFGHIJKLMNOPQR',
    '11010519491231002号',
    identity('37030619990229123'),
    identity('37030619991301123'),
    identity('37030619990001123'),
    identity('37030619990100123'),
    identity('00030619900101123'),
    identity('99030619900101123'),
    identity('37030617990101123'),
  ],
  creditCode: [
    ...allBut('91350100M000100Y43', '0123456789ABCDEFGHJKLMNPQRTUWXY'),
    '91350100M000100Y4',
    '91350100M000100Y430',
    '91350100I000100Y43',
    '91350100O000100Y43',
    '91350100S000100Y43',
    '91350100V000100Y43',
    '91350100Z000100Y43',
    '9135010OM000100Y43',
  ],
  phone: ['138', '1380000000', '23800000000', '138-0000-000x', 'a', '12800000000', '138000000000000'],
  customerNo: ['12345', '12345678901234567', '12345a'],
};

for (const member of Object.keys(good))
  test(`${member}: ${good[member].length} good ones are taken, ${bad[member].length} bad ones are not, and no answer repeats them`, async () => {
    const open = (value) =>
      service.send('POST', '/cases', { body: { ...application, applicant: { name: '王五', [member]: value } } });
    for (const value of good[member]) assert.equal((await open(value)).status, 201, value);
    for (const value of bad[member]) {
      const response = await open(value),
        text = await response.text();
      assert.equal(response.status, 422, value);
      const { code, field, reason } = JSON.parse(text);
      assert.deepEqual([code, field], ['invalid-member', `applicant.${member}`]);
      assert.match(reason, /^(identity|credit-code|phone|customer-number)-[a-z-]+$/, value);
      assert.ok(value.length < 6 || !text.replace('13800000000', '').includes(value), text);
    }
  });

test('all that is wrong is told at once, each with its field', async () => {
  const response = await service.send('POST', '/cases', {
    body: {
      process: 'low-voltage',
      applicant: { phone: 'x', idNumber: '1', creditCode: '2', customerNo: '3', passport: '4' },
      site: { division: '99' },
      attributes: { capacityKva: -1, supplies: 0.5, line: 'rope', wires: 3 },
    },
  });
  const problem = await response.json();
  assert.equal(response.status, 422);
  assert.deepEqual(problem.errors.map(({ code, field }) => `${field} ${code}`).sort(), [
    'applicant.creditCode invalid-member',
    'applicant.customerNo invalid-member',
    'applicant.idNumber invalid-member',
    'applicant.name missing-member',
    'applicant.passport unknown-member',
    'applicant.phone invalid-member',
    'attributes.capacityKva invalid-attribute',
    'attributes.line invalid-attribute',
    'attributes.supplies invalid-attribute',
    'attributes.wires unknown-attribute',
    'site.address missing-member',
    'site.division invalid-member',
  ]);
  assert.deepEqual(
    [problem.code, problem.field, problem.detail],
    [problem.errors[0].code, problem.errors[0].field, problem.errors[0].detail],
  );
  const one = await (await service.send('POST', '/cases', { body: { ...application, site: {} } })).json();
  assert.deepEqual([one.field, one.errors], ['site.address', undefined]);
});

test('the process, the materials and members that are none are told with the rest', async () => {
  const answer = async (change) => {
    const response = await service.send('POST', '/cases', { body: { ...application, ...change } });
    const problem = await response.json();
    return (problem.errors ?? [problem]).map((error) => error.field);
  };
  assert.deepEqual((await answer({ process: 'dance', site: {} })).sort(), ['process', 'site.address']);
  assert.deepEqual((await answer({ dance: 1, site: {} })).sort(), ['dance', 'site.address']);
  assert.deepEqual(await answer({ materials: ['dance', 5] }), ['materials[0]', 'materials[1]']);
  assert.deepEqual(
    (await answer({ process: 5, pack: 7, attributes: [], materials: {}, dance: 1, site: {}, applicant: {} })).sort(),
    ['applicant.name', 'attributes', 'dance', 'materials', 'pack', 'process', 'site.address'],
  );
  assert.deepEqual((await answer({ pack: 'dance', site: {} })).sort(), ['pack', 'site.address']);
});
