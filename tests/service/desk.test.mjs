// The desk's day: who stands in for whom, results handed over, cases that were under way before they were entered, who looked.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultOfAnswer } from './contract.mjs';
import { bandian, pause, psql, sql, until } from './outside.mjs';
import { addUser, call, tokenOf } from './people.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const data = await dataFolder();
let service;
const people = {
  window: { user: 'liqiang', department: 'service-center', roles: 'window' },
  manager: { user: 'wangfang', department: 'power-supply', roles: 'manager' },
  colleague: { user: 'zhaolei', department: 'power-supply', roles: 'manager' },
  third: { user: 'sunyu', department: 'power-supply', roles: 'manager' },
  engineer: { user: 'zhangwei', department: 'power-supply', roles: 'engineer' },
  officer: { user: 'chenjing', department: 'urban-management', roles: 'permit-officer' },
  police: { user: 'gaojun', department: 'traffic-police', roles: 'permit-officer' },
  supervisor: { user: 'zhouming', department: 'economy-it', roles: 'supervisor' },
  integration: { user: 'platform', department: '*', roles: 'integration' },
};
const by = {};
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '王五', phone: '13800000002' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 630 },
};
const plan = {
  outcome: 'replied',
  attributes: {
    line: 'cable',
    externalLineMetres: 10,
    civilWorks: false,
    permits: { greenSpace: [{ place: '北郊公园' }], roadOccupation: [{ road: '新建东路' }] },
  },
};

const ask = async (who, method, path, body, headers = {}) => {
  const answer = await call(service, method, `/api/v1${path}`, { body, headers: { ...by[who], ...headers } });
  const fault = faultOfAnswer(method, `/api/v1${path.split('?')[0]}`, answer);
  assert.equal(fault, null, `${method} ${path} by ${who}: ${answer.status}: ${fault}`);
  return answer;
};
const open = async (who, more = {}) => {
  const answer = await ask(who, 'POST', '/cases', { ...application, ...more });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.caseNo;
};
const seen = async (who, caseNo) => (await ask(who, 'GET', `/cases/${caseNo}`)).json;
const refusal = ({ status, json }) => [status, json.code, json.field];
const trusted = () => pause(1_100); // who has been recognised is trusted for a second

before(async () => {
  service = await startService('2018-10-08T09:00:00+08:00', { data });
  for (const [name, one] of Object.entries(people)) {
    await addUser(data, { ...one, secret: null });
    by[name] = { Authorization: `Bearer ${await tokenOf(data, one.user)}` };
  }
});
after(async () => {
  await service.stop();
  await removeData(data);
});

test('a deputy sees and does what the absent one holds, in his own name, until the day is over', async () => {
  await service.setClock('2018-10-08T09:00:00+08:00');
  const caseNo = await open('manager');
  assert.equal((await ask('colleague', 'GET', `/cases/${caseNo}`)).status, 404);
  const named = await ask('manager', 'PUT', '/session/deputy', { deputy: 'zhaolei', until: '2018-10-09' });
  assert.deepEqual(
    [named.status, named.json],
    [200, { user: 'wangfang', deputy: { user: 'zhaolei', name: 'zhaolei', until: '2018-10-09' } }],
  );
  await trusted();
  assert.deepEqual((await ask('manager', 'GET', '/session')).json.deputy, named.json.deputy);
  assert.deepEqual((await ask('colleague', 'GET', '/session')).json.standsInFor, [
    { user: 'wangfang', name: 'wangfang', until: '2018-10-09' },
  ]);
  const mine = async (who) =>
    (await ask(who, 'GET', '/tasks?mine=1')).json.items
      .filter((item) => item.caseNo === caseNo)
      .map((item) => item.standingInFor?.user ?? 'own');
  assert.deepEqual([await mine('colleague'), await mine('manager'), await mine('third')], [['wangfang'], ['own'], []]);
  assert.ok((await ask('colleague', 'GET', '/cases?mine=1')).json.items.some((item) => item.caseNo === caseNo));
  const { version } = await seen('colleague', caseNo);
  assert.equal(
    (
      await ask(
        'colleague',
        'POST',
        `/cases/${caseNo}/tasks/accept/complete`,
        { outcome: 'accepted' },
        { 'If-Match': `"${version}"` },
      )
    ).status,
    200,
  );
  const { events } = (await ask('manager', 'GET', `/cases/${caseNo}/events`)).json;
  assert.equal(events.at(-1).by.user, 'zhaolei');
  assert.equal((await ask('third', 'GET', `/cases/${caseNo}`)).status, 404, 'nobody else');
  await service.setClock('2018-10-09T23:59:00+08:00');
  assert.equal((await ask('colleague', 'GET', `/cases/${caseNo}`)).status, 200, 'the last day is one of them');
  await service.setClock('2018-10-10T00:01:00+08:00');
  assert.equal((await ask('colleague', 'GET', `/cases/${caseNo}`)).status, 404);
  assert.deepEqual(await mine('colleague'), []);
  assert.deepEqual(
    [
      (await ask('manager', 'GET', '/session')).json.deputy,
      (await ask('colleague', 'GET', '/session')).json.standsInFor,
    ],
    [null, []],
  );
});

test('only a colleague who may what the absent one may stands in, and for a time', async () => {
  await service.setClock('2018-10-10T09:00:00+08:00');
  const name = (who, body) => ask(who, 'PUT', '/session/deputy', body);
  for (const [who, body, field, code] of [
    ['manager', { deputy: 'zhangwei', until: '2018-10-12' }, 'deputy', 'invalid-member'],
    ['officer', { deputy: 'gaojun', until: '2018-10-12' }, 'deputy', 'invalid-member'],
    ['manager', { deputy: 'wangfang', until: '2018-10-12' }, 'deputy', 'unknown-user'],
    ['manager', { deputy: 'zhaolei', until: '2018-10-09' }, 'until', 'invalid-member'],
    ['manager', { deputy: 'zhaolei', until: '2020-10-09' }, 'until', 'invalid-member'],
    ['manager', { deputy: 'zhaolei', until: 'soon' }, 'until', 'invalid-member'],
    ['manager', { deputy: 'zhaolei' }, 'until', 'missing-member'],
    ['manager', { deputy: 'zhaolei', until: '2018-10-12', why: 'x' }, 'why', 'unknown-member'],
  ])
    assert.deepEqual(refusal(await name(who, body)), [422, code, field], JSON.stringify(body));
  assert.deepEqual(refusal(await name('third', { user: 'wangfang', deputy: 'zhaolei', until: '2018-10-12' })), [
    403,
    'not-yours',
    'user',
  ]);
  assert.equal((await name('supervisor', { user: 'wangfang', deputy: 'zhaolei', until: '2018-10-12' })).status, 200);
  assert.deepEqual(
    refusal(await name('third', { deputy: 'wangfang', until: '2018-10-12' })),
    [422, 'invalid-member', 'deputy'],
    'she is away herself',
  );
  assert.equal((await ask('third', 'DELETE', '/session/deputy?user=wangfang')).status, 403);
  assert.equal((await ask('manager', 'DELETE', '/session/deputy')).status, 204);
  assert.equal((await ask('manager', 'GET', '/session')).json.deputy, null);
});

test('who has taken a step on is told on the case as on the worklist, and to nobody who may not see the step', async () => {
  await service.setClock('2018-10-10T09:00:00+08:00');
  const caseNo = await open('manager');
  const act = async (path, body) =>
    assert.equal(
      (
        await ask('manager', 'POST', `/cases/${caseNo}/tasks/${path}`, body, {
          'If-Match': `"${(await seen('manager', caseNo)).version}"`,
        })
      ).status,
      200,
    );
  await act('accept/complete', { outcome: 'accepted' });
  await act('supply-plan/complete', plan);
  for (const call of ['green-space.1', 'road-occupation.1']) await act(`${call}.filing/complete`, { outcome: 'filed' });
  const before = await ask('manager', 'GET', `/cases/${caseNo}`);
  assert.deepEqual([...new Set(before.json.tasks.map((task) => task.assignee))], [null]);
  assert.equal((await ask('officer', 'POST', `/cases/${caseNo}/tasks/green-space.1.review/claim`, {})).status, 200);
  const told = async (who) =>
    (await seen(who, caseNo)).tasks.filter((task) => task.assignee).map((task) => [task.task, task.assignee.user]);
  const taken = ['green-space.1.review', 'chenjing'];
  for (const who of ['manager', 'supervisor', 'officer']) assert.deepEqual(await told(who), [taken], who);
  const listed = (await ask('supervisor', 'GET', `/tasks?q=${caseNo}`)).json.items
    .filter((item) => item.assignee)
    .map((item) => [item.task, item.assignee.user]);
  assert.deepEqual(listed, [taken]);
  const others = await ask('police', 'GET', `/cases/${caseNo}`);
  assert.deepEqual([others.status, others.text.includes('chenjing')], [200, false]);
  const unchanged = await ask('manager', 'GET', `/cases/${caseNo}`, undefined, {
    'If-None-Match': before.headers.get('ETag'),
  });
  assert.equal(unchanged.status, 200, 'the page hears of it');
  await ask(
    'officer',
    'POST',
    `/cases/${caseNo}/tasks/green-space.1.review/complete`,
    { outcome: 'granted' },
    { 'If-Match': `"${(await seen('officer', caseNo)).version}"` },
  );
  assert.deepEqual(await told('manager'), [], 'it is over');
});

test('a deputy is named by command, too', async () => {
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const named = await bandian('user', 'deputy', 'wangfang', '--to', 'zhaolei', '--until', day, '--data', data);
  assert.equal(named.code, 0, named.err);
  assert.equal((await ask('manager', 'GET', '/session')).json.deputy.user, 'zhaolei');
  const no = await bandian('user', 'deputy', 'wangfang', '--to', 'zhangwei', '--until', day, '--data', data);
  assert.deepEqual([no.code, /same department who has the same roles/.test(no.err)], [1, true], no.err);
  assert.equal((await bandian('user', 'deputy', 'wangfang', '--to', 'zhaolei', '--data', data)).code, 2);
  assert.equal((await bandian('user', 'deputy', 'wangfang', '--data', data)).code, 0);
  assert.equal((await ask('manager', 'GET', '/session')).json.deputy, null);
});

test('a case that is under way is entered with its real days, and its clocks run from them', async () => {
  await service.setClock('2018-11-05T09:00:00+08:00');
  const caseNo = await open('window', { submittedOn: '2018-10-08' });
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted', effective: '2018-10-09' });
  const found = await seen('window', caseNo);
  const clock = (id) => found.clocks.find((one) => one.clock === id);
  assert.deepEqual(
    [
      clock('accept').startedOn,
      clock('accept').light,
      clock('supply-plan').startedOn,
      clock('supply-plan').due,
      clock('supply-plan').light,
    ],
    ['2018-10-08', 'met', '2018-10-09', '2018-10-16', 'red'],
  );
  const [submission] = (await ask('window', 'GET', `/cases/${caseNo}/events`)).json.events;
  assert.deepEqual(
    [submission.at.slice(0, 10), submission.effective],
    ['2018-11-05', '2018-10-08'],
    'both times are kept',
  );
  const item = (await ask('window', 'GET', `/cases?q=${caseNo}`)).json.items[0];
  assert.deepEqual([item.submittedAt.slice(0, 10), item.light], ['2018-10-08', 'red']);
  const audit = await bandian('audit', 'verify', '--data', data);
  assert.equal(audit.code, 0, audit.out);
});

test('what lay before it was entered raises no flood: a breach that stands is told once, the day after', async () => {
  const rungs = async (caseNo) =>
    (await seen('window', caseNo)).alarms.map(({ clock, rung, day }) => `${day} ${clock} ${rung}`);
  await service.setClock('2018-11-05T10:00:00+08:00');
  const late = await open('window', { submittedOn: '2018-10-08' }),
    kept = await open('window', { submittedOn: '2018-11-01' });
  await pause(1_500); // three sweeps
  assert.deepEqual([await rungs(late), await rungs(kept)], [[], []]);
  await service.act(late, 'accept', 'complete', { outcome: 'accepted', effective: '2018-10-09' });
  await service.act(kept, 'accept', 'complete', { outcome: 'accepted', effective: '2018-11-02' });
  await pause(1_500);
  assert.deepEqual([await rungs(late), await rungs(kept)], [[], []]);
  await service.setClock('2018-11-06T00:01:00+08:00');
  await until('the breach is told', async () => (await rungs(late)).length > 0);
  await pause(1_500);
  const told = await rungs(late);
  assert.deepEqual(
    told.filter((one) => one.includes(' supply-plan ')),
    ['2018-10-17 supply-plan breach'],
  );
  assert.deepEqual(
    told.filter((one) => !one.endsWith('breach')),
    [],
    'nothing that nobody could have heeded',
  );
  assert.deepEqual(
    told.filter((one) => one.includes(' accept ')),
    [],
    'accepted in time',
  );
  await service.setClock('2018-11-09T00:01:00+08:00');
  await until('the other one goes on as any', async () =>
    (await rungs(kept)).some((one) => one.endsWith('supply-plan due')),
  );
  assert.deepEqual(
    (await rungs(late)).filter((one) => one.includes('supply-plan')),
    ['2018-10-17 supply-plan breach'],
    'once',
  );
});

test('a day of submission that cannot be is refused by its name, and by whom it may not be told', async () => {
  await service.setClock('2018-11-05T10:00:00+08:00');
  const submit = async (who, submittedOn) => refusal(await ask(who, 'POST', '/cases', { ...application, submittedOn }));
  assert.deepEqual(await submit('window', '2018-11-06'), [422, 'effective-too-late', 'submittedOn']);
  assert.deepEqual(await submit('window', '2018-09-29'), [422, 'no-pack-in-force', 'submittedOn']);
  assert.deepEqual(await submit('window', '1990-01-01'), [422, 'no-pack-in-force', 'submittedOn']);
  assert.deepEqual(await submit('window', 'monday'), [422, 'invalid-member', 'submittedOn']);
  assert.equal((await submit('integration', '2018-11-01'))[0], 403);
  assert.equal((await submit('engineer', '2018-11-01'))[0], 403);
  assert.equal((await ask('supervisor', 'POST', '/cases', { ...application, submittedOn: '2018-11-01' })).status, 201);
});

test('a result is handed over, by the tenth working day after a permit was granted, and stays as it was written', async () => {
  await service.setClock('2018-10-10T09:00:00+08:00');
  const caseNo = await open('manager');
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(caseNo, 'supply-plan', 'complete', plan);
  for (const call of ['green-space.1', 'road-occupation.1'])
    await service.act(caseNo, `${call}.filing`, 'complete', { outcome: 'filed' });
  await service.setClock('2018-10-12T09:00:00+08:00');
  await service.act(caseNo, 'green-space.1.review', 'complete', { outcome: 'granted' });
  const results = async (who) => (await seen(who, caseNo)).results;
  assert.deepEqual(
    (await results('window')).map(({ task, outcome, given, deliverBy }) => [task, outcome, given, deliverBy]),
    [
      ['supply-plan', 'replied', '2018-10-10', null],
      ['green-space.1.review', 'granted', '2018-10-12', '2018-10-26'],
    ],
  );
  assert.deepEqual(
    (await results('officer')).map((one) => one.task),
    ['green-space.1.review'],
  );
  assert.deepEqual((await seen('window', caseNo)).actions.includes('hand-over'), true);
  assert.equal((await seen('officer', caseNo)).actions.includes('hand-over'), false);
  const over = (who, more, headers) =>
    ask(
      who,
      'POST',
      `/cases/${caseNo}/hand-over`,
      { task: 'green-space.1.review', recipient: '王小五', how: 'in-person', on: '2018-10-15', ...more },
      headers,
    );
  assert.deepEqual(refusal(await over('window', {})), [422, 'invalid-member', 'on'], 'not before it is so');
  await service.setClock('2018-10-29T09:00:00+08:00');
  assert.equal((await results('window'))[1].overdue, true);
  assert.deepEqual(refusal(await over('window', { task: 'road-occupation.1.review' })), [422, 'unknown-task', 'task']);
  assert.deepEqual(refusal(await over('window', { how: 'pigeon' })), [422, 'invalid-member', 'how']);
  assert.deepEqual(refusal(await over('window', { recipient: '' })), [422, 'invalid-member', 'recipient']);
  assert.deepEqual(refusal(await over('window', { on: '2018-10-11' })), [422, 'invalid-member', 'on']);
  assert.equal((await over('officer', {})).status, 403);
  const key = { 'Idempotency-Key': 'one-hand-over' };
  for (let i = 0; i < 2; ++i) assert.equal((await over('window', { on: '2018-10-29' }, key)).status, 200);
  assert.deepEqual(refusal(await over('window', { on: '2018-10-28' }, key)), [422, 'key-reused', 'Idempotency-Key']);
  const [, granted] = await results('manager');
  assert.equal(granted.overdue, false);
  assert.deepEqual(
    granted.handedOver.map(({ recipient, how, on, by: one }) => [recipient, how, on, one.user]),
    [['王小五', 'in-person', '2018-10-29', 'liqiang']],
  );
  assert.deepEqual(await sql(data, `select 1 from event where entry::text like '%王小五%'`), [], 'kept out of the log');
  for (const change of [
    `update handed_over set how = 'post' where case_no = '${caseNo}'`,
    `delete from handed_over where case_no = '${caseNo}'`,
    'truncate handed_over',
  ])
    assert.match((await psql(data, change)).err, /append-only/, change);
  const erased = await bandian('person', 'erase', caseNo, '--reason', '本人要求', '--data', data);
  assert.equal(erased.code, 0, erased.err);
  assert.deepEqual(
    (await results('manager'))[1].handedOver.map(({ recipient, on }) => [recipient, on]),
    [['', '2018-10-29']],
  );
});

test('who looked at a case is told by command', async () => {
  await service.setClock('2018-11-12T09:00:00+08:00');
  const caseNo = await open('manager');
  await seen('engineer', caseNo);
  const told = await bandian('trace', caseNo, '--data', data);
  assert.deepEqual(
    [told.code, told.out.split('\n')[0].replace(/\S+$/, '').includes('zhangwei'), /viewed/.test(told.out)],
    [0, true, true],
    told.out + told.err,
  );
  assert.equal((await bandian('trace', 'ZC2018-999999', '--data', data)).code, 1);
  assert.equal((await bandian('trace', '--data', data)).code, 2);
});

test('the list of cases shows the worst light of what is open, to an officer that of her own', async () => {
  await service.setClock('2018-11-12T09:00:00+08:00');
  const caseNo = await open('manager');
  const light = async (who) => (await ask(who, 'GET', `/cases?q=${caseNo}`)).json.items[0].light;
  assert.equal(await light('manager'), 'green');
  await service.setClock('2018-11-13T09:00:00+08:00');
  assert.equal(await light('manager'), 'yellow');
  await service.setClock('2018-11-14T09:00:00+08:00');
  assert.equal(await light('manager'), 'red');
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(caseNo, 'supply-plan', 'complete', plan);
  await service.act(caseNo, 'green-space.1.filing', 'complete', { outcome: 'filed' });
  await service.act(caseNo, 'green-space.1.review', 'hold', { reason: 'testing' });
  assert.equal(await light('officer'), 'paused');
  const { version } = await seen('manager', caseNo);
  await ask('manager', 'POST', `/cases/${caseNo}/withdraw`, { reason: '不办了' }, { 'If-Match': `"${version}"` });
  assert.equal(await light('manager'), null);
});
