// The log proves itself, and every list says what the log says.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
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
const addUser = (name, department, roles) => {
  const added = bandian('user', 'add', name, '--department', department, '--roles', roles, '--no-password');
  assert.equal(added.status, 0, added.stderr);
};

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
    'insert into person (case_no, applicant, site, salt) select case_no, applicant, site, salt from dropped; drop table dropped',
  );
  assert.equal(verify().status, 0);
});

/// Carries out an edit of a table, tells what the audit says of it, and puts every row back.
function found(table, edit) {
  const columns = sql(
    `select string_agg(column_name, ', ') from information_schema.columns where table_name = '${table}' and is_generated = 'NEVER'`,
  ).stdout.trim();
  change(`create table kept as select ${columns} from ${table}; ${edit}`);
  const { status, stdout } = verify();
  change(
    `delete from ${table}; insert into ${table} (${columns}) overriding system value select ${columns} from kept; drop table kept`,
  );
  assert.equal(status, 1, `${edit}\n${stdout}`);
  return stdout;
}
afterEach(() => {
  const { status, stdout } = verify();
  assert.equal(status, 0, stdout);
});

test('a submission says which pack it was decided under, and another in the lists is found', async () => {
  const { body } = await service.ask('GET', `/cases/${cases[0]}/events`);
  const [hash] = sql("select hash from pack where id = 'zhoucun-2018'").stdout.trim().split('\n');
  assert.deepEqual([body.events[0].pack, body.events[0].packHash], ['zhoucun-2018', hash]);
  assert.ok(!('packHash' in body.events[1]));
  const [other] = sql(`select hash from pack where hash <> '${hash}'`).stdout.trim().split('\n');
  assert.match(other, /^[0-9a-f]{64}$/);
  const said = found('case_file', `update case_file set pack_hash = '${other}' where case_no = '${cases[0]}'`);
  assert.match(
    said,
    new RegExp(
      `^${cases[0]}: it is listed under pack \\S+ ${other.slice(0, 12)}, but its application was decided under zhoucun-2018 ${hash.slice(0, 12)}$`,
      'm',
    ),
  );
  const renamed = found('pack', `update pack set id = 'another' where hash = '${hash}'`);
  assert.match(renamed, new RegExp(`^${cases[0]}: it is listed under pack another `, 'm'));
});

test('who applied and where, exchanged or blanked, is found', () => {
  const whom = `where case_no = '${cases[1]}'`;
  const otherwise = new RegExp(`^${cases[1]}: who applied and where is not what was recorded$`, 'm');
  assert.match(found('person', `update person set applicant = applicant || '{"name": "赵六"}' ${whom}`), otherwise);
  assert.match(found('person', `update person set site = '{"address": "别处"}' ${whom}`), otherwise);
  assert.match(found('person', `update person set salt = sha256('x') ${whom}`), otherwise);
  assert.match(
    found('person', `update person set applicant = '{}', site = '{}' ${whom}`),
    new RegExp(`^${cases[1]}: it says no more who applied and where, but nobody has erased it$`, 'm'),
  );
  assert.match(
    found(
      'erasure',
      `insert into erasure (case_no, reason, by_whom, erased_at) values ('${cases[1]}', 'x', 'x', now())`,
    ),
    new RegExp(`^${cases[1]}: who applied is erased, but nobody is said to have done it$`, 'm'),
  );
});

test('the day of submission follows from the first entry', async () => {
  const handedIn = await service.createCase({ ...application, submittedOn: '2018-10-08' });
  assert.equal(verify().status, 0);
  for (const one of [cases[1], handedIn.caseNo])
    assert.match(
      found(
        'case_file',
        `update case_file set submitted_at = submitted_at - interval '1 day' where case_no = '${one}'`,
      ),
      new RegExp(`^${one}: it is listed as submitted at 2018-10-0\\dT\\S+, but the log says 2018-10-08T`, 'm'),
    );
});

test('a case that changed hands, a note or a file that changed, came or went past the desk is found', async () => {
  const [, caseNo] = cases;
  addUser('wang', 'power-supply', 'manager');
  addUser('li', 'power-supply', 'manager');
  const named = (sentence) => new RegExp(`^${caseNo}: ${sentence}`, 'm');
  assert.match(
    found('case_file', `update case_file set manager = 'li' where case_no = '${caseNo}'`),
    named("it is listed as li's, but was handed to nobody$"),
  );
  const key = (name) => ({ 'Idempotency-Key': `audit-${name}` });
  for (const to of ['li', 'wang']) await service.ask('POST', `/cases/${caseNo}/hand`, { to }, key(to));
  assert.equal(verify().status, 0);
  assert.match(
    found('case_file', `update case_file set manager = 'li' where case_no = '${caseNo}'`),
    named("it is listed as li's, but was handed to wang$"),
  );

  await service.ask('POST', `/cases/${caseNo}/notes`, { text: '已电话告知' }, key('note'));
  await service.ask('POST', `/cases/${caseNo}/notes`, { text: '已电话告知' }, key('note'));
  const file = await fetch(`${service.origin}/api/v1/cases/${caseNo}/materials/identity`, {
    method: 'PUT',
    body: '%PDF-1.4\n%%EOF\n',
    headers: { ...service.headers, 'Content-Type': 'application/pdf', 'X-File-Name': encodeURIComponent('身份证.pdf') },
  });
  assert.equal(file.status, 201, await file.text());
  const clean = verify();
  assert.equal(clean.status, 0, clean.stdout);
  for (const edit of ["text = '未告知'", "account = 'li'", "at = at - interval '1 hour'", "department = 'x'"])
    assert.match(
      found('note', `update note set ${edit}`),
      named('the note of 2018-10-09 by \\S+ is not what was recorded$'),
    );
  assert.match(found('note', 'delete from note'), named('the note of 2018-10-09 by tester is missing, or is not'));
  assert.match(
    found('note', `insert into note (case_no, at, account, text) values ('${caseNo}', now(), 'li', 'x')`),
    named('the note of \\S+ by li is not what was recorded$'),
  );
  for (const edit of ["name = '户口本.pdf'", "sha256 = sha256('x')", "by_whom = 'li'", "id = 'another'"])
    assert.match(
      found('material', `update material set ${edit}`),
      named('the file \\S+ of 2018-10-09 by \\S+ is not what'),
    );
  assert.match(
    found('material', 'delete from material'),
    named('the file identity of 2018-10-09 by tester is missing'),
  );
});

test('an account that was given, or taken, more than the trace says is found', () => {
  const about = (sentence) => new RegExp(`^account li: ${sentence}`, 'm');
  assert.match(
    found('account', "update account set roles = '{supervisor}' where name = 'li'"),
    about('it is of power-supply with supervisor, but was given power-supply with manager$'),
  );
  assert.match(
    found('account', "update account set department = '*' where name = 'li'"),
    about('it is of \\* with manager, but was given power-supply with manager$'),
  );
  assert.match(found('account', "update account set active = false where name = 'li'"), about('it was never removed'));
  assert.match(found('account', "delete from account where name = 'li'"), about('it is gone'));
  assert.match(
    found('account', "insert into account (name, display, department, roles) values ('eve', 'E', '*', '{supervisor}')"),
    /^account eve: nobody is said to have added it$/m,
  );
  const removed = bandian('user', 'remove', 'li');
  assert.equal(removed.status, 0, removed.stderr);
  assert.equal(verify().status, 0);
  assert.match(
    found('account', "update account set active = true where name = 'li'"),
    about('it may sign in, but was removed$'),
  );
  addUser('li', 'power-supply', 'manager,window');
  assert.equal(verify().status, 0);
});

test('an alarm that does not follow from the log is found, and one that follows and is gone', async () => {
  const { caseNo } = await service.createCase(application);
  await service.setClock('2018-10-11T09:00:00+08:00');
  const raised = () =>
    sql(
      `select string_agg(rung, ' ' order by number) from alarm where case_no = '${caseNo}' and clock = 'accept'`,
    ).stdout.trim();
  await until('the alarms', () => raised() === 'warning due breach', { limit: 60_000 });
  const version = (await service.ask('GET', `/cases/${caseNo}`)).headers.get('ETag');
  const body = { reason: '不再需要' };
  await service.ask('POST', `/cases/${caseNo}/withdraw`, body, { 'If-Match': version, 'Idempotency-Key': 'gone' });
  const swept = () => sql(`select attention is null from case_file where case_no = '${caseNo}'`).stdout.trim() === 't';
  await until('the sweep', swept, { limit: 60_000 });
  const clean = verify();
  assert.equal(clean.status, 0, clean.stdout);
  const one = `where case_no = '${caseNo}' and clock = 'accept' and rung`;
  const broken = sql(`select day from alarm ${one} = 'breach'`).stdout.trim();
  const listed = (rung) =>
    new RegExp(
      `^${caseNo}: the alarm ${rung} of \\S+ on 2018-1\\d-\\d\\d is listed, but does not follow from the log$`,
      'm',
    );
  assert.match(
    found('alarm', `delete from alarm ${one} = 'breach'`),
    new RegExp(`^${caseNo}: the alarm breach of accept on ${broken} follows from the log, but is not listed$`, 'm'),
  );
  assert.match(found('alarm', `update alarm set day = day - 1 ${one} = 'warning'`), listed('warning'));
  assert.match(
    found('alarm', `update alarm set raised_at = raised_at - interval '5 days' ${one} = 'due'`),
    listed('due'),
  );
  assert.match(found('alarm', `update alarm set clock = 'supply-plan' ${one} = 'breach'`), listed('breach'));
  assert.match(
    found('alarm', `update alarm set retracted_at = now() ${one} = 'due'`),
    new RegExp(`^${caseNo}: the alarm due of accept is listed as taken back, but no entry did that$`, 'm'),
  );
});

test('a head that is gone, or was made anew over the same events, is found in the trace', () => {
  // The first one: the service makes the last anew by itself, and the same.
  const first = 'where through = (select min(through) from head)';
  assert.match(found('head', `delete from head ${first}`), /^head through \d+: it was made, but is gone$/m);
  assert.match(
    found('head', `update head set hash = sha256('x') ${first}`),
    /^head of 2018-10-\d\d: the trace tells of another, or of none$/m,
  );
});

test('what is not compared is said', () => {
  const { stdout } = verify();
  assert.match(stdout, /^Not compared, since nothing that is sealed says them: passwords, .*hand-overs.*$/m);
  assert.doesNotMatch(stdout, /of before/, 'this record was sealed from its first case on');
});

test("erasing a person's data leaves a record that verifies, and less than that is found", async () => {
  const [, caseNo] = cases;
  const erased = bandian('person', 'erase', caseNo, '--reason', 'asked for it');
  assert.equal(erased.status, 0, erased.stderr);
  const { status, stdout } = verify();
  assert.equal(status, 0, stdout);
  assert.match(
    found('note', `delete from note where case_no = '${caseNo}'`),
    new RegExp(`^${caseNo}: the note of 2018-10-09 by tester is missing`, 'm'),
  );
  assert.match(
    found('person', `update person set applicant = '{"name": "x"}' where case_no = '${caseNo}'`),
    new RegExp(`^${caseNo}: who applied and where is not what was recorded$`, 'm'),
  );
});
