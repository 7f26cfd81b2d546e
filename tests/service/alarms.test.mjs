// Each rung of a clock is raised once, in order, however long nobody looked; nothing comes near while a clock is
// held, but what it had missed by then is told.

import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { after, test } from 'node:test';
import { psql } from './outside.mjs';
import { dataFolder, removeData, startService, tokenFor } from './service.mjs';

const application = {
  process: 'ten-kilovolt',
  applicant: { name: '赵六', phone: '13800000003' },
  site: { address: '周村区丝绸路3号' },
  attributes: { capacityKva: 630 },
};
const folders = [
  await dataFolder(),
  await dataFolder(),
  await dataFolder(),
  await dataFolder(),
  await dataFolder(),
  await dataFolder(),
];
after(() => Promise.all(folders.map(removeData)));

const alarms = async (service, caseNo) =>
  (await service.ask('GET', `/cases/${caseNo}`)).body.alarms.map(({ clock, rung, day }) => `${day} ${clock} ${rung}`);
const obligations = async (service, caseNo) =>
  (await alarms(service, caseNo)).filter((one) => one.endsWith('obligation'));
const until = async (wanted, look) => {
  for (let i = 0; i < 100; ++i) {
    if (JSON.stringify(await look()) === JSON.stringify(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(await look(), wanted);
};
const later = () => new Promise((resolve) => setTimeout(resolve, 1500)); // three sweeps

test('a clock warns, falls due and is broken, each on its day and once', async (t) => {
  const service = await startService('2018-10-08T09:00:00+08:00', { data: folders[0] });
  t.after(() => service.stop());
  const { caseNo } = await service.createCase(application);
  await later();
  assert.deepEqual(await alarms(service, caseNo), []);
  await service.setClock('2018-10-09T00:01:00+08:00');
  await until(['2018-10-09 accept warning', '2018-10-09 accept due'], () => alarms(service, caseNo));
  await service.setClock('2018-10-10T00:01:00+08:00');
  const broken = ['2018-10-09 accept warning', '2018-10-09 accept due', '2018-10-10 accept breach'];
  await until(broken, () => alarms(service, caseNo));
  await later();
  assert.deepEqual(await alarms(service, caseNo), broken);
});

test('a start after a week catches up in order, and two instances raise nothing twice', async (t) => {
  const data = folders[1];
  let service = await startService('2018-11-05T09:00:00+08:00', { data });
  const { caseNo } = await service.createCase(application);
  const other = (await service.createCase(application)).caseNo;
  await service.act(other, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(other, 'supply-plan', 'hold', { reason: 'site-inaccessible' });
  await service.stop();
  service = await startService('2018-11-14T09:00:00+08:00', { data });
  t.after(() => service.stop());
  const second = await startService('2018-11-14T09:00:00+08:00', {
    args: ['--database', `host=${realpathSync(`${data}/postgres`)} user=bandian dbname=bandian`],
  });
  t.after(() => second.stop());
  const caughtUp = ['2018-11-06 accept warning', '2018-11-06 accept due', '2018-11-07 accept breach'];
  await until(caughtUp, () => alarms(service, caseNo));
  assert.deepEqual(await alarms(second, other), [], 'nothing fires for a held clock');
  await service.act(other, 'supply-plan', 'resume');
  await service.setClock('2018-11-21T09:00:00+08:00');
  await second.setClock('2018-11-21T09:00:00+08:00');
  await until(['2018-11-20 supply-plan warning', '2018-11-21 supply-plan due'], async () =>
    (await alarms(second, other)).filter((one) => one.includes('supply-plan')),
  );
  await later();
  assert.equal(new Set(await alarms(service, other)).size, (await alarms(service, other)).length);
});

test('a clock that had missed its day when it was held is broken, and nobody has to resume it to hear so', async (t) => {
  const service = await startService('2018-10-11T09:00:00+08:00', { data: folders[5] });
  t.after(() => service.stop());
  // Under way before: what it had missed by then is told the day after, and by then it is held.
  const { caseNo } = await service.createCase({ ...application, submittedOn: '2018-10-08' });
  await service.act(caseNo, 'accept', 'hold', { reason: 'site-inaccessible' });
  await later();
  assert.deepEqual(await alarms(service, caseNo), []);
  await service.setClock('2018-10-12T00:01:00+08:00');
  await until(['2018-10-10 accept breach'], () => alarms(service, caseNo));
  await later();
  assert.deepEqual(await alarms(service, caseNo), ['2018-10-10 accept breach']);
});

test('an alarm is recorded after the entries it rests on, also by a clock that was set back', async (t) => {
  const service = await startService('2018-10-09T12:00:00+08:00', { data: folders[3] });
  t.after(() => service.stop());
  const { caseNo } = await service.createCase({ ...application, submittedOn: '2018-10-08' });
  const dueToday = ['2018-10-09 accept warning', '2018-10-09 accept due'];
  await until(dueToday, () => alarms(service, caseNo));
  await service.setClock('2018-10-09T09:00:00+08:00');
  // As if it had not been looked at before.
  const { code, err } = await psql(
    folders[3],
    `delete from alarm where case_no = '${caseNo}'; update case_file set attention = '2018-10-09' where case_no = '${caseNo}'`,
  );
  assert.equal(code, 0, err);
  await until(dueToday, () => alarms(service, caseNo));
  const { alarms: raised } = (await service.ask('GET', `/cases/${caseNo}`)).body;
  assert.deepEqual(
    raised.filter(({ raisedAt }) => Date.parse(raisedAt) < Date.parse('2018-10-09T12:00:00+08:00')),
    [],
  );
});

const grant = async (service, caseNo) => {
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(caseNo, 'supply-plan', 'complete', {
    outcome: 'replied',
    attributes: {
      line: 'cable',
      externalLineMetres: 420,
      civilWorks: false,
      permits: { greenSpace: [{ place: '新建路北侧绿地', areaM2: 12 }] },
    },
  });
  await service.act(caseNo, 'green-space.1.filing', 'complete', { outcome: 'filed' });
  await service.act(caseNo, 'green-space.1.review', 'complete', { outcome: 'granted' });
};

test('a granted permit is called for when what was handed over was another, taken back since; and earlier when an edition moves its day, also of a closed case', async (t) => {
  const service = await startService('2018-10-08T09:00:00+08:00', { data: folders[4] });
  t.after(() => service.stop());
  const version = async (caseNo) => ({
    'If-Match': (await service.ask('GET', `/cases/${caseNo}`)).headers.get('ETag'),
  });
  const [again, closed] = [
    (await service.createCase(application)).caseNo,
    (await service.createCase(application)).caseNo,
  ];
  await grant(service, again);
  await grant(service, closed);
  await service.ask('POST', `/cases/${again}/hand-over`, {
    task: 'green-space.1.review',
    recipient: '赵六',
    how: 'in-person',
    on: '2018-10-08',
  });
  const { body } = await service.ask('GET', `/cases/${again}`);
  await service.setClock('2018-10-08T10:00:00+08:00');
  await service.ask('POST', `/cases/${again}/void`, { step: body.version, reason: '录入有误' }, await version(again));
  await service.act(again, 'green-space.1.review', 'complete', { outcome: 'granted' });
  assert.deepEqual(
    (await service.ask('GET', `/cases/${again}`)).body.results
      .map(({ task, handedOver }) => [task, handedOver.length])
      .filter(([task]) => task === 'green-space.1.review'),
    [['green-space.1.review', 0]],
  );
  await service.ask('POST', `/cases/${closed}/withdraw`, { reason: '不再需要' }, await version(closed));
  // Saturday the 13th is worked: the tenth working day is the 19th, not the 22nd.
  const edition =
    'edition: cn-2018-worked\nkind: amendment\namends: cn-2018\nyear: 2018\ntitle: 测试\nnumber: 测试\npublished: 2018-10-08\nwork:\n  - { for: 国庆节, days: [2018-10-13] }\n';
  const imported = await service.send('POST', '/calendar/editions', {
    body: edition,
    headers: { 'Content-Type': 'application/yaml' },
  });
  assert.equal(imported.status, 201, await imported.text());
  await service.setClock('2018-10-19T23:00:00+08:00');
  await later();
  for (const caseNo of [again, closed]) assert.deepEqual(await obligations(service, caseNo), []);
  await service.setClock('2018-10-20T00:01:00+08:00');
  for (const caseNo of [again, closed])
    await until(['2018-10-20 green-space.1.review obligation'], () => obligations(service, caseNo));
});

test('a granted permit that was not handed over in ten working days is called for, once; one that was is not', async (t) => {
  const service = await startService('2018-10-08T09:00:00+08:00', { data: folders[2] });
  t.after(() => service.stop());
  const granted = async () => {
    const { caseNo } = await service.createCase(application);
    await grant(service, caseNo);
    return caseNo;
  };
  const kept = await granted(),
    forgotten = await granted();
  const window = { Authorization: `Bearer ${tokenFor(['--data', folders[2]], { user: 'window', roles: 'window' })}` };
  await service.ask(
    'POST',
    `/cases/${kept}/hand-over`,
    { task: 'green-space.1.review', recipient: '赵六', how: 'in-person', on: '2018-10-08' },
    window,
  );
  // Closed, it owes it all the same; and a new edition works closed cases out no more.
  const version = (await service.ask('GET', `/cases/${forgotten}`)).headers.get('ETag');
  await service.ask('POST', `/cases/${forgotten}/withdraw`, { reason: '不再需要' }, { 'If-Match': version });
  const edition =
    'edition: cn-2027\nkind: notice\nyear: 2027\ntitle: 测试\nnumber: 测试\n' +
    'published: 2018-10-08\nwithout: { 农历除夕: 虚构, 春节: 虚构, 清明节: 虚构, 劳动节: 虚构, 端午节: 虚构, 中秋节: 虚构, ' +
    '国庆节: 虚构 }\noff:\n  - { name: 元旦, from: 2027-01-01, to: 2027-01-03 }\nwork: []\n';
  const imported = await service.send('POST', '/calendar/editions', {
    body: edition,
    headers: { 'Content-Type': 'application/yaml' },
  });
  assert.equal(imported.status, 201, await imported.text());
  await service.setClock('2018-10-22T23:00:00+08:00'); // the tenth working day
  await later();
  assert.deepEqual(await obligations(service, forgotten), []);
  await service.setClock('2018-10-23T00:01:00+08:00');
  await until(['2018-10-23 green-space.1.review obligation'], () => obligations(service, forgotten));
  await service.setClock('2018-10-25T09:00:00+08:00');
  await later();
  assert.deepEqual(await obligations(service, forgotten), ['2018-10-23 green-space.1.review obligation']);
  assert.deepEqual(await obligations(service, kept), []);
});
