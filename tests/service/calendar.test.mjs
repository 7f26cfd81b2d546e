// A new holiday notice comes while cases are open.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dataFolder, removeData, startService } from './service.mjs';

// An invented notice for 2027 that takes the Sunday before New Year as a working day.
const notice = (over = {}) => `edition: ${over.id ?? 'cn-2027'}
kind: notice
year: 2027
title: 国务院办公厅关于2027年部分节假日安排的通知（虚构）
number: 测试
published: 2026-12-21
without: { 农历除夕: 虚构, 春节: 虚构, 清明节: 虚构, 劳动节: 虚构, 端午节: 虚构, 中秋节: 虚构, 国庆节: 虚构 }
off:
  - { name: 元旦, from: 2027-01-01, to: ${over.to ?? '2027-01-03'} }
work:
  - { for: 元旦, days: [2026-12-27] }
`;

const data = await dataFolder();
let service, other, caseNo;

before(async () => {
  service = await startService('2026-12-21T09:00:00+08:00', { data });
  ({ caseNo } = await service.createCase({
    process: 'ten-kilovolt',
    applicant: { name: '孙七' },
    site: { address: '周村区' },
    attributes: { capacityKva: 630 },
  }));
  await service.setClock('2026-12-22T09:00:00+08:00');
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  other = await startService('2026-12-22T09:00:00+08:00', {
    data: `${data}-other`,
    args: ['--database', `host=${data}/postgres user=bandian dbname=bandian`],
  });
});
after(async () => {
  await other.stop();
  await service.stop();
  await removeData(data);
});

const upload = (text, query = '') =>
  service.send('POST', `/calendar/editions${query}`, { body: text, headers: { 'Content-Type': 'application/yaml' } });
const plan = async (where) =>
  (await where.ask('GET', `/cases/${caseNo}`)).body.clocks.find((clock) => clock.clock === 'supply-plan');

test('a due day past the last notice is provisional', async () => {
  // 23 24 25 28 29 December
  assert.deepEqual([(await plan(service)).due, (await plan(service)).provisional], ['2026-12-29', true]);
  const { body } = await service.ask('GET', '/calendar/due?from=2026-12-22&days=5&explain=true');
  assert.equal(body.provisional, true);
  assert.deepEqual(
    body.strip.map((day) => day.number),
    [1, 2, 3, null, null, 4, 5],
  );
});

test('a broken edition is refused with its line, and changes nothing', async () => {
  const response = await upload(notice({ to: '2026-13-03' }));
  assert.equal(response.status, 422);
  const problem = await response.json();
  assert.match(problem.detail, /:9:\d+: error: Expected a day/);
  assert.equal(
    (await service.ask('GET', '/calendar/editions')).body.revision,
    (await other.ask('GET', '/calendar/editions')).body.revision,
  );
});

test('an edition that contradicts another of its rank is refused', async () => {
  const response = await upload(
    notice()
      .replace('year: 2027', 'year: 2026')
      .replace(/2027-01-0/g, '2026-01-0')
      .replace('2026-12-27', '2025-12-28'),
  );
  assert.equal(response.status, 422);
  assert.match((await response.json()).detail, /two notices for one year/);
});

test('the preview says which open cases move, and changes nothing', async () => {
  const response = await upload(notice(), '?preview=true');
  const preview = await response.json();
  assert.equal(response.status, 200, JSON.stringify(preview));
  const move = preview.moved.find((m) => m.clock === 'supply-plan');
  assert.deepEqual([move.caseNo, move.from, move.to, move.overdueAfter], [caseNo, '2026-12-29', '2026-12-28', false]);
  assert.equal((await plan(service)).due, '2026-12-29');
});

test('committed, every answer is right from that moment, and the other instance follows', async () => {
  const response = await upload(notice());
  assert.equal(response.status, 201, await response.text());
  // 23 24 25 27 28 December
  assert.deepEqual([(await plan(service)).due, (await plan(service)).provisional], ['2026-12-28', false]);
  const late = Date.now() + 10_000;
  while ((await plan(other)).due !== '2026-12-28')
    assert.ok(Date.now() < late, 'the other instance still answers by the old calendar');
});

test('lists are worked out again, and the case keeps which edition moved it', async () => {
  const late = Date.now() + 10_000;
  let row;
  do {
    assert.ok(Date.now() < late, 'the worklist was not worked out again');
    row = (await service.ask('GET', '/tasks')).body.items.find((task) => task.task === 'supply-plan');
    assert.ok(row.due === '2026-12-28' || row.recalculating, 'an old row was passed off as new');
  } while (row.due !== '2026-12-28');
  const { body } = await service.ask('GET', `/cases/${caseNo}`);
  assert.deepEqual(
    body.movedBy.filter((m) => m.clock === 'supply-plan'),
    [{ edition: 'cn-2027', source: '测试', clock: 'supply-plan', from: '2026-12-29', to: '2026-12-28' }],
  );
});

test('a write from an instance that has not followed yet is worked out anew, not lost', async () => {
  const local = notice({ id: 'cn-2027-local' })
    .replace('kind: notice', 'kind: local')
    .replace(/^without.*\n/m, '');
  const text = local.replace('2026-12-27', '2026-12-26');
  const [imported, created] = await Promise.all([
    upload(text),
    other.send('POST', '/cases', {
      body: { process: 'low-voltage', applicant: { name: '周八' }, site: { address: '周村区' }, attributes: {} },
    }),
  ]);
  assert.equal(imported.status, 201);
  assert.equal(created.status, 201);
});

test('an edition that is known is refused', async () => {
  assert.equal((await upload(notice())).status, 409);
});

test('what stood before is still told', async () => {
  const asOf = encodeURIComponent('2026-12-20T12:00+08:00');
  assert.equal((await service.ask('GET', `/calendar/due?from=2026-12-22&days=5&asOf=${asOf}`)).body.due, '2026-12-29');
  const early = encodeURIComponent('2020-01-26T12:00+08:00');
  assert.equal((await service.ask('GET', `/calendar/due?from=2020-01-20&days=7&asOf=${early}`)).body.due, '2020-02-04');
  assert.equal((await service.ask('GET', '/calendar/due?from=2020-01-20&days=7')).body.due, '2020-02-06');
});

test('a day tells its kind and its neighbours', async () => {
  const { body } = await service.ask('GET', '/calendar/day?day=2018-09-29');
  assert.deepEqual(
    [body.working, body.kind, body.zh, body.en, body.next, body.previous],
    [true, 'make-up', '国庆节', 'National Day', '2018-09-30', '2018-09-28'],
  );
});

test('a phone is given the feed', async () => {
  const response = await service.send('GET', '/calendar/feed.ics');
  assert.match(response.headers.get('Content-Type'), /^text\/calendar/);
  assert.match(await response.text(), /^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
});
