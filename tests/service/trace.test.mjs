// The trace 留痕: who looked, was denied, changed something; that it proves itself; and the tokens that programs come
// with.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { after, before, test } from 'node:test';
import { bandian, psql, sql, until, urlOf } from './outside.mjs';
import { addUser, call, removeUser, signIn, tokenOf } from './people.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const start = '2018-10-08T09:00:00+08:00';
const application = {
  process: 'low-voltage',
  applicant: { name: '王五', phone: '13800000002' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 50 },
};
const pdf = Buffer.from('%PDF-1.7\n');
const osUser = userInfo().username;
const data = await dataFolder();
let service;
const by = {};
const people = {
  manager: { user: 'wangfang', department: 'power-supply', roles: 'manager' },
  colleague: { user: 'zhaolei', department: 'power-supply', roles: 'manager' },
  officer: { user: 'chenjing', department: 'urban-management', roles: 'permit-officer' },
  program: { user: 'platform', department: '*', roles: 'integration' },
};

let sources = 0;
const from = () => `198.51.100.${++sources}`;
const ask = (who, method, path, { body, source = '198.51.100.7', headers = {} } = {}) =>
  call(service, method, `/api/v1${path}`, { body, headers: { ...by[who], 'X-Real-IP': source, ...headers } });
const open = async (who = 'manager') => (await ask(who, 'POST', '/cases', { body: application })).json.caseNo;
const columns = "account, source, what, coalesce(case_no, '')";
const rows = (where) => sql(data, `select ${columns} from trace where ${where} order by number`);
/// Past the triggers, as whoever owns the disk could.
async function change(text) {
  const { code, err } = await psql(data, `set session_replication_role = replica; ${text}`);
  assert.equal(code, 0, `${text}: ${err}`);
}
const verify = () => bandian('audit', 'verify', '--data', data);
async function isSound() {
  const { code, out, err } = await verify();
  assert.equal(code, 0, out + err);
}
/// Carries out an edit, tells what the audit says of it, and takes it back.
async function found(edit) {
  const tables = ['trace', 'trace_tip', 'trace_head'];
  await change(tables.map((table) => `create table kept_${table} as select * from ${table}`).join('; '));
  await change(edit);
  const { code, out } = await verify();
  await change(
    tables
      .map(
        (table) => `delete from ${table};
    insert into ${table} ${table === 'trace' ? 'overriding system value' : ''} select * from kept_${table};
    drop table kept_${table}`,
      )
      .join('; '),
  );
  await isSound();
  assert.equal(code, 1, `${edit}\n${out}`);
  return out;
}

before(async () => {
  service = await startService(start, { data, args: ['--behind-proxy'] });
  for (const [name, one] of Object.entries(people)) {
    await addUser(data, one);
    by[name] = { Authorization: `Bearer ${await tokenOf(data, one.user)}` };
  }
});
after(async () => {
  await service.stop();
  await removeData(data);
});

test('a token has a name, says what it is for, and is told once', async () => {
  const args = ['--name', 'city', '--scopes', 'read,pay', '--days', '400'];
  const made = await bandian('token', 'add', 'platform', ...args, '--data', data);
  assert.equal(made.code, 0, made.err);
  const secret = made.out.trim();
  assert.match(secret, /^bdt_[A-Za-z0-9_-]{43}$/);
  const listed = async () => (await bandian('token', 'list', 'platform', '--data', data)).out;
  assert.match(await listed(), /^platform {2}city {2}read,pay {2}begun 20\S+Z {2}ends 20\S+Z {2}never used$/m);
  assert.match(await listed(), /^platform {2}token-1 {2}all /m);
  assert.ok(!(await listed()).includes(secret.slice(4)));
  const session = await call(service, 'GET', '/api/v1/session', { headers: { Authorization: `Bearer ${secret}` } });
  assert.deepEqual(session.json.scopes, ['read', 'pay']);
  assert.equal((await ask('program', 'GET', '/session')).json.scopes, null);
  const [hash] = await sql(data, "select encode(hash, 'hex') from session where name = 'city'");
  assert.ok(!(await listed()).includes(hash));
});

test('two tokens of one name, too long a life and what nobody knows are refused', async () => {
  const refused = [
    [1, '--name', 'city'],
    [2, '--days', '401'],
    [2, '--days', '0'],
    [2, '--days', '36500'],
    [2, '--scopes', 'read,dance'],
    [2, '--scopes', ''],
    [2, '--name', 'a b'],
    [2, '--name', ''],
  ];
  for (const [code, ...args] of refused)
    assert.equal((await bandian('token', 'add', 'platform', ...args, '--data', data)).code, code, args.join(' '));
  assert.equal((await bandian('token', 'add', 'nobody-there', '--data', data)).code, 1);
  assert.match((await psql(data, "update session set scopes = '{dance}' where name = 'city'")).err, /scopes_are_known/);
});

test('when a token was last used is told to the minute, and written seldom', async () => {
  const token = { Authorization: `Bearer ${await tokenOf(data, 'platform', '--name', 'used')}` };
  await service.setClock('2026-12-01T10:00:00+08:00');
  const look = () => call(service, 'GET', '/api/v1/session', { headers: token });
  for (let i = 0; i < 5; ++i) assert.equal((await look()).status, 200);
  assert.match((await bandian('token', 'list', '--data', data)).out, /^platform {2}used .* used 2026-12-01T02:00Z$/m);
  await service.setClock(start);
});

test('one token is taken back, and the others stay', async () => {
  const token = { Authorization: `Bearer ${await tokenOf(data, 'platform', '--name', 'lost')}` };
  const status = async (headers) => (await call(service, 'GET', '/api/v1/session', { headers })).status;
  assert.equal(await status(token), 200);
  assert.equal((await bandian('token', 'revoke', 'platform', 'lost', '--data', data)).out, 'revoked\n');
  await until('the token to be good for nothing', async () => (await status(token)) === 401);
  assert.equal(await status(by.program), 200);
  assert.equal((await bandian('token', 'revoke', 'platform', 'lost', '--data', data)).code, 1);
  assert.equal((await bandian('token', 'revoke', 'platform', '--data', data)).code, 2);
});

test('a token for something is refused everything else, and never does more than its account', async () => {
  const caseNo = await open();
  const reader = { Authorization: `Bearer ${await tokenOf(data, 'chenjing', '--scopes', 'read,open,act')}` };
  const refused = await call(service, 'POST', '/api/v1/cases', { body: application, headers: reader });
  assert.deepEqual([refused.status, refused.json.code], [403, 'not-yours'], 'an officer opens none, by whatever token');
  const headers = { Authorization: `Bearer ${await tokenOf(data, 'platform', '--scopes', 'open')}` };
  const calls = [
    ['GET', `/cases/${caseNo}`],
    ['GET', '/cases/ZC2018-999999'],
    ['PUT', `/cases/${caseNo}/materials/identity`],
    ['PUT', '/session/deputy'],
    ['DELETE', '/session/all'],
  ];
  for (const [method, path] of calls) {
    const body = method === 'GET' ? undefined : pdf;
    const answer = await call(service, method, `/api/v1${path}`, { body, headers });
    assert.deepEqual([answer.status, answer.json.code], [403, 'token-scope'], path);
  }
});

test('lists, searches and entries that were looked at leave a row, with a hash in place of the words', async () => {
  const caseNo = await open();
  const source = from();
  const paths = [
    '/cases',
    '/cases?q=%E7%8E%8B%E4%BA%94',
    '/tasks',
    '/tasks?q=ABC',
    '/tasks?q=abc',
    '/colleagues',
    `/cases/${caseNo}/events`,
    `/cases/${caseNo}/picture.json`,
  ];
  for (const path of paths)
    for (let i = 0; i < 2; ++i) assert.equal((await ask('manager', 'GET', path, { source })).status, 200, path);
  const whats = [
    'listed cases|',
    'searched cases|',
    'listed tasks|',
    'searched tasks|',
    'listed colleagues|',
    `viewed entries|${caseNo}`,
    `viewed|${caseNo}`,
  ];
  assert.deepEqual(
    await rows(`source = '${source}'`),
    whats.map((what) => `wangfang|${source}|${what}`),
  );
  assert.equal((await sql(data, "select 1 from trace where to_jsonb(trace)::text like '%王五%'")).length, 0);
  const told = await bandian('trace', '--searched', '王五', '--data', data);
  assert.equal(told.code, 0, told.err);
  assert.match(told.out.trim(), new RegExp(`^\\S+ {2}wangfang {2}${source} {2}searched cases #[0-9a-f]{12}$`));
  assert.equal((await bandian('trace', '--searched', '王六', '--data', data)).out, '');
});

test('what was denied leaves a row, whether there is such a case or not', async () => {
  const caseNo = await open(),
    source = from();
  const denied = [
    ['colleague', 'GET', `/cases/${caseNo}`, 404],
    ['colleague', 'GET', '/cases/ZC2018-999999', 404],
    ['manager', 'POST', `/cases/${caseNo}/void`, 403, { step: 1, reason: 'x' }],
    ['manager', 'GET', '/board', 404],
    ['colleague', 'PUT', `/cases/${caseNo}/materials/identity`, 404, pdf],
  ];
  for (const [who, method, path, status, body] of denied)
    for (let i = 0; i < 2; ++i)
      assert.equal(
        (await ask(who, method, path, { source, body, headers: { 'If-Match': '"1"' } })).status,
        status,
        path,
      );
  assert.deepEqual(await rows(`source = '${source}'`), [
    `zhaolei|${source}|denied GET /api/v1/cases/{caseNo}|${caseNo}`,
    `zhaolei|${source}|denied GET /api/v1/cases/{caseNo}|ZC2018-999999`,
    `wangfang|${source}|denied POST /api/v1/cases/{caseNo}/void|${caseNo}`,
    `wangfang|${source}|denied GET /api/v1/board|`,
    `zhaolei|${source}|denied PUT /api/v1/cases/{caseNo}/materials/{material}|${caseNo}`,
  ]);
});

test('strangers leave a few rows and no more, and no name that nobody has', async () => {
  const source = from(),
    count = async () => Number((await sql(data, 'select count(*) from trace'))[0]);
  const look = async (more) => {
    const headers = { 'X-Real-IP': source, ...more };
    return (await call(service, 'GET', '/api/v1/cases', { headers })).status;
  };
  for (let i = 0; i < 30; ++i) assert.equal(await look({ Authorization: `Bearer bdt_${i}` }), 401);
  assert.deepEqual(new Set(await rows(`source = '${source}'`)), new Set([`|${source}|token-refused|`]));
  assert.equal((await rows(`source = '${source}'`)).length, 10);
  const before = await count();
  for (let i = 0; i < 30; ++i) assert.equal(await look(), 401);
  assert.equal(await count(), before, 'without a token there is nobody to tell of');
  const other = from();
  await signIn(service, 'geheim-im-falschen-feld', { secret: 'x', headers: { 'X-Real-IP': other } });
  await signIn(service, 'wangfang', { secret: 'not-the-right-one', headers: { 'X-Real-IP': other } });
  assert.deepEqual(await rows(`source = '${other}'`), [
    `|${other}|sign-in-failed|`,
    `wangfang|${other}|sign-in-failed|`,
  ]);
});

test('every change by command leaves a row with the user of the machine', async () => {
  const [last] = await sql(data, 'select max(number) from trace');
  await addUser(data, { user: 'mover', department: 'power-supply', roles: 'manager' });
  const until = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10);
  assert.equal((await bandian('user', 'deputy', 'mover', '--to', 'zhaolei', '--until', until, '--data', data)).code, 0);
  assert.equal((await bandian('user', 'deputy', 'mover', '--data', data)).code, 0);
  await addUser(data, { user: 'mover', department: 'power-supply', roles: 'manager,engineer', secret: null });
  await tokenOf(data, 'mover', '--name', 'one', '--scopes', 'read');
  await bandian('token', 'revoke', 'mover', 'one', '--data', data);
  const url = 'https://ledger.example.cn/told/secret-b-which-is-long-enough?key=secret-c';
  await bandian('subscriber', 'add', 'ledger', url, '--data', data);
  await bandian('subscriber', 'pause', 'ledger', '--data', data);
  await removeUser(data, 'mover');
  const now = await rows(`number > ${last}`);
  for (const row of now) assert.ok(row.startsWith(`${osUser}|cli|`), row);
  assert.deepEqual(
    now.map((row) => row.split('|')[2].replace(/ until 20.*/, '')),
    [
      'added user mover: power-supply, manager, password set',
      'named zhaolei deputy of mover',
      'ended the deputy of mover',
      'changed user mover: power-supply, manager+engineer, no password',
      'made token one of mover for read',
      'revoked token one of mover',
      'subscriber ledger: add',
      'subscriber ledger: pause',
      'removed user mover',
    ],
  );
  assert.ok(!now.join().includes('secret'));
});

test('the list of subscribers shows nothing that lets somebody in', async () => {
  // As it was taken once; today an address with a password is refused.
  await sql(data, "update subscriber set url = replace(url, '://', '://user:secret-a@')");
  const { out } = await bandian('subscriber', 'list', '--data', data);
  assert.match(out, /^ledger {2}https:\/\/…@ledger\.example\.cn\/told\/…\?… {2}/m);
  assert.doesNotMatch(out, /secret|whsec/);
});

test('the trace is told by case, account and days, also for a spreadsheet and for programs', async () => {
  const caseNo = await open();
  await service.setClock('2018-10-11T00:30:00+08:00');
  await ask('manager', 'GET', `/cases/${caseNo}`, { source: from() });
  await service.setClock(start);
  const told = async (...args) => {
    const { code, out, err } = await bandian('trace', ...args, '--data', data);
    assert.equal(code, 0, err);
    return out.trim().split('\n');
  };
  const viewed = (lines) => lines.filter((line) => line.includes('viewed') && line.includes(caseNo)).length;
  assert.equal(viewed(await told('--account', 'wangfang', '--from', '2018-10-11', '--to', '2018-10-11')), 1);
  for (const days of [
    ['--to', '2018-10-10'],
    ['--from', '2018-10-12'],
  ])
    assert.equal(viewed(await told('--account', 'wangfang', ...days)), 0, days.join());
  const [heading, ...lines] = await told(caseNo, '--csv');
  assert.equal(heading.trim(), 'number,at,account,source,what,caseNo,words');
  assert.equal(viewed(lines), 1);
  const objects = (await told(caseNo, '--json')).map((line) => JSON.parse(line));
  const has = (wanted) => objects.some((one) => Object.entries(wanted).every(([name, value]) => one[name] === value));
  assert.ok(has({ what: 'viewed', account: 'wangfang', caseNo, words: null }));
  assert.ok(has({ what: 'read the trace', source: 'cli', account: osUser }), 'who reads it is traced too');
  assert.equal((await bandian('trace', '--from', 'noon', '--data', data)).code, 2);
  assert.equal((await bandian('trace', '--csv', '--data', data)).code, 2);
});

test("an officer's notes are her department's, the others' are theirs who see cases whole", async () => {
  await addUser(data, { user: 'gaolin', department: 'urban-management', roles: 'permit-officer' });
  await addUser(data, { user: 'zhouming', department: 'economy-it', roles: 'supervisor' });
  await addUser(data, { user: 'engineer', department: 'power-supply', roles: 'engineer' });
  for (const [name, user] of [
    ['sister', 'gaolin'],
    ['supervisor', 'zhouming'],
    ['engineer', 'engineer'],
  ])
    by[name] = { Authorization: `Bearer ${await tokenOf(data, user)}` };
  const body = { ...application, process: 'ten-kilovolt', attributes: { capacityKva: 630 } };
  const { caseNo } = (await ask('manager', 'POST', '/cases', { body })).json;
  const permits = { greenSpace: [{ place: '北郊公园' }] };
  const attributes = { line: 'cable', externalLineMetres: 10, civilWorks: false, permits };
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(caseNo, 'supply-plan', 'complete', { outcome: 'replied', attributes });
  await service.act(caseNo, 'green-space.1.filing', 'complete', { outcome: 'filed' });
  for (const [who, text] of [
    ['officer', '树种待核'],
    ['manager', '客户来电'],
    ['program', '平台备注'],
  ])
    assert.equal((await ask(who, 'POST', `/cases/${caseNo}/notes`, { body: { text } })).status, 200, who);
  const seen = async (who) => (await ask(who, 'GET', `/cases/${caseNo}`)).json.notes.map((note) => note.text);
  for (const who of ['officer', 'sister']) assert.deepEqual(await seen(who), ['树种待核'], who);
  for (const who of ['manager', 'engineer']) assert.deepEqual(await seen(who), ['客户来电', '平台备注'], who);
  assert.deepEqual(await seen('supervisor'), ['树种待核', '客户来电', '平台备注']);
  const { notes, notesFor } = (await ask('officer', 'GET', `/cases/${caseNo}`)).json;
  assert.deepEqual([notes[0].department.id, notesFor.id], ['urban-management', 'urban-management']);
  const whole = (await ask('manager', 'GET', `/cases/${caseNo}`)).json;
  assert.deepEqual([whole.notes[0].department, whole.notesFor], [null, null]);
});

test('rows that many write at once make sound chains', async (t) => {
  const second = await startService(start, { data, args: ['--database', urlOf(data)] });
  t.after(() => second.stop());
  const cases = await Promise.all(Array.from({ length: 12 }, () => open()));
  const paths = cases.flatMap((caseNo) => ['', '/events', '/receipt'].map((path) => `/cases/${caseNo}${path}`));
  await Promise.all([service, second].flatMap((one) => paths.map((path) => one.ask('GET', path))));
  await isSound();
  const [slots] = await sql(data, 'select count(distinct slot) from trace');
  assert.ok(Number(slots) > 1, `${slots} slots were written to`);
});

test('whoever is let in can neither change nor take out a row, the service not even how the chains end', async () => {
  await sql(data, "insert into trace (at, account, source, what) values (now(), 'a', 'b', 'c')");
  const edits = ["update trace set what = ''", 'delete from trace', 'truncate trace'];
  for (const attempt of [...edits, "update trace set words = null, salt = null, what = ''"])
    assert.match((await psql(data, attempt)).err, /append-only/, attempt);
  const others = [
    'update trace_tip set place = 0',
    'delete from trace_tip',
    'insert into trace_tip values (99, 0, null)',
    'truncate trace_tip',
    'delete from trace_head',
    'update trace_head set day = day + 1',
    'truncate trace_head',
  ];
  for (const attempt of [...edits, ...others])
    assert.match(
      (await psql(data, attempt, { role: 'bandian_service' })).err,
      /permission denied for table trace/,
      attempt,
    );
  await isSound();
});

test('an edited, a missing and a moved row are each found at their place, and a trace cut short too', async () => {
  const longest = 'select slot from trace group by slot order by count(*) desc limit 1';
  const [second] = await sql(data, `select number, slot from trace where place = 2 and slot = (${longest})`);
  const [number, slot] = second.split('|');
  const [last] = await sql(data, 'select max(number) from trace');
  const at = new RegExp(`^trace ${number} of 20`, 'm');
  const edits = [
    "what = 'nothing'",
    "account = 'another'",
    "source = source || 'x'",
    "at = at + interval '1 microsecond'",
    "case_no = 'ZC2018-000099'",
    "hash = sha256('x')",
  ];
  for (const edit of edits) assert.match(await found(`update trace set ${edit} where number = ${number}`), at, edit);
  assert.match(await found(`delete from trace where number = ${number}`), /a row before it is missing/);
  const short = /^trace, slot \d+: it has \d+ rows, but \d+ were recorded/m;
  assert.match(await found(`delete from trace where number = ${last}`), short);
  assert.match(await found('delete from trace'), /^trace, slot \d+: it has 0 rows, but/m);
  assert.match(await found(`delete from trace_tip where slot = ${slot}`), new RegExp(`^trace, slot ${slot}: `, 'm'));
  const [search] = await sql(data, 'select number from trace where words is not null limit 1');
  const other = new RegExp(`^trace ${search} of 20\\S+: what was looked for`, 'm');
  assert.match(await found(`update trace set words = sha256('x') where number = ${search}`), other);
});

test('a chain made anew, hashes, tips and all, is found by the head of a day', async () => {
  await service.setClock('2018-10-09T09:00:00+08:00');
  const head = "select 1 from trace_head where day = '2018-10-09'";
  await until('the head of that day', async () => (await sql(data, head)).length === 1);
  await service.setClock(start);
  const [slot] = await sql(data, 'select slot from trace group by slot order by count(*) desc limit 1');
  const forge = `update trace set what = 'nothing' where slot = ${slot} and place = 1;
    do $$ declare t trace; previous bytea; begin
      for t in select * from trace where slot = ${slot} order by place loop
        previous := trace_hash(previous, t);
        update trace set hash = previous where number = t.number;
      end loop;
      update trace_tip set hash = previous where slot = ${slot};
    end $$`;
  const said = new RegExp(`^trace head of 2018-10-\\d\\d: slot ${slot} does not hold the row`, 'm');
  assert.match(await found(forge), said);
  const later = "update trace_head set sealed_at = sealed_at + interval '1 s'";
  assert.match(await found(later), /^trace head of \S+: it is not what was sealed/m);
});

test('what was looked for goes with time, not before half a year, and the trace still verifies', async () => {
  const searches = async () => Number((await sql(data, 'select count(*) from trace where words is not null'))[0]);
  const forget = () => psql(data, "select forget_searches('2999-01-01')", { role: 'bandian_service' });
  const before = await searches();
  assert.ok(before > 0);
  await sql(data, "insert into trace (at, account, source, what) values ('2018-12-01', 'a', 'b', 'c')");
  assert.equal((await forget()).out.trim(), '0');
  assert.equal(await searches(), before);
  await sql(data, "insert into trace (at, account, source, what) values ('2019-12-01', 'a', 'b', 'c')");
  assert.equal((await forget()).out.trim(), String(before));
  assert.equal(await searches(), 0);
  await isSound();
  assert.match((await bandian('trace', '--account', 'wangfang', '--data', data)).out, /searched cases$/m);
});

test('a record of before is taken in: rows, tokens and notes', async () => {
  const folder = new URL('../../src/store/migrations/', import.meta.url);
  const names = readdirSync(folder)
    .sort()
    .filter((name) => name < '0015');
  const old = { name: 'old' };
  assert.equal((await psql(data, 'create database old')).code, 0);
  await sql(data, 'create table migration (name text primary key, carried_out_at timestamptz default now())', old);
  for (const name of names) {
    const done = `insert into migration (name) values ('${name.replace('.sql', '')}')`;
    const { code, err } = await psql(
      data,
      `begin; ${readFileSync(new URL(name, folder), 'utf8')}; ${done}; commit`,
      old,
    );
    assert.equal(code, 0, `${name}: ${err}`);
  }
  await sql(
    data,
    `
    insert into account (name, display, department, roles) values
      ('chen', 'Chen', 'urban-management', '{permit-officer}'), ('wang', 'Wang', 'power-supply', '{manager}'),
      ('all', 'All', '*', '{integration}');
    insert into session
      select sha256(n::text::bytea), 'all', 'token', now() + n * interval '1 s', now(), now() + interval '3000 days'
      from generate_series(1, 2) n;
    insert into session values (sha256('browser'), 'wang', 'browser', now(), now(), now());
    insert into pack values ('h', 'p', '{}', now());
    insert into case_file (case_no, pack_hash, process, version, state, submitted_at, revision)
      values ('T1', 'h', 'p', 1, 'open', now(), 0);
    insert into note (case_no, at, account, text) select 'T1', now(), name, name from account;
    insert into trace (at, account, source, what, case_no)
      select now(), 'wang', '10.0.0.1', 'viewed', case when n % 2 = 0 then 'T1' end from generate_series(1, 500) n`,
    old,
  );
  const { code, err } = await bandian('migrate', '--database', urlOf(data, 'old'), '--service-role', 'bandian_service');
  assert.equal(code, 0, err);
  assert.deepEqual(await sql(data, 'select count(*), max(place), count(distinct slot) from trace', old), ['500|500|1']);
  const tokens = "select account, name, coalesce(scopes::text, 'all') from session where kind = 'token' order by begun";
  assert.deepEqual(await sql(data, tokens, old), ['all|token-1|all', 'all|token-2|all']);
  const notes = await sql(data, 'select text, department from note order by text', old);
  assert.deepEqual(notes, ['all|', 'chen|urban-management', 'wang|']);
  const flaws = readFileSync(new URL('../../src/store/sql/flaws_of_trace.sql', import.meta.url), 'utf8');
  assert.deepEqual(await sql(data, flaws, old), []);
  await sql(data, "insert into trace (at, account, source, what) values (now(), 'a', 'b', 'c')", old);
  assert.deepEqual(await sql(data, flaws, old), []);
  await sql(data, "set session_replication_role = replica; update trace set what = 'x' where number = 250", old);
  assert.match((await sql(data, flaws, old)).join(), /^trace 250 of /);
});
