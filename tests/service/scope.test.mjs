// Who may do what: every call, by every role, on what is his own and on what is another's; and who is let in at all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract, faultOfAnswer, operations } from './contract.mjs';
import { pause, sql, urlOf } from './outside.mjs';
import { addUser, asPage, call, password, removeUser, signIn, tokenOf } from './people.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const start = '2018-10-08T09:00:00+08:00';
const data = await dataFolder();
let service;
const roles = {
  window: { user: 'liqiang', department: 'service-center', roles: 'window' },
  manager: { user: 'wangfang', department: 'power-supply', roles: 'manager' },
  engineer: { user: 'zhangwei', department: 'power-supply', roles: 'engineer' },
  officer: { user: 'chenjing', department: 'urban-management', roles: 'permit-officer' },
  supervisor: { user: 'zhouming', department: 'economy-it', roles: 'supervisor' },
  keeper: { user: 'sunli', department: 'economy-it', roles: 'policy-keeper' },
  integration: { user: 'platform', department: '*', roles: 'integration' },
};
/// Other programs: of one department, and with tokens of the desk's that are for something alone.
const programs = {
  bounded: { user: 'police-system', department: 'traffic-police', roles: 'integration' },
  reader: { user: 'platform', scopes: 'read' },
  opener: { user: 'platform', scopes: 'open' },
  actor: { user: 'platform', scopes: 'act' },
  payer: { user: 'platform', scopes: 'pay' },
};
const others = {
  colleague: { user: 'zhaolei', department: 'power-supply', roles: 'manager' },
  police: { user: 'gaojun', department: 'traffic-police', roles: 'permit-officer' },
};
const by = { nobody: {} }; // headers, by role
const cases = {};

const ask = async (who, method, path, { body, headers = {} } = {}) => {
  const answer = await call(service, method, path, {
    body,
    headers: { ...by[who], 'X-Real-IP': '198.51.100.7', ...headers },
  });
  const fault = faultOfAnswer(method, decodeURI(path.split('?')[0]), answer);
  assert.equal(fault, null, `${method} ${path} by ${who}: ${answer.status}: ${fault}`);
  return answer;
};
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '王五', phone: '13800000002', idNumber: '11010519491231002X' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 630 },
  materials: ['identity', 'title'],
};
const plan = (permits) => ({
  outcome: 'replied',
  attributes: { line: 'cable', externalLineMetres: 10, civilWorks: false, permits },
});
const open = async (who) => (await ask(who, 'POST', '/api/v1/cases', { body: application })).json.caseNo;
const hand = (caseNo, id) =>
  ask('window', 'PUT', `/api/v1/cases/${caseNo}/materials/${id}`, {
    body: Buffer.from('%PDF-1.7\n'),
    headers: { 'Content-Type': 'application/pdf' },
  });

before(async () => {
  service = await startService(start, { data, args: ['--behind-proxy', '--status-rate', '100000'] });
  for (const [name, one] of Object.entries({ ...roles, ...others, ...programs })) {
    if (one.roles) await addUser(data, one);
    by[name] = {
      Authorization: `Bearer ${await tokenOf(data, one.user, ...(one.scopes ? ['--scopes', one.scopes] : []))}`,
    };
  }
  // The manager's own case waits for the officer; his colleague's waits for the police; both have work of the utility's and the applicant's.
  cases.OWN = await open('manager');
  cases.OTHER = await open('colleague');
  cases.NEW = await open('manager');
  for (const caseNo of [cases.OWN, cases.OTHER])
    await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(
    cases.OWN,
    'supply-plan',
    'complete',
    plan({ greenSpace: [{ place: '北郊公园' }], roadOccupation: [{ road: '新建东路' }] }),
  );
  await service.act(
    cases.OTHER,
    'supply-plan',
    'complete',
    plan({ roadOccupation: [{ road: '丝绸路' }, { road: '正阳路' }] }),
  );
  await service.act(cases.OWN, 'green-space.1.filing', 'complete', { outcome: 'filed' });
  await service.act(cases.OTHER, 'road-occupation.1.filing', 'complete', { outcome: 'filed' });
  for (const caseNo of [cases.OWN, cases.OTHER]) assert.equal((await hand(caseNo, 'identity')).status, 201);
});
after(async () => {
  await service.stop();
  await removeData(data);
});

// OWN is the manager's and waits for the officer; OTHER is a colleague's and waits for another department; NEW is the manager's and waits
// for acceptance. A body that nobody could enter shows who is let in without changing anything: 409, 415 and 422 mean that he was.
// Not asked (-): a case takes twenty wrong codes from all together.
const matrix = `
  call                                                      window manager engineer officer supervisor keeper integration bounded reader opener actor payer nobody
  GET  /cases                                                200     200      200     200        200    200         200     200    200    403   403   403    401
  GET  /tasks                                                200     200      200     200        200    200         200     200    200    403   403   403    401
  GET  /tasks?done=met                                       404     404      404     404        200    404         404     404    404    403   403   403    401
  GET  /board                                                404     404      404     404        200    404         404     404    404    403   403   403    401
  GET  /colleagues                                           200     200      200     200        200    200         200     200    200    403   403   403    401
  GET  /session                                              200     200      200     200        200    200         200     200    200    200   200   200    401
  POST /cases                                                201     201      403     403        403    403         201     201    403    201   403   403    401
  GET  /cases/OWN                                            200     200      200     200        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER                                          200     404      200     404        200    404         200     200    200    403   403   403    401
  GET  /cases/OWN/events                                     200     200      200     200        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER/events                                   200     404      200     404        200    404         200     200    200    403   403   403    401
  GET  /cases/OWN/picture.svg                                200     200      200     200        200    404         200     404    200    403   403   403    401
  GET  /cases/OWN/picture.json                               200     200      200     200        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER/picture.svg                              200     404      200     404        200    404         200     200    200    403   403   403    401
  GET  /cases/OTHER/picture.json                             200     404      200     404        200    404         200     200    200    403   403   403    401
  GET  /cases/OWN/receipt                                    200     200      200     404        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER/receipt                                  200     404      200     404        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER/receipt.svg                              200     404      200     404        200    404         200     404    200    403   403   403    401
  GET  /cases/OWN/notices/acceptance                         200     200      200     200        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER/notices/acceptance                       200     404      200     404        200    404         200     200    200    403   403   403    401
  GET  /cases/OTHER/materials/identity                       200     404      200     404        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER/materials/identity/preview?page=0        400     404      400     404        400    404         400     404    400    403   403   403    401
  PUT  /cases/OWN/materials/dance                            422     422      422     422        422    404         422     404    403    403   422   403    401
  PUT  /cases/OTHER/materials/dance                          422     404      422     404        422    404         422     422    403    403   422   403    401
  GET  /cases/OWN/clocks/green-space.1.permit/days           200     200      200     200        200    404         200     404    200    403   403   403    401
  GET  /cases/OTHER/clocks/accept/days                       200     404      200     404        200    404         200     404    200    403   403   403    401
  POST /cases/OWN/clocks/green-space.1.permit/extend         403     403      403     409        409    404         409     404    403    403   409   403    401
  POST /cases/OTHER/clocks/road-occupation.1.permit/extend   403     404      403     404        409    404         409     409    403    403   409   403    401
  POST /cases/OWN/tasks/green-space.1.review/complete        403     403      403     409        403    404         409     404    403    403   409   403    401
  POST /cases/OWN/tasks/road-occupation.1.filing/complete    403     409      409     403        403    404         409     404    403    403   409   403    401
  POST /cases/OWN/tasks/customer-works/complete              409     409      403     403        403    404         409     404    403    403   409   403    401
  POST /cases/OTHER/tasks/road-occupation.1.review/complete  403     404      403     404        403    404         409     409    403    403   409   403    401
  POST /cases/OWN/tasks/green-space.1.review/hold            403     403      403     409        403    404         409     404    403    403   409   403    401
  POST /cases/OWN/tasks/road-occupation.1.filing/hold        403     409      409     403        403    404         409     404    403    403   409   403    401
  POST /cases/OTHER/tasks/road-occupation.1.review/hold      403     404      403     404        403    404         409     409    403    403   409   403    401
  POST /cases/OWN/tasks/green-space.1.review/resume          403     403      403     409        403    404         409     404    403    403   409   403    401
  POST /cases/OTHER/tasks/road-occupation.1.review/resume    403     404      403     404        403    404         409     409    403    403   409   403    401
  POST /cases/OWN/tasks/green-space.1.review/claim           403     403      403     200        403    404         200     404    403    403   200   403    401
  POST /cases/OWN/tasks/road-occupation.1.filing/claim       403     200      200     403        403    404         200     404    403    403   200   403    401
  POST /cases/OTHER/tasks/road-occupation.1.review/claim     403     404      403     404        403    404         200     200    403    403   200   403    401
  POST /cases/OWN/amend                                      409     409      403     403        403    404         409     404    403    403   409   403    401
  POST /cases/OTHER/amend                                    409     404      403     404        403    404         409     403    403    403   409   403    401
  POST /cases/OWN/void                                       403     403      403     403        409    404         403     404    403    403   403   403    401
  POST /cases/OTHER/void                                     403     404      403     404        409    404         403     403    403    403   403   403    401
  POST /cases/OWN/withdraw                                   409     409      403     403        409    404         409     404    403    403   409   403    401
  POST /cases/OTHER/withdraw                                 409     404      403     404        409    404         409     403    403    403   409   403    401
  POST /cases/NEW/file-permits                               409     409      403     404        403    404         409     404    403    403   409   403    401
  POST /cases/OWN/notes                                      200     200      200     200        200    404         200     404    403    403   200   403    401
  POST /cases/OTHER/notes                                    200     404      200     404        200    404         200     200    403    403   200   403    401
  POST /cases/OWN/hand                                       422     422      403     403        422    404         422     404    403    403   422   403    401
  POST /cases/OTHER/hand                                     422     404      403     404        422    404         422     403    403    403   422   403    401
  POST /cases/OWN/hand-over                                  422     422      403     403        403    404         422     404    403    403   422   403    401
  POST /cases/OTHER/hand-over                                422     404      403     404        403    404         422     403    403    403   422   403    401
  PUT  /session/deputy                                       422     422      422     422        422    422         422     422    403    403   422   403    401
  DELETE /session/deputy                                     204     204      204     204        204    204         204     204    403    403   204   403    401
  GET  /session/all                                          200     200      200     200        200    200         200     200    200    403   403   403    401
  DELETE /session/all                                        204     204      204     204        204    204         204     204    403    403   204   403    401
  DELETE /session/all/none                                   404     404      404     404        404    404         404     404    403    403   404   403    401
  PUT  /session/password                                     422     422      422     422        422    422         422     422    403    403   422   403    401
  POST /calendar/editions                                    404     404      404     404        415    415         404     404    403    403   404   403    401
  DELETE /calendar/editions/cn-1999                          404     404      404     404        404    404         404     404    403    403   404   403    401
  GET  /calendar/editions                                    200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /calendar/due                                         200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /calendar/count                                       200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /calendar/day                                         200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /calendar/feed.ics                                    200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /guide                                                200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /guide/low-voltage                                    200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /guide/low-voltage/schema                             200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /guide/low-voltage/picture.svg                        200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /guide/low-voltage/picture.json                       200     200      200     200        200    200         200     200    200    200   200   200    200
  POST /guide/low-voltage/estimate                           200     200      200     200        200    200         200     200    200    200   200   200    200
  GET  /status/OWN                                           404     404      404     404        404    404         404       -      -      -     -     -    404
  POST /status/OWN                                           404     404      404     404        404    404         404       -      -      -     -     -    404
  GET  /status/OTHER/feed.ics                                404     404      404     404        404    404         404       -      -      -     -     -    404
  GET  /status/OTHER/picture.svg                             404     404      404     404        404    404         404       -      -      -     -     -    404
  GET  /status/NEW/clocks/accept/days                        404     404      404     404        404    404         404       -      -      -     -     -    404
  GET  /status/ZC2018-999998/picture.json                    404     404      404     404        404    404         404       -      -      -     -     -    404
  GET  /status/NEW/notices/acceptance                        200     200      200     200        200    200         200       -      -      -     -     -    200
  GET  /demo                                                 204     204      204     204        204    204         204     204    204    204   204   204    204
  PUT  /test-clock                                           422     422      422     422        422    422         422     422    403    403   422   403    401
`
  .trim()
  .split('\n')
  .map((line) => line.trim());
const columns = matrix[0].split(/\s+/).slice(1);
const rows = matrix
  .slice(1)
  .map((line) => line.match(/^(\S+)\s+(\S+)\s+(.+)$/).slice(1))
  .map(([method, path, cells]) => ({ method, path, cells: cells.split(/\s+/).map(Number) }));

const versions = {};
const versionOf = async (caseNo) => (versions[caseNo] ??= (await service.ask('GET', `/cases/${caseNo}`)).body.version);
const bodies = {
  complete: { outcome: 'perhaps' },
  hold: { reason: 'mood' },
  resume: {},
  claim: {},
  extend: { days: 99, reason: 'x' },
  amend: { reason: 'x' },
  void: { step: 999, reason: 'x' },
  withdraw: { reason: ' ' },
  'file-permits': {},
  notes: { text: 'x' },
  hand: { to: 'nobody-there' },
  'hand-over': { task: 'dance', recipient: '王五', how: 'post', on: '2018-10-08' },
  deputy: { deputy: 'nobody-there', until: '2018-10-31' },
  password: {},
  cases: application,
  estimate: { attributes: { capacityKva: 50, externalLine: false } },
  'test-clock': {},
  editions: {},
};
const queries = { due: '?from=2018-10-08&days=5', count: '?from=2018-10-08&to=2018-10-19', day: '?day=2018-10-08' };
async function askRow(who, { method, path }, named = (name) => cases[name]) {
  const last = path.split('/').at(-1),
    real = path.replace(/OWN|OTHER|NEW/, (name) => named(name));
  const [name] = path.match(/OWN|OTHER|NEW/) ?? [];
  const headers = method === 'POST' && name ? { 'If-Match': `"${await versionOf(cases[name])}"` } : {};
  const body =
    method === 'GET'
      ? undefined
      : path.startsWith('/status')
        ? { receiptCode: '0000000000' }
        : (bodies[last] ?? Buffer.from('%PDF-1.7\n'));
  return ask(who, method, `/api/v1${real}${queries[last] ?? ''}`, { body, headers });
}

test('the table has every operation there is', () => {
  const paths = rows.map(({ method, path }) => ({
    method,
    path: `/api/v1${path.split('?')[0].replace(/OWN|OTHER|NEW/, 'ZC2018-000001')}`,
  }));
  // Signing in and out, and what has no roles, is tried below and elsewhere.
  const left = operations
    .filter((one) => !paths.some(({ method, path }) => method === one.method && one.match.test(path)))
    .map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(left, [
    'GET /healthz',
    'GET /readyz',
    'GET /metrics',
    'POST /api/v1/session',
    'DELETE /api/v1/session',
    'GET /api/v1/session/oidc',
    'GET /api/v1/session/oidc/callback',
  ]);
  assert.deepEqual(columns, [...Object.keys(roles), ...Object.keys(programs), 'nobody']);
  for (const { cells } of rows) assert.equal(cells.length, columns.length);
  assert.deepEqual(contract.components.schemas.Role.enum.length, Object.keys(roles).length);
});

for (const row of rows)
  test(`${row.method} ${row.path}`, async () => {
    const got = [];
    const asked = columns.filter((who, i) => !Number.isNaN(row.cells[i])),
      cells = row.cells.filter((cell) => !Number.isNaN(cell));
    for (const who of asked) got.push((await askRow(who, row)).status);
    assert.deepEqual(
      Object.fromEntries(asked.map((who, i) => [who, got[i]])),
      Object.fromEntries(asked.map((who, i) => [who, cells[i]])),
    );
  });

test('what is denied looks like what is absent: same status, same headers, same words', async () => {
  const absent = 'ZC2018-999999';
  let compared = 0;
  for (const row of rows) {
    const [name] = row.path.match(/OWN|OTHER|NEW/) ?? [];
    if (!name || row.path.startsWith('/status')) continue; // of the status: enumeration.test.mjs
    for (const [i, who] of columns.entries()) {
      if (row.cells[i] !== 404 || (who === 'bounded' && name === 'OTHER')) continue; // she sees that one, but not all of it
      const [denied, missing] = [await askRow(who, row), await askRow(who, row, () => absent)];
      const plain = ({ status, headers, text }) => ({
        status,
        headers: [...headers].filter(([header]) => !['x-request-id', 'date'].includes(header)),
        text,
      });
      assert.deepEqual(
        plain({ ...denied, text: denied.text.replaceAll(cases[name], absent) }),
        plain(missing),
        `${row.method} ${row.path} by ${who}`,
      );
      ++compared;
    }
  }
  assert.ok(compared > 50, `${compared}`);
  for (const path of ['/board', '/tasks?done=met']) {
    const answer = await ask('manager', 'GET', `/api/v1${path}`);
    assert.equal(answer.text, (await ask('manager', 'GET', '/api/v1/nothing-here')).text, path);
  }
});

test('a key that was used does not tell whether a case exists that one does not see', async () => {
  const key = { 'Idempotency-Key': 'of-the-officer' };
  const try_ = (caseNo, version) =>
    ask('officer', 'POST', `/api/v1/cases/${caseNo}/tasks/green-space.1.review/hold`, {
      body: { reason: 'testing' },
      headers: { ...key, 'If-Match': `"${version}"` },
    });
  const mine = (await service.ask('GET', `/cases/${cases.OWN}`)).body.version;
  assert.equal((await try_(cases.OWN, mine)).status, 200);
  await service.act(cases.OWN, 'green-space.1.review', 'resume');
  delete versions[cases.OWN];
  const [denied, absent] = [await try_(cases.OTHER, 1), await try_('ZC2018-999999', 1)];
  assert.deepEqual([denied.status, denied.json.code], [absent.status, absent.json.code]);
});

test('lists show what is in scope, and nothing else', async () => {
  const seen = async (who, list) => {
    const found = new Set();
    for (let cursor = ''; cursor !== null;) {
      const { items, next } = (await ask(who, 'GET', `/api/v1/${list}?cursor=${encodeURIComponent(cursor)}`)).json;
      for (const item of items) found.add(list === 'cases' ? item.caseNo : `${item.caseNo} ${item.owner}`);
      cursor = next;
    }
    return found;
  };
  // whose case: OWN, OTHER, NEW
  for (const [who, expected] of Object.entries({
    window: [1, 1, 1],
    manager: [1, 0, 1],
    colleague: [0, 1, 0],
    engineer: [1, 1, 1],
    officer: [1, 0, 0],
    police: [0, 1, 0],
    supervisor: [1, 1, 1],
    keeper: [0, 0, 0],
    integration: [1, 1, 1],
  })) {
    const found = await seen(who, 'cases');
    assert.deepEqual(
      ['OWN', 'OTHER', 'NEW'].map((name) => Number(found.has(cases[name]))),
      expected,
      who,
    );
  }
  assert.equal((await seen('keeper', 'cases')).size, 0);
  assert.deepEqual([...(await seen('officer', 'tasks'))], [`${cases.OWN} urban-management`]);
  assert.deepEqual([...(await seen('police', 'tasks'))], [`${cases.OTHER} traffic-police`]);
  for (const one of await seen('engineer', 'tasks')) assert.match(one, / power-supply$/);
  assert.equal((await seen('keeper', 'tasks')).size, 0);
  // Nor by asking for it: for another department, another's name, or a number.
  for (const query of [
    'owner=traffic-police',
    `q=${cases.OTHER}`,
    'q=3800000002',
    `process=ten-kilovolt&light=green&q=${cases.OTHER}`,
  ])
    for (const list of ['cases', 'tasks'])
      for (const item of (await ask('officer', 'GET', `/api/v1/${list}?${query}`)).json.items)
        assert.equal(item.caseNo, cases.OWN, `${list}?${query}`);
  const colleagues = async (who) => (await ask(who, 'GET', '/api/v1/colleagues')).json.items.map((one) => one.user);
  assert.deepEqual(await colleagues('officer'), ['chenjing', 'platform', 'tester']);
});

test("a case that nobody manages is every manager's to take", async () => {
  const caseNo = await open('window');
  for (const who of ['manager', 'colleague'])
    assert.equal((await ask(who, 'GET', `/api/v1/cases/${caseNo}`)).status, 200, who);
  assert.equal(
    (await ask('manager', 'POST', `/api/v1/cases/${caseNo}/hand`, { body: { to: 'wangfang' } })).status,
    200,
  );
  assert.equal((await ask('colleague', 'GET', `/api/v1/cases/${caseNo}`)).status, 404);
});

test('a permit officer sees her own part: her tasks, their clocks and entries, and no identity number', async () => {
  const { tasks, clocks, applicant } = (await ask('officer', 'GET', `/api/v1/cases/${cases.OWN}`)).json;
  assert.deepEqual(
    tasks.map((task) => task.task),
    ['green-space.1.review'],
  );
  assert.deepEqual(
    clocks.map((clock) => clock.clock),
    ['green-space.1.permit'],
  );
  assert.equal(applicant.idNumber, undefined);
  const { events } = (await ask('officer', 'GET', `/api/v1/cases/${cases.OWN}/events`)).json;
  for (const event of events) assert.ok(!event.task || event.task === 'green-space.1.review', event.task);
  assert.deepEqual(events[0].materials, [], 'nor which papers came that are not hers');
  assert.deepEqual(Object.keys(events[0]), ['number', 'at', 'do', 'materials', 'takenBack'], 'nor who took it in');
  const all = (await ask('engineer', 'GET', `/api/v1/cases/${cases.OWN}`)).json;
  assert.ok(all.tasks.length > 4 && all.applicant.idNumber);
});

test("nor whose the days of the others' steps were", async () => {
  const whole = (await ask('manager', 'GET', `/api/v1/cases/${cases.OWN}`)).json,
    hers = (await ask('officer', 'GET', `/api/v1/cases/${cases.OWN}`)).json;
  assert.equal(whole.responsibility.length, 4);
  assert.deepEqual(
    whole.path.slice(0, 2).map((step) => step.task),
    ['accept', 'supply-plan'],
  );
  assert.equal(hers.responsibility, undefined);
  assert.deepEqual(
    hers.path,
    whole.path.filter((step) => step.task === 'green-space.1.review'),
  );
  assert.equal(hers.expected.day, whole.expected.day);
  assert.ok(whole.expected.path.length > 1 && whole.expected.after.length > 0);
  assert.ok(hers.expected.path.length < whole.expected.path.length, 'nor how long the others have');
  assert.deepEqual(hers.expected.after, []);
  assert.deepEqual([whole.expected.waitsFor.includes('customer-works'), hers.expected.waitsFor], [true, []]);
});

test('nor any paper that no step of hers wants', async () => {
  assert.equal((await ask('officer', 'GET', `/api/v1/cases/${cases.OWN}/materials/identity`)).status, 404);
  assert.equal(
    (await ask('officer', 'PUT', `/api/v1/cases/${cases.OWN}/materials/identity`, { body: Buffer.from('%PDF-1.7\n') }))
      .status,
    404,
  );
});
test('nor the days of a clock that is not hers', async () => {
  assert.equal((await ask('officer', 'GET', `/api/v1/cases/${cases.OWN}/clocks/supply-plan/days`)).status, 404);
});
test("nor another department's permits, places and alarms", async () => {
  const shown = (await ask('officer', 'GET', `/api/v1/cases/${cases.OWN}`)).json;
  assert.deepEqual(
    shown.permits.map((permit) => permit.call),
    ['green-space.1'],
  );
  assert.equal(shown.attributes.permits.roadOccupation, undefined);
  assert.deepEqual(
    shown.attributes.permits.greenSpace.map((one) => one.place),
    ['北郊公园'],
  );
  assert.deepEqual(
    shown.materials.map((one) => one.id).filter((id) => ['identity', 'title'].includes(id)),
    [],
  );
});
test("nor how another department's steps stand in the picture, nor what it has decided", async () => {
  const calls = async (who, call = '') => ask(who, 'GET', `/api/v1/cases/${cases.OWN}/picture.json${call}`);
  const lit = ({ json }) =>
    json.steps.filter((step) => step.light || step.calls.length > 0).map((step) => step.element);
  assert.deepEqual(lit(await calls('officer')), ['green-space']);
  assert.ok(lit(await calls('engineer')).length > 1);
  for (const [who, status] of [
    ['officer', 404],
    ['engineer', 200],
  ])
    assert.equal((await calls(who, '?call=road-occupation.1')).status, status, who);
  assert.equal((await calls('officer', '?call=green-space.1')).status, 200);
});
test('nor the receipt code, with which she would be the applicant', async () => {
  assert.equal((await ask('officer', 'GET', `/api/v1/cases/${cases.OWN}/receipt`)).status, 404);
});

test('what is refused leaves no trace of having been done', async () => {
  const traces = () =>
    sql(
      data,
      `select what from trace where account = 'chenjing' and (what like 'noted%' or what like 'handed%') and case_no in ('${cases.OTHER}', 'ZC2018-888888')`,
    );
  await ask('officer', 'POST', `/api/v1/cases/${cases.OTHER}/notes`, { body: { text: 'x' } });
  await ask('officer', 'POST', '/api/v1/cases/ZC2018-888888/hand', { body: { to: 'wangfang' } });
  assert.deepEqual(await traces(), []);
});

test('who looked at a case is traced', async () => {
  await ask('supervisor', 'GET', `/api/v1/cases/${cases.OTHER}`);
  await ask('supervisor', 'GET', `/api/v1/cases/${cases.OTHER}/materials/identity`);
  const traces = await sql(
    data,
    `select what from trace where account = 'zhouming' and case_no = '${cases.OTHER}' and source = '198.51.100.7'`,
  );
  assert.ok(traces.includes('viewed') && traces.includes('fetched identity'), traces.join());
  for (const path of ['receipt', 'receipt.svg', 'notices/acceptance'])
    assert.equal((await ask('supervisor', 'GET', `/api/v1/cases/${cases.OWN}/${path}`)).status, 200, path);
  const more = await sql(
    data,
    `select what from trace where account = 'zhouming' and case_no = '${cases.OWN}' and what like 'fetched%'`,
  );
  assert.deepEqual([...new Set(more)].sort(), ['fetched notice', 'fetched receipt']);
});

test("an act sent again under its key has its answer, also when the case is another one's by now; and each handing leaves a trace", async () => {
  const caseNo = await open('manager');
  const accept = () =>
    ask('manager', 'POST', `/api/v1/cases/${caseNo}/tasks/accept/complete`, {
      body: { outcome: 'accepted' },
      headers: { 'If-Match': '"1"', 'Idempotency-Key': 'before-he-went' },
    });
  const first = await accept();
  assert.equal(first.status, 200);
  for (const to of ['zhaolei', 'wangfang', 'zhaolei'])
    assert.equal((await ask('supervisor', 'POST', `/api/v1/cases/${caseNo}/hand`, { body: { to } })).status, 200);
  assert.equal((await ask('manager', 'GET', `/api/v1/cases/${caseNo}`)).status, 404);
  const second = await accept();
  assert.deepEqual([second.status, second.json], [200, first.json]);
  assert.deepEqual(
    await sql(
      data,
      `select account, source, what from trace where case_no = '${caseNo}' and what like 'handed%' order by number`,
    ),
    ['zhaolei', 'wangfang', 'zhaolei'].map((to) => `zhouming|198.51.100.7|handed to ${to}`),
  );
});

test("one user's key does not fetch another's answer", async () => {
  const headers = { 'Idempotency-Key': 'of-two' };
  const opening = (who) => ask(who, 'POST', '/api/v1/cases', { body: application, headers });
  const first = await opening('manager');
  assert.equal(first.status, 201);
  assert.deepEqual((await opening('manager')).json, first.json);
  const second = await opening('colleague');
  assert.deepEqual([second.status, second.json.code], [422, 'key-reused']);
  assert.ok(!second.text.includes(first.json.caseNo) && !second.text.includes(first.json.receiptCode));
  const withdrawing = (who) =>
    ask(who, 'POST', `/api/v1/cases/${first.json.caseNo}/withdraw`, {
      body: { reason: '不办了' },
      headers: { 'Idempotency-Key': 'of-two-more', 'If-Match': '"1"' },
    });
  assert.equal((await withdrawing('manager')).status, 200);
  const other = await withdrawing('window');
  assert.deepEqual([other.status, other.json.code], [422, 'key-reused']);
});

test('a note whose key was used for another text is refused, not passed off as kept', async () => {
  const note = (text) =>
    ask('manager', 'POST', `/api/v1/cases/${cases.NEW}/notes`, {
      body: { text },
      headers: { 'Idempotency-Key': 'of-a-note' },
    });
  assert.equal((await note('第一条')).status, 200);
  assert.equal((await note('第一条')).status, 200);
  const second = await note('第二条');
  const kept = (await service.ask('GET', `/cases/${cases.NEW}`)).body.notes.map((one) => one.text);
  assert.ok(
    second.status === 422 || kept.includes('第二条'),
    `it was answered ${second.status}, and these are kept: ${kept}`,
  );
});

// ---- signing in

let sources = 0;
const from = (source = `203.0.113.${++sources}`) => ({ 'X-Real-IP': source });
const setClock = async (now) => {
  await service.setClock(now);
};
const at = (minutes) => new Date(Date.parse(start) + minutes * 60_000).toISOString();
/// Who has been recognised is trusted for a second without asking again.
const status = async (headers) => {
  await pause(1_100);
  return (await call(service, 'GET', '/api/v1/session', { headers: { ...headers, ...from() } })).status;
};

test('a wrong password and an unknown user are answered alike', async () => {
  const wrong = await signIn(service, 'wangfang', { secret: 'wrong-wrong-wrong', headers: from() });
  const unknown = await signIn(service, 'wangfeng', { secret: 'wrong-wrong-wrong', headers: from() });
  const disabled = await signIn(service, 'tester', { secret: 'wrong-wrong-wrong', headers: from() });
  const plain = ({ status: code, headers, text }) => ({
    code,
    headers: [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date'),
    text,
  });
  assert.equal(wrong.json.code, 'wrong-credentials');
  assert.equal(wrong.headers.get('Set-Cookie'), null);
  assert.deepEqual(plain(unknown), plain(wrong));
  assert.deepEqual(plain(disabled), plain(wrong));
});

test('after five wrong passwords one source waits, longer each time, and no other source does', async () => {
  const attacker = from(),
    owner = from();
  const attempt = (secret, headers) => signIn(service, 'zhangwei', { secret, headers });
  for (let i = 0; i < 5; ++i) assert.equal((await attempt(`wrong-${i}`, attacker)).status, 401);
  let minute = 0;
  for (const wait of [1, 2, 4, 8]) {
    const right = await attempt(password, attacker);
    assert.equal(right.status, 429, 'not even with the right one');
    assert.equal(right.json.code, 'too-many-attempts');
    assert.equal(right.headers.get('Retry-After'), String(wait));
    assert.equal((await attempt(password, owner)).status, 200, 'its owner, from elsewhere');
    await setClock(at((minute += 1)));
    assert.equal((await attempt('wrong again', attacker)).status, 401, 'the wait is over');
  }
  for (let i = 0; i < 12; ++i) {
    await setClock(at((minute += 16)));
    assert.equal((await attempt('wrong still', attacker)).status, 401);
  }
  assert.equal(
    (await attempt(password, attacker)).headers.get('Retry-After'),
    '900',
    'never longer than a quarter of an hour',
  );
  await setClock(at((minute += 16)));
  assert.equal((await attempt(password, attacker)).status, 200, 'who knows it is let in after the wait');
  assert.equal((await attempt('wrong', attacker)).status, 401, 'and begins anew');
  await setClock(start);
});

test('a source is slowed down whomever it tries', async () => {
  const attacker = from();
  const answers = [];
  for (let i = 0; i < 40; ++i)
    answers.push((await signIn(service, `user${i}`, { secret: 'Bandian-2018', headers: attacker })).status);
  assert.ok(answers.includes(429), `${answers.length} users were tried`);
  assert.equal(answers.indexOf(429), 20, 'a few mistakes of an office behind one address are free');
});

test('who has been in from there is not kept out by what others try behind the same address', async () => {
  const office = from();
  assert.equal((await signIn(service, 'liqiang', { headers: office })).status, 200);
  for (let i = 0; i < 20; ++i)
    assert.equal((await signIn(service, `user${i}`, { secret: 'Bandian-2018', headers: office })).status, 401);
  assert.equal((await signIn(service, 'wangfang', { headers: office })).status, 429, 'she was never there');
  assert.equal((await signIn(service, 'liqiang', { headers: office })).status, 200);
  assert.equal((await signIn(service, 'wangfang', { headers: from() })).status, 200);
});

test('without a proxy in front, what a client says of its own address counts for nothing', async (t) => {
  const alone = await startService(start, { data: `${data}-alone`, args: ['--database', urlOf(data)] });
  t.after(() => alone.stop());
  for (let i = 0; i < 5; ++i)
    assert.equal((await signIn(alone, 'sunli', { secret: `wrong-${i}`, headers: from() })).status, 401);
  assert.equal((await signIn(alone, 'sunli', { headers: from() })).status, 429);
});

test('the cookie is for this service alone, over TLS, and out of reach of scripts', async () => {
  const done = await signIn(service, 'wangfang', { headers: from() });
  assert.equal(done.status, 200);
  assert.match(
    done.headers.get('Set-Cookie'),
    /^__Host-bandian=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
  );
  const again = await signIn(service, 'wangfang', { headers: from() });
  assert.notEqual(again.headers.get('Set-Cookie'), done.headers.get('Set-Cookie'));
  const page = asPage(service, done);
  assert.equal(await status(page), 200);
  assert.equal(await status({ Cookie: `a=b; ${page.Cookie}; c=d` }), 200);
  for (const cookie of [
    '__Host-bandian=',
    `__Host-bandian=${'A'.repeat(43)}`,
    page.Cookie.replace('__Host-', ''),
    `${page.Cookie}A`,
  ])
    assert.equal(
      (await call(service, 'GET', '/api/v1/session', { headers: { Cookie: cookie, ...from() } })).status,
      401,
      cookie,
    );
});

test('a session ends half an hour after it was last used', async () => {
  await setClock(at(0));
  const page = asPage(service, await signIn(service, 'wangfang', { headers: from() }));
  for (const [minutes, expected] of [
    [29, 200],
    [58, 200],
    [87, 200],
    [117.1, 401],
    [90, 200],
  ]) {
    await setClock(at(minutes));
    assert.equal(await status(page), expected, `after ${minutes} minutes`);
  }
  await setClock(at(0));
});

test('a session ends twelve hours after it began, however much it is used', async () => {
  await setClock(at(0));
  const page = asPage(service, await signIn(service, 'liqiang', { headers: from() }));
  const used = (minutes) =>
    sql(data, `update session set seen = '${at(minutes)}' where account = 'liqiang' and kind = 'browser'`);
  await used(715);
  await setClock(at(719));
  assert.equal(await status(page), 200);
  await used(719);
  await setClock(at(720));
  assert.equal(await status(page), 401);
  await setClock(at(0));
});

test('who signs out is out at once, in every window, and the cookie is taken back', async () => {
  const page = asPage(service, await signIn(service, 'wangfang', { headers: from() }));
  assert.equal((await call(service, 'GET', '/api/v1/session', { headers: page })).status, 200);
  const out = await call(service, 'DELETE', '/api/v1/session', { headers: { ...page, ...from() } });
  assert.equal(out.status, 204);
  assert.match(
    out.headers.get('Set-Cookie'),
    /^__Host-bandian=; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=0$/,
  );
  assert.equal((await call(service, 'GET', '/api/v1/session', { headers: page })).status, 401);
  assert.equal((await call(service, 'GET', `/api/v1/cases/${cases.OWN}`, { headers: page })).status, 401);
});

test('a removed user is out within a second: session, token and password', async () => {
  await addUser(data, { user: 'leaver', department: 'power-supply', roles: 'manager' });
  const page = asPage(service, await signIn(service, 'leaver', { headers: from() })),
    token = { Authorization: `Bearer ${await tokenOf(data, 'leaver')}` };
  for (const headers of [page, token]) assert.equal(await status(headers), 200);
  await removeUser(data, 'leaver');
  for (const headers of [page, token]) assert.equal(await status(headers), 401);
  const no = await signIn(service, 'leaver', { headers: from() });
  assert.deepEqual([no.status, no.json.code], [401, 'wrong-credentials']);
  const handed = await ask('manager', 'POST', `/api/v1/cases/${cases.NEW}/hand`, { body: { to: 'leaver' } });
  assert.deepEqual([handed.status, handed.json.code], [422, 'unknown-user'], 'nor is anything handed to him');
});

test('what a removed user had is not good again when he comes back', async () => {
  await addUser(data, { user: 'returner', department: 'power-supply', roles: 'manager' });
  const page = asPage(service, await signIn(service, 'returner', { headers: from() })),
    token = { Authorization: `Bearer ${await tokenOf(data, 'returner')}` };
  await removeUser(data, 'returner');
  await addUser(data, { user: 'returner', department: 'power-supply', roles: 'manager', secret: 'a-new-one-entirely' });
  assert.deepEqual([await status(page), await status(token)], [401, 401]);
  await removeUser(data, 'returner');
  await assert.rejects(tokenOf(data, 'returner'), /can sign in/, 'nor does he get one while he is away');
});

test('what somebody may do changes within a second', async () => {
  await addUser(data, { user: 'mover', department: 'power-supply', roles: 'supervisor' });
  const token = { Authorization: `Bearer ${await tokenOf(data, 'mover')}` };
  const board = async () => (await call(service, 'GET', '/api/v1/board', { headers: { ...token, ...from() } })).status;
  assert.equal(await board(), 200);
  await addUser(data, { user: 'mover', department: 'power-supply', roles: 'engineer', secret: null });
  await pause(1_100);
  assert.equal(await board(), 404);
});

test('a new password ends the sessions that the old one began', async () => {
  await addUser(data, { user: 'careless', department: 'power-supply', roles: 'manager' });
  const page = asPage(service, await signIn(service, 'careless', { headers: from() }));
  await addUser(data, { user: 'careless', department: 'power-supply', roles: 'manager', secret: 'a-new-one-entirely' });
  assert.equal(await status(page), 401);
});

test('a token ends on its day', async () => {
  const token = { Authorization: `Bearer ${await tokenOf(data, 'platform', '--days', '1')}` };
  assert.equal(await status(token), 200);
  await setClock(new Date(Date.now() + 23 * 3_600_000).toISOString());
  assert.equal(await status(token), 200);
  await setClock(new Date(Date.now() + 25 * 3_600_000).toISOString());
  assert.equal(await status(token), 401);
  await setClock(start);
});

test('a page of another site does nothing through somebody who is signed in', async () => {
  const page = asPage(service, await signIn(service, 'wangfang', { headers: from() }));
  const calls = [
    ['POST', '/cases', application],
    ['POST', `/cases/${cases.OWN}/notes`, { text: 'x' }],
    ['PUT', `/cases/${cases.OWN}/materials/title`, Buffer.from('%PDF-1.7\n')],
    ['PUT', '/test-clock', { now: start }],
    ['DELETE', '/session'],
    ['POST', '/session', { user: 'wangfang', password }],
    ['POST', '/calendar/editions', 'x'],
    ['POST', `/cases/${cases.OWN}/withdraw`, { reason: 'x' }],
  ];
  for (const origin of [
    'https://elsewhere.example',
    'null',
    undefined,
    `${service.origin}0`,
    service.origin.replace('127.0.0.1', '127.0.0.2'),
    `${service.origin}.elsewhere.example`,
  ])
    for (const [method, path, body] of calls) {
      if (origin === undefined && method === 'POST' && path === '/session') continue; // a program signs in without one
      const answer = await call(service, method, `/api/v1${path}`, {
        body,
        headers: { Cookie: page.Cookie, ...(origin && { Origin: origin }), 'If-Match': '"1"', ...from() },
      });
      assert.deepEqual([answer.status, answer.json.code], [403, 'foreign-origin'], `${method} ${path} from ${origin}`);
    }
  assert.equal((await call(service, 'GET', '/api/v1/session', { headers: page })).status, 200, 'still signed in');
  const read = await call(service, 'GET', `/api/v1/cases/${cases.OWN}`, {
    headers: { Cookie: page.Cookie, Origin: 'https://elsewhere.example', ...from() },
  });
  for (const name of read.headers.keys())
    assert.doesNotMatch(name, /^access-control-/, 'no other site may read an answer');
  assert.equal(
    (
      await call(service, 'POST', `/api/v1/cases/${cases.OWN}/notes`, {
        body: { text: 'x' },
        headers: { ...page, ...from() },
      })
    ).status,
    200,
    'its own page does',
  );
  assert.equal(
    (
      await call(service, 'POST', `/api/v1/cases/${cases.OWN}/notes`, {
        body: { text: 'x' },
        headers: { ...by.manager, Origin: 'https://elsewhere.example', ...from() },
      })
    ).status,
    200,
    'a token is given by hand',
  );
});

test('no answer is kept by whoever lies between', async () => {
  for (const path of [`/cases/${cases.OWN}`, '/session', '/tasks', `/status/${cases.OWN}`])
    assert.equal((await ask('manager', 'GET', `/api/v1${path}`)).headers.get('Cache-Control'), 'no-store', path);
});
