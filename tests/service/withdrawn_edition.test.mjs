// A holiday notice was imported wrongly: it is taken back, until a case rests on it.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { bandian, sql } from './outside.mjs';
import { dataFolder, removeData, startService, tokenFor } from './service.mjs';

// The example of the page for operators, as printed there.
const page = readFileSync(new URL('../../docs/holiday-notice.md', import.meta.url), 'utf8');
const lines = page.slice(page.indexOf('    # yaml-language-server')).split('\n');
const example = lines
  .slice(0, lines.indexOf(''))
  .map((line) => `${line.slice(4)}\n`)
  .join('');
const wrong = example.replace('2026-12-27', '2026-12-26');

const data = await dataFolder();
const tenKilovolt = (name) => ({
  process: 'ten-kilovolt',
  applicant: { name },
  site: { address: '周村区' },
  attributes: { capacityKva: 630 },
});
let service, caseNo;

before(async () => {
  service = await startService('2026-12-21T09:00:00+08:00', { data });
  ({ caseNo } = await service.createCase(tenKilovolt('孙七')));
  await service.setClock('2026-12-22T09:00:00+08:00');
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.setClock('2026-12-22T10:00:00+08:00');
});
after(async () => {
  await service.stop();
  await removeData(data);
});

const yaml = { 'Content-Type': 'application/yaml' };
const upload = (text, query = '') => service.send('POST', `/calendar/editions${query}`, { body: text, headers: yaml });
const takeBack = (id, query = '', headers = {}) =>
  service.send('DELETE', `/calendar/editions/${id}${query}`, { headers });
const read = async (no) => (await service.ask('GET', `/cases/${no}`)).body;
const isPlan = ({ clock }) => clock === 'supply-plan';
const plan = async (no = caseNo) => (await read(no)).clocks.find(isPlan);
const due = async () => [(await plan()).due, (await plan()).provisional];
const moved = async (no) => ((await read(no)).movedBy ?? []).filter(isPlan);
async function until(right, given) {
  const late = Date.now() + 20_000;
  for (let seen; ; await new Promise((go) => setTimeout(go, 50))) {
    seen = await given();
    if (JSON.stringify(seen) === JSON.stringify(right)) return;
    if (Date.now() > late) assert.deepEqual(seen, right);
  }
}
const movesOf = async () => (await moved(caseNo)).map(({ from, to, withdrawn = false }) => [from, to, withdrawn]);

test('what people get wrong in a notice is refused, by line, and by its preview', async () => {
  for (const [text, right] of [
    [
      example.replace(/ {2}- \{ name: 国庆节.*\n/, ''),
      /edition:11:\d+: error: .* 国庆节 .*2027-10-01, 2027-10-02, 2027-10-03/,
    ],
    [example.replace('2027-02-20', '2027-02-19'), /edition:20:\d+: error: .*2027-02-19 is a Friday that is worked/],
    [example.replace('2026-11-04', '2026-12-23'), /2026-12-23, after today, 2026-12-22/],
  ])
    for (const query of ['?preview=true', '']) {
      const response = await upload(text, query);
      const problem = await response.json();
      assert.deepEqual([response.status, problem.code], [422, 'bad-edition'], JSON.stringify(problem));
      assert.match(problem.detail, right);
    }
});

test('a file that is not UTF-8 is refused with the place of its first bad byte', async () => {
  const bytes = Buffer.concat([Buffer.from('edition: cn-2027\ntitle: '), Buffer.from([0xb9, 0xfa]), Buffer.from('\n')]);
  for (const query of ['?preview=true', '']) {
    const to = `${service.origin}/api/v1/calendar/editions${query}`;
    const response = await fetch(to, { method: 'POST', headers: { ...service.headers, ...yaml }, body: bytes });
    const problem = await response.json();
    assert.deepEqual([response.status, problem.code], [422, 'bad-edition']);
    assert.match(problem.detail, /edition:2:8: error: Expected text in UTF-8, but byte 25 of the file, 0xB9/);
  }
});

test('the preview shows the whole year and how it differs from what was provisional', async () => {
  const { year, withdrawn, moved: moves } = await (await upload(example, '?preview=true')).json();
  assert.equal(withdrawn, false);
  const { from, to, workingDays, wasProvisional } = year;
  assert.deepEqual([from, to, workingDays, wasProvisional], ['2026-12-27', '2027-12-31', 249, true]);
  assert.deepEqual(
    year.off.map((run) => `${run.zh} ${run.from} ${run.to}`),
    [
      '元旦 2027-01-01 2027-01-03',
      '春节 2027-02-05 2027-02-11',
      '清明节 2027-04-03 2027-04-05',
      '劳动节 2027-05-01 2027-05-05',
      '端午节 2027-06-09 2027-06-09',
      '中秋节 2027-09-15 2027-09-15',
      '国庆节 2027-10-01 2027-10-07',
    ],
  );
  assert.deepEqual([year.worked[0].from, year.worked[0].en], ['2026-12-27', "New Year's Day"]);
  assert.equal(year.worked.length, 6);
  // Statutory days alone had 5, 8 and 9 February, 5 April and so on off; these are the days that are otherwise now.
  const turned = (day) => year.turned.includes(day);
  for (const day of ['2026-12-27', '2027-01-31', '2027-02-11', '2027-10-07', '2027-10-09']) assert.ok(turned(day), day);
  for (const day of ['2027-01-01', '2027-02-05', '2027-06-09', '2027-10-03']) assert.ok(!turned(day), day);
  assert.ok(moves.some((move) => move.caseNo === caseNo));
});

test('taken back, everything is as it was, and the record of it stays', async () => {
  assert.equal((await upload(wrong)).status, 201);
  assert.equal((await plan()).due, '2026-12-28'); // 23 24 25 26 28
  await until([['2026-12-29', '2026-12-28', false]], movesOf);
  await service.setClock('2026-12-23T09:00:00+08:00');
  const preview = await (await takeBack('cn-2027', '?preview=true')).json();
  assert.deepEqual([preview.withdrawn, preview.year.wasProvisional, preview.changesFrom], [true, false, '2026-12-25']);
  assert.deepEqual(
    preview.moved.filter(isPlan).map(({ from, to }) => [from, to]),
    [['2026-12-28', '2026-12-29']],
  );
  assert.equal((await plan()).due, '2026-12-28', 'the preview changes nothing');
  const gone = await takeBack('cn-2027');
  assert.equal(gone.status, 200, await gone.text());
  assert.deepEqual(await due(), ['2026-12-29', true]);
  await until(
    [
      ['2026-12-29', '2026-12-28', false],
      ['2026-12-28', '2026-12-29', true],
    ],
    movesOf,
  );
  assert.equal((await moved(caseNo))[1].source, '国办发明电〔2026〕9号');
  const { body } = await service.ask('GET', '/calendar/editions');
  assert.ok(!body.editions.some((one) => one.edition === 'cn-2027'));
  assert.equal(body.withdrawn.length, 1);
  const { edition, imported, withdrawn } = body.withdrawn[0];
  assert.deepEqual([edition, imported, withdrawn], ['cn-2027', '2026-12-22', '2026-12-23']);
});

test('asked what stood while it held, the calendar answers by it', async () => {
  const without = ['2026-12-29', true];
  for (const [day, right] of [
    ['21', without],
    ['22', ['2026-12-28', false]],
    ['23', without],
  ]) {
    const asOf = encodeURIComponent(`2026-12-${day}T23:00+08:00`);
    const { body } = await service.ask('GET', `/calendar/due?from=2026-12-22&days=5&asOf=${asOf}`);
    assert.deepEqual([body.due, body.provisional], right, day);
  }
});

test('the right file comes under the same id', async () => {
  const response = await upload(example);
  assert.equal(response.status, 201, await response.text());
  assert.equal((await plan()).due, '2026-12-28'); // 23 24 25 27 28
  const there = ['2026-12-29', '2026-12-28', false],
    back = ['2026-12-28', '2026-12-29', true];
  await until([there, back, there], movesOf);
});

test('a case in which something was entered by its days rests on it, and is named', async () => {
  await service.setClock('2026-12-23T10:00:00+08:00');
  await service.act(caseNo, 'supply-plan', 'hold', { reason: 'site-inaccessible' });
  for (const query of ['?preview=true', '']) {
    const response = await takeBack('cn-2027', query);
    const problem = await response.json();
    assert.deepEqual([response.status, problem.code], [409, 'edition-in-use']);
    assert.ok(problem.detail.includes(caseNo), problem.detail);
  }
  await service.act(caseNo, 'supply-plan', 'resume');
});

test('an amendment works closed cases out anew that ran on its days, and can be taken back itself', async () => {
  const { caseNo: closed } = await service.createCase(tenKilovolt('周八'));
  await service.act(closed, 'accept', 'complete', { outcome: 'accepted' });
  await service.setClock('2026-12-30T09:00:00+08:00');
  // Every alarm of the day is raised by then: one that came later would rest on the amendment.
  const breach = async (no) => (await read(no)).alarms.filter(isPlan).some(({ rung }) => rung === 'breach');
  await until([true, true], async () => [await breach(caseNo), await breach(closed)]);
  const version = (await service.ask('GET', `/cases/${closed}`)).headers.get('ETag');
  await service.ask('POST', `/cases/${closed}/withdraw`, { reason: '不再需要' }, { 'If-Match': version });
  assert.deepEqual([(await plan(closed)).due, (await plan(closed)).light], ['2026-12-29', 'late']); // 24 25 27 28 29
  await service.setClock('2026-12-30T10:00:00+08:00');
  // Sunday the 27th was not worked after all, nor was the 28th.
  const amendment =
    'edition: cn-2027-more\nkind: amendment\namends: cn-2027\nyear: 2027\ntitle: 测试\nnumber: 测试\n' +
    'published: 2026-12-29\noff:\n  - { name: 元旦, days: [2026-12-27, 2026-12-28] }\n';
  const preview = await (await upload(amendment, '?preview=true')).json();
  const seen = preview.moved.filter((move) => move.caseNo === closed).filter(isPlan);
  assert.equal(seen.length, 1, JSON.stringify(preview));
  const { from, to, overdueBefore, overdueAfter } = seen[0];
  assert.deepEqual([from, to, overdueBefore, overdueAfter], ['2026-12-29', '2026-12-31', true, false]);
  const response = await upload(amendment);
  assert.equal(response.status, 201, await response.text());
  assert.equal((await plan(closed)).light, 'cancelled');
  const told = async () => (await moved(closed)).map(({ edition, withdrawn = false }) => [edition, withdrawn]);
  await until([['cn-2027-more', false]], told);
  assert.match((await (await takeBack('cn-2027')).json()).detail, /cn-2027-more amends cn-2027/);
  assert.equal((await takeBack('cn-2027-more')).status, 200);
  await until(
    [
      ['cn-2027-more', false],
      ['cn-2027-more', true],
    ],
    told,
  );
});

test('only an imported edition can be taken back, and only by whoever may import one', async () => {
  for (const id of ['cn-1999', 'cn-2026', 'cn-2027-more']) {
    const response = await takeBack(id);
    assert.deepEqual([response.status, (await response.json()).code], [404, 'no-such-edition'], id);
  }
  const officer = { Authorization: `Bearer ${tokenFor(['--data', data], { user: 'chen', roles: 'permit-officer' })}` };
  const response = await takeBack('cn-2027', '', officer);
  assert.deepEqual([response.status, (await response.json()).code], [404, 'no-such-route']);
  assert.equal((await fetch(`${service.origin}/api/v1/calendar/editions/cn-2027`, { method: 'DELETE' })).status, 401);
});

test('who imported what and who took it back is in the trace, over HTTP and by command, and nothing of a preview or a refusal', async () => {
  const rows = () =>
    sql(data, "select account, source, what from trace where what ~ '^(imported|took back) edition' order by number");
  const { user } = (await service.ask('GET', '/session')).body;
  const done = (what) => new RegExp(`^${user}\\|127\\.0\\.0\\.1\\|${what}$`);
  const sofar = await rows();
  const expected = [
    'imported edition cn-2027 for cn',
    'took back edition cn-2027',
    'imported edition cn-2027 for cn',
    'imported edition cn-2027-more for cn',
    'took back edition cn-2027-more',
  ];
  assert.equal(sofar.length, expected.length, sofar.join('\n'));
  expected.forEach((what, i) => assert.match(sofar[i], done(what)));
  const local = join(dirname(data), 'local.yaml');
  writeFileSync(
    local,
    'edition: cn-by-hand\nkind: local\nyear: 2027\ntitle: 测试\npublished: 2020-01-02\noff:\n  - { name: 测试, days: [2027-11-08] }\n',
  );
  for (const [args, code] of [
    [['import', local, '--dry-run'], 0],
    [['import', local], 0],
    [['import', local], 1],
    [['withdraw', 'cn-by-hand', '--dry-run'], 0],
    [['withdraw', 'cn-by-hand'], 0],
    [['withdraw', 'cn-by-hand'], 1],
  ]) {
    const did = await bandian('calendar', ...args, '--data', data);
    assert.equal(did.code, code, did.out + did.err);
  }
  const since = (await rows()).slice(sofar.length);
  assert.deepEqual(
    since.map((row) => row.split('|').slice(1)),
    [
      ['cli', 'imported edition cn-by-hand for cn'],
      ['cli', 'took back edition cn-by-hand'],
    ],
  );
  const verified = await bandian('audit', 'verify', '--data', data);
  assert.equal(verified.code, 0, verified.out);
});

test('a day tells whether its neighbours are provisional', async () => {
  const { body } = await service.ask('GET', '/calendar/day?day=2027-12-24');
  const { provisional, next, nextProvisional, previousProvisional } = body;
  assert.deepEqual([provisional, next, nextProvisional, previousProvisional], [false, '2027-12-27', true, false]);
});
