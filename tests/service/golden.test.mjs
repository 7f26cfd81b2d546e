// A record that a released version made opens under this one, and says the same of every case (tests/golden/make.mjs).

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { factsOf } from '../golden/facts.mjs';
import { psql, sql, until } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const folder = fileURLToPath(new URL('../golden/', import.meta.url));
const versions = readdirSync(folder)
  .filter((name) => name.endsWith('.dump'))
  .map((name) => name.replace(/\.dump$/, ''));
assert.ok(versions.length > 0);

/// What a record of before holds beside its log is sealed as it was, and the seal by the next head: whatever is changed,
/// cut or added there is found, until it is put back.
async function isSealed(service, data, clock, cases) {
  await service.createCase({
    process: 'low-voltage',
    pack: 'zhoucun-2018',
    applicant: { name: '王五', phone: '13800000002' },
    site: { address: '周村区丝绸路2号' },
    attributes: { capacityKva: 50 },
  });
  await service.setClock(new Date(Date.parse(clock) + 24 * 60 * 60 * 1000).toISOString());
  const told = "select 1 from trace where what like 'sealed entries through %, before that through %'";
  await until('the head that takes the seal', async () => (await sql(data, told)).length > 0, { limit: 60_000 });
  const change = async (text) => {
    const { code, err } = await psql(data, `set session_replication_role = replica; ${text}`);
    assert.equal(code, 0, err);
  };
  const verify = () => {
    const { status, stdout } = spawnSync(process.env.BANDIAN, ['audit', 'verify', '--data', data], {
      encoding: 'utf8',
    });
    return { status, stdout };
  };
  const clean = verify();
  assert.equal(clean.status, 0, clean.stdout);
  assert.match(clean.stdout, /^Packs, applicants, .* of before \S+ are compared with what they were then\.$/m);
  const first = `case_no = '${cases[0]}'`;
  const [row] = await sql(data, `select min(number) from sealed_earlier where ${first}`);
  const edits = [
    [
      'case_file',
      `update case_file set pack_hash = (select max(hash) from pack) where ${first}`,
      `${cases[0]}: it is listed under pack `,
    ],
    [
      'case_file',
      `update case_file set manager = case when manager is null then 'sun' end where ${first}`,
      `${cases[0]}: it is listed as `,
    ],
    [
      'person',
      `update person set applicant = '{"name": "x"}' where ${first}`,
      `${cases[0]}: who applied and where is not`,
    ],
    ['note', "update note set text = 'x' where number = 1", ': the note of '],
    ['note', 'delete from note where number = 1', ': the note of before is missing'],
    ['material', "update material set name = 'x' where number = 1", ': the file identity of '],
    [
      'account',
      "update account set roles = '{supervisor}' where name = 'sun'",
      'account sun: it is of urban-management with supervisor',
    ],
    [
      'sealed_earlier',
      `update sealed_earlier set told = told || '{"pack": "x"}' where ${first}`,
      `what was sealed of before, row ${row}: `,
    ],
    ['sealed_earlier', `delete from sealed_earlier where ${first}`, `${cases[0]}: nothing says which pack`],
    [
      'sealed_earlier',
      'delete from sealed_earlier where number = (select max(number) from sealed_earlier)',
      'what was sealed of before: it does not end as',
    ],
    [
      'sealed_earlier',
      `insert into sealed_earlier (kind, case_no, told, after, hash)
        select kind, case_no, told, after, earlier_hash(hash, e) from sealed_earlier e order by number desc limit 1`,
      'what was sealed of before: it does not end as',
    ],
  ];
  for (const [table, edit, sentence] of edits) {
    const [columns] = await sql(
      data,
      `select string_agg(column_name, ', ') from information_schema.columns where table_name = '${table}' and is_generated = 'NEVER'`,
    );
    await change(`create table kept as select ${columns} from ${table}; ${edit}`);
    const { status, stdout } = verify();
    await change(
      `delete from ${table}; insert into ${table} (${columns}) overriding system value select ${columns} from kept; drop table kept`,
    );
    assert.equal(status, 1, edit);
    assert.ok(stdout.includes(sentence), `${edit}\n${stdout}`);
  }
  const again = verify();
  assert.equal(again.status, 0, again.stdout);
}

for (const version of versions)
  test(`the record of ${version} opens and tells the same`, { timeout: 600_000 }, async (t) => {
    const { clock, cases } = JSON.parse(readFileSync(`${folder}${version}.json`, 'utf8'));
    assert.ok(Object.keys(cases).length > 0);
    const data = await dataFolder();
    t.after(() => removeData(data));
    const bandian = (...args) => {
      const { status, stdout, stderr } = spawnSync(process.env.BANDIAN, args, { encoding: 'utf8' });
      assert.equal(status, 0, `${args[0]}: ${stderr}${stdout}`);
    };
    bandian('restore', `${folder}${version}.dump`, '--data', data);
    const service = await startService(clock, { data });
    try {
      for (const [caseNo, was] of Object.entries(cases)) {
        const { body: one } = await service.ask('GET', `/cases/${caseNo}`);
        const { body: events } = await service.ask('GET', `/cases/${caseNo}/events`);
        assert.deepEqual(factsOf(one, events), was, caseNo);
      }
      bandian('audit', 'verify', '--data', data);
      await isSealed(service, data, clock, Object.keys(cases));
    } finally {
      await service.stop();
    }
  });
