// The log proves itself, and every list says what the log says.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { until } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const application = {
  process: 'ten-kilovolt',
  applicant: { name: '王五', phone: '13800000002' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 630 },
};
const data = await dataFolder();
let service;
let cases;

const bandian = (...args) => spawnSync(process.env.BANDIAN, [...args, '--data', data], { encoding: 'utf8' });
const sql = (text) =>
  spawnSync(
    'psql',
    [
      '-X',
      '-q',
      '-t',
      '-A',
      '-h',
      realpathSync(`${data}/postgres`),
      '-U',
      'bandian',
      '-d',
      'bandian',
      '-v',
      'ON_ERROR_STOP=1',
      '-c',
      text,
    ],
    { encoding: 'utf8' },
  );
const change = (text) => {
  const { status, stderr } = sql(`set session_replication_role = replica; ${text}`); // past the triggers, as whoever owns the disk could
  assert.equal(status, 0, stderr);
};
const verify = () => bandian('audit', 'verify');

before(async () => {
  service = await startService('2018-10-08T09:00:00+08:00', { data });
  cases = [];
  for (let i = 0; i < 3; ++i) {
    const { caseNo } = await service.createCase(application);
    await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
    cases.push(caseNo);
  }
  // What is changed before the day has its head would be sealed as it is then.
  await until('the head of the day', () => sql('select 1 from head').stdout.trim() === '1', { limit: 60_000 });
});
after(async () => {
  await service.stop();
  await removeData(data);
});

test('an untouched record is found as it was recorded, also while it is written', async () => {
  const { status, stdout } = verify();
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^3 cases, 6 events: all as recorded$/m);
});

test('nobody who is let in can change or take out an event', () => {
  for (const attempt of [
    'update event set day = day + 1',
    'delete from event',
    'truncate event, case_file cascade',
    'delete from head',
  ]) {
    const { status, stderr } = sql(attempt);
    if (attempt === 'delete from head' && status === 0) continue; // none has been made yet
    assert.notEqual(status, 0, attempt);
    assert.match(stderr, /append-only/);
  }
});

test('a changed entry, a missing entry and a changed day are each found at their place', () => {
  change(
    `update event set entry = jsonb_set(entry, '{outcome}', '"rejected"') where case_no = '${cases[0]}' and number = 2`,
  );
  const changed = verify();
  assert.equal(changed.status, 1);
  assert.match(changed.stdout, new RegExp(`^${cases[0]} entry 2: its content is not what was recorded$`, 'm'));
  change(
    `update event set entry = jsonb_set(entry, '{outcome}', '"accepted"') where case_no = '${cases[0]}' and number = 2`,
  );
  assert.equal(verify().status, 0, 'put back, it is what was recorded');

  change(
    `create table taken as select * from event where case_no = '${cases[1]}' and number = 2; delete from event where case_no = '${cases[1]}' and number = 2`,
  );
  assert.match(
    verify().stdout,
    new RegExp(`^${cases[1]}: the case has version 2, but its log ends with entry 1$`, 'm'),
  );
  change(`insert into event overriding system value select * from taken; drop table taken`);
  assert.equal(verify().status, 0);
});

test('a case rewritten from its first entry on, hashes and all, is found by the head of the day', async () => {
  await service.setClock('2018-10-09T09:00:00+08:00');
  for (let i = 0; sql('select count(*) from head').stdout.trim() !== '1'; ++i) {
    assert.ok(i < 100, 'no head was made');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal(verify().status, 0);
  const forge = (address) =>
    change(`update event set day = ${address} where case_no = '${cases[2]}' and number = 1;
    update event e set hash = event_hash(null, case_no, number, at, day, entry) where case_no = '${cases[2]}' and number = 1;
    update event e set hash = event_hash((select hash from event p where p.case_no = e.case_no and p.number = 1), case_no, number, at, day, entry) where case_no = '${cases[2]}' and number = 2`);
  forge('day - 3');
  const { status, stdout } = verify();
  assert.equal(status, 1);
  assert.match(stdout, /^head of 2018-10-\d\d: the events under it are not those that were sealed, or/m);
  forge('day + 3');
  assert.equal(verify().status, 0);
});

test('a list that says what the log does not is found, and made anew while the service runs', async () => {
  change(
    `delete from step where case_no = '${cases[0]}'; update step set due = due + 1 where case_no = '${cases[1]}'; update case_file set state = 'refused' where case_no = '${cases[2]}'`,
  );
  const { status, stdout } = verify();
  assert.equal(status, 1);
  assert.match(stdout, new RegExp(`^${cases[0]} supply-plan: it is there by the log, but not listed$`, 'm'));
  assert.match(
    stdout,
    new RegExp(`^${cases[1]} supply-plan: it is listed as due 2018-10-\\d\\d, but the log says 2018-10-15$`, 'm'),
  );
  assert.match(stdout, new RegExp(`^${cases[2]}: it is listed as refused, but the log says open$`, 'm'));
  // The board still counts what was there.
  const supplyPlans =
    'board ten-kilovolt supply-plan of power-supply, active, yellow from 2018-10-\\d\\d, red from 2018-10-16';
  assert.match(stdout, new RegExp(`^${supplyPlans}: it counts 3 steps, but there are 2$`, 'm'));
  assert.match(stdout, /^board cases open of 2018-10-08: it counts 3 cases, but there are 2$/m);
  assert.match(stdout, /^board cases refused of 2018-10-08: it counts 0 cases, but there are 1$/m);
  const rebuilt = bandian('projections', 'rebuild');
  assert.equal(rebuilt.status, 0, rebuilt.stderr);
  assert.match(rebuilt.stdout, /^3 cases made anew$/m);
  assert.equal(verify().status, 0);
  await service.act(cases[2], 'supply-plan', 'hold', { reason: 'site-inaccessible' });
  assert.match(verify().stdout, /7 events: all as recorded/);
});

test('a count of the board that is not of what there is is found, and made anew', async () => {
  await until('counts that are put together', () => sql('select 1 from step_change').stdout === '');
  change(`update step_count set steps = steps + 2 where state = 'held'`);
  const { status, stdout } = verify();
  assert.equal(status, 1);
  assert.match(stdout, /^board ten-kilovolt supply-plan of power-supply, held: it counts 3 steps, but there are 1$/m);
  assert.equal(bandian('projections', 'rebuild').status, 0);
  assert.equal(verify().status, 0);
});

test('a person who was dropped, and not erased, is found', () => {
  change(
    `create table dropped as select * from person where case_no = '${cases[1]}'; delete from person where case_no = '${cases[1]}'`,
  );
  const { status, stdout } = verify();
  assert.equal(status, 1);
  assert.match(
    stdout,
    new RegExp(`^${cases[1]}: it says no more who applied and where, but nobody has erased it$`, 'm'),
  );
  change(
    'insert into person (case_no, applicant, site) select case_no, applicant, site from dropped; drop table dropped',
  );
  assert.equal(verify().status, 0);
});

test("erasing a person's data leaves a log that verifies", () => {
  change(`update person set applicant = '{}', site = '{}' where case_no = '${cases[0]}'`);
  assert.equal(verify().status, 0);
});
