// Bad input gets a clear answer that names the field, and leaves nothing behind.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startService } from './service.mjs';

const service = await startService('2018-10-08T09:00:00+08:00');
after(() => service.stop());

const good = {
  process: 'ten-kilovolt',
  applicant: { name: '王五' },
  site: { address: '周村区' },
  attributes: { capacityKva: 630 },
};
const { caseNo } = await service.createCase(good);
const count = async () => (await service.ask('GET', '/cases')).body.items.length;
const version = async () => (await service.ask('GET', `/cases/${caseNo}`)).body.version;

const applications = [
  ['malformed JSON', '{"process":', 400, 'body'],
  ['a list', '[]', 400, 'body'],
  ['bottomless nesting', '['.repeat(50_000), 400, 'body'],
  ['a number beyond all bounds', '{"process":1e999}', 400, 'body'],
  ['a name twice', '{"process":"low-voltage","process":"ten-kilovolt"}', 400, 'body'],
  ['no process', { ...good, process: undefined }, 422, 'process'],
  ['an unknown process', { ...good, process: 'high-voltage' }, 422, 'process'],
  ['an unknown member', { ...good, procces: 1 }, 422, 'procces'],
  ['no applicant', { ...good, applicant: undefined }, 422, 'applicant'],
  ['an applicant without a name', { ...good, applicant: { phone: '13800000000' } }, 422, 'applicant.name'],
  ['a name that is a number', { ...good, applicant: { name: 5 } }, 422, 'applicant.name'],
  ['an unknown attribute', { ...good, attributes: { capacityKW: 5 } }, 422, 'attributes.capacityKW'],
  ['an attribute of the wrong type', { ...good, attributes: { supplies: 'two' } }, 422, 'attributes.supplies'],
  ['a fraction of a supply', { ...good, attributes: { supplies: 1.5 } }, 422, 'attributes.supplies'],
  [
    'an excavation without its road class',
    { ...good, attributes: { permits: { roadExcavation: [{ road: 'x' }] } } },
    422,
    'attributes.permits.roadExcavation[0].roadClass',
  ],
  [
    'more places than anybody digs',
    { ...good, attributes: { permits: { greenSpace: Array(101).fill({}) } } },
    422,
    'attributes.permits.greenSpace',
  ],
];

for (const [what, body, status, field] of applications) {
  test(`an application with ${what} is refused`, async () => {
    const before = await count();
    const response = await service.send('POST', '/cases', { body });
    const problem = await response.json();
    assert.equal(response.status, status, JSON.stringify(problem));
    assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
    assert.equal(problem.field, field, JSON.stringify(problem));
    assert.match(problem.detail, /^Expected /);
    assert.equal(await count(), before);
  });
}

const entries = [
  ['no version', 'tasks/accept/complete', { outcome: 'accepted' }, {}, 428, 'If-Match'],
  ['a version that is none', 'tasks/accept/complete', { outcome: 'accepted' }, { 'If-Match': '"x"' }, 400, 'If-Match'],
  ['a stale version', 'tasks/accept/complete', { outcome: 'accepted' }, { 'If-Match': '"7"' }, 412, 'If-Match'],
  ['a task that is not open', 'tasks/inspect/complete', { outcome: 'passed' }, { 'If-Match': '"1"' }, 409, 'task'],
  ['a task that does not exist', 'tasks/dance/complete', { outcome: 'passed' }, { 'If-Match': '"1"' }, 409, 'task'],
  ['an unknown outcome', 'tasks/accept/complete', { outcome: 'perhaps' }, { 'If-Match': '"1"' }, 409, 'outcome'],
  [
    'an effective day that is none',
    'tasks/accept/complete',
    { outcome: 'accepted', effective: '2018-10-32' },
    { 'If-Match': '"1"' },
    422,
    'effective',
  ],
  [
    'an effective day before the task began',
    'tasks/accept/complete',
    { outcome: 'accepted', effective: '2018-10-07' },
    { 'If-Match': '"1"' },
    409,
    'effective',
  ],
  ['a hold for no known reason', 'tasks/accept/hold', { reason: 'mood' }, { 'If-Match': '"1"' }, 409, 'reason'],
  [
    'a correction that lists nothing',
    'tasks/accept/hold',
    { reason: 'correction' },
    { 'If-Match': '"1"' },
    409,
    'missing',
  ],
  ['a resume of what is not held', 'tasks/accept/resume', {}, { 'If-Match': '"1"' }, 409, 'task'],
  ['a withdrawal without a reason', 'withdraw', { reason: '　 ' }, { 'If-Match': '"1"' }, 409, 'reason'],
];

for (const [what, path, body, headers, status, field] of entries) {
  test(`an entry with ${what} is refused`, async () => {
    const response = await service.send('POST', `/cases/${caseNo}/${path}`, { body, headers });
    const problem = await response.json();
    assert.equal(response.status, status, JSON.stringify(problem));
    assert.equal(problem.field, field, JSON.stringify(problem));
    assert.equal(await version(), 1);
  });
}

test('a day outside the calendar is refused and changes nothing', async () => {
  await service.setClock('2101-01-02T09:00:00+08:00');
  const before = (await service.ask('GET', '/cases')).body.items.length;
  const response = await service.send('POST', '/cases', { body: good });
  assert.equal(response.status, 422);
  assert.equal((await response.json()).code, 'beyond-calendar');
  await service.setClock('2018-10-08T09:00:00+08:00');
  assert.equal(await count(), before);
});

test('lists refuse a cursor they did not give', async () => {
  for (const cursor of ['x', '{}', '{"due":"2018-99-99","caseNo":"","path":""}', '{"at":"now","caseNo":"x"}'])
    for (const list of ['tasks', 'cases'])
      assert.equal(
        (await service.send('GET', `/${list}?cursor=${encodeURIComponent(cursor)}`)).status,
        400,
        `${list} ${cursor}`,
      );
});

test('a body of another type, too large a body and too long a path are refused', async () => {
  assert.equal(
    (await service.send('POST', '/cases', { body: 'process=1', headers: { 'Content-Type': 'text/plain' } })).status,
    415,
  );
  assert.equal((await service.send('POST', '/cases', { body: '"' + 'x'.repeat(2 << 20) + '"' })).status, 413);
  assert.equal((await service.send('GET', '/cases/' + 'x'.repeat(2000))).status, 414);
});

test('the worklist shows what is open, with its department, due day and light', async () => {
  const { body } = await service.ask('GET', '/tasks?owner=power-supply');
  assert.deepEqual(
    body.items.filter((t) => t.caseNo === caseNo).map((t) => [t.caseNo, t.task, t.owner, t.due, t.light]),
    [[caseNo, 'accept', 'power-supply', '2018-10-09', 'green']],
  );
});

test('a task is held and resumed, and every permit filed in one act', async () => {
  await service.act(caseNo, 'accept', 'hold', { reason: 'correction', missing: ['title'] });
  assert.equal((await service.ask('GET', '/tasks?light=paused')).body.items.length, 1);
  await service.act(caseNo, 'accept', 'resume');
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(caseNo, 'supply-plan', 'complete', {
    outcome: 'replied',
    attributes: {
      line: 'cable',
      externalLineMetres: 10,
      civilWorks: false,
      permits: { greenSpace: [{ place: 'a' }], roadOccupation: [{ road: 'b' }] },
    },
  });
  const filed = await service.send('POST', `/cases/${caseNo}/file-permits`, {
    body: {},
    headers: { 'If-Match': '"5"' },
  });
  assert.equal(filed.status, 200);
  const tasks = (await service.ask('GET', `/cases/${caseNo}`)).body.tasks
    .filter((t) => t.state === 'active')
    .map((t) => t.task);
  assert.ok(tasks.includes('green-space.1.review') && tasks.includes('road-occupation.1.review'), tasks.join());
});

test('bytes that are no text, and NUL, are refused with their field', async () => {
  for (const [path, field] of [
    ['/tasks?owner=%FF', 'owner'],
    ['/cases?state=%00', 'state'],
    ['/cases/%FF', 'path'],
  ]) {
    const response = await service.send('GET', path);
    assert.equal(response.status, 400, path);
    assert.equal((await response.json()).field, field);
  }
  const response = await service.send('POST', '/cases', { body: { ...good, applicant: { name: 'a\u0000b' } } });
  assert.equal(response.status, 400);
  assert.equal((await response.json()).field, 'body');
});

test('a Range neither cuts an answer nor hides that a command was carried out', async () => {
  const response = await service.send('POST', '/cases', { body: good, headers: { Range: 'bytes=9999999-' } });
  assert.equal(response.status, 201);
  assert.ok((await response.json()).receiptCode);
  const many = await fetch(`${service.origin}/style.css`, {
    headers: { Range: `bytes=${Array(500).fill('0-').join()}` },
  });
  assert.equal(many.status, 200);
  assert.ok((await many.text()).length < 100_000);
});

test('a key tells the same answer again whatever the version, and is good for one request only', async () => {
  const opened = await service.createCase(good);
  const accept = (version, of = opened.caseNo, verb = 'complete') =>
    service.send('POST', `/cases/${of}/tasks/accept/${verb}`, {
      body: verb === 'hold' ? { reason: 'testing' } : { outcome: 'accepted' },
      headers: { 'If-Match': `"${version}"`, 'Idempotency-Key': 'key-of-one' },
    });
  const first = await accept(1);
  assert.equal(first.status, 200);
  const answer = await first.json();
  for (const version of [1, 2]) assert.deepEqual(await (await accept(version)).json(), answer);
  assert.equal((await accept(2, opened.caseNo, 'hold')).status, 422);
  const other = await service.createCase(good);
  assert.equal((await accept(1, other.caseNo)).status, 422);
});

test('nobody acts without being signed in, and no page of another site through somebody who is', async () => {
  for (const [method, path] of [
    ['GET', '/cases'],
    ['GET', '/tasks'],
    ['POST', '/cases'],
    ['GET', `/cases/${caseNo}`],
    ['POST', `/cases/${caseNo}/withdraw`],
    ['GET', '/board'],
  ]) {
    const response = await fetch(`${service.origin}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: method === 'POST' ? '{}' : undefined,
    });
    assert.equal(response.status, 401, `${method} ${path}`);
    assert.equal((await response.json()).code, 'not-signed-in');
  }
});

test('past the end of the calendar a case is not read by it', async () => {
  await service.setClock('2101-02-01T09:00:00+08:00');
  const response = await service.send('GET', `/cases/${caseNo}`);
  assert.equal(response.status, 503);
  assert.equal((await response.json()).code, 'beyond-calendar');
  await service.setClock('2018-10-08T09:00:00+08:00');
  assert.equal((await service.send('GET', `/cases/${caseNo}`)).status, 200);
});

test('health and readiness are told', async () => {
  assert.equal((await fetch(`${service.origin}/healthz`)).status, 200);
  assert.equal((await fetch(`${service.origin}/readyz`)).status, 200);
});
