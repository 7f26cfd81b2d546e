// The commands as somebody types them.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const binary = process.env.BANDIAN;
assert.ok(binary, 'Expected BANDIAN to name the bandian binary, but it is not set.');
const root = new URL('../..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'bandian-cli-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const run = (args, { input, env = {} } = {}) => {
  const { status, stdout, stderr } = spawnSync(binary, args, {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
};

test('due gives the day, and marks it while it is provisional', () => {
  assert.deepEqual(run(['due', '2018-09-25', '7']), { status: 0, stdout: '2018-10-09\n', stderr: '' });
  assert.equal(run(['due', '2026-12-20', '20']).stdout, '2027-01-18 provisional\n');
  assert.equal(run(['due', '2020-01-20', '7', '--as-of', '2020-01-26T12:00+08:00']).stdout, '2020-02-04\n');
  assert.equal(run(['count', '2018-09-25', '2018-10-09']).stdout, '7\n');
  assert.equal(run(['count', '2026-12-24', '2027-01-10']).stdout, '10 provisional\n');
  assert.equal(run(['count', '2026-12-17', '2026-12-24']).stdout, '5\n');
});

test('the same days are given in every time zone and locale', () => {
  for (const TZ of ['America/New_York', 'Asia/Shanghai', 'UTC'])
    for (const LC_ALL of ['C', 'C.UTF-8', 'de_DE.UTF-8'])
      assert.equal(
        run(['due', '2020-01-20', '7', '--as-of', '2020-01-27T00:30+08:00'], { env: { TZ, LC_ALL } }).stdout,
        '2020-02-06\n',
      );
});

test('a bare system without a locale is as good as any: names in Chinese, and nothing on stderr', () => {
  const folder = join(scratch, '政策包');
  mkdirSync(folder);
  cpSync(join(root, 'workflows'), folder, { recursive: true });
  for (const LC_ALL of [undefined, 'POSIX', 'de_DE.ISO-8859-1']) {
    const { status, stdout, stderr } = spawnSync(binary, ['check', join(folder, 'beijing-2018')], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...(LC_ALL && { LC_ALL }) },
    });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' }, stdout);
    assert.doesNotMatch(stdout, /\?\?|\ufffd/);
  }
});

test('due --explain shows the strip of days', () => {
  const lines = run(['due', '2018-09-28', '3', '--explain']).stdout.trim().split('\n');
  assert.equal(lines.length, 11);
  assert.match(lines[0], /^2018-09-29 Sat {2}1 {2}make-up for 国庆节 {2}国办发明电〔2017〕12号$/);
  assert.match(lines[2], /^2018-10-01 Mon {2}off {2}国庆节/);
  assert.equal(lines[10], '2018-10-08');
});

test('due refuses what it cannot answer, with the exit code that says why', () => {
  assert.equal(run(['due', '2018-02-30', '7']).status, 2);
  assert.equal(run(['due', '2018-02-03', '-1']).status, 2);
  assert.equal(run(['due', '2018-02-03', '7', '--calendar', 'xx']).status, 2);
  const beyond = run(['due', '2100-12-01', '400']);
  assert.equal(beyond.status, 1);
  assert.match(beyond.stderr, /2100-12-31/);
  assert.equal(run(['due', '2017-12-31', '1']).status, 1);
  assert.equal(run(['dance']).status, 2);
  assert.equal(run(['due', '--help']).status, 0);
});

test('a batch answers each line, and an empty one for a bad one', () => {
  const { status, stdout, stderr } = run(['due', '--batch'], {
    input: '2018-09-25 7\nnonsense\n2018-09-28\t1\r\n\n2018-09-30 1',
  });
  assert.equal(status, 2);
  assert.equal(stdout, '2018-10-09\n\n2018-09-29\n\n2018-10-08\n');
  assert.match(stderr, /^line 2: Expected .*\nline 4: Expected /);
  const counted = run(['count', '--batch'], { input: '2018-09-25 2018-10-09\n2026-12-24 2027-01-10\n' });
  assert.equal(counted.stdout, '7\n10 provisional\n');
  assert.equal(run(['due', '--batch'], { input: '2026-12-20 20\n' }).stdout, '2027-01-18 provisional\n');
});

test('calendar answers what is asked of a day', () => {
  assert.equal(run(['calendar', 'next', '2018-09-30']).stdout, '2018-10-08\n');
  assert.equal(run(['calendar', 'previous', '2018-10-08']).stdout, '2018-09-30\n');
  assert.deepEqual(run(['calendar', 'is-working', '2018-09-30']), { status: 0, stdout: 'yes\n', stderr: '' });
  assert.deepEqual(run(['calendar', 'is-working', '2018-10-01']), { status: 1, stdout: 'no\n', stderr: '' });
  assert.equal(run(['calendar', 'add-months', '2018-08-01', '2']).stdout, '2018-10-08\n');
  assert.equal(run(['calendar', 'add-days', '2018-09-21', '1']).stdout, '2018-09-25\n');
  assert.equal(run(['calendar', 'is-working', '2025-03-31', '--calendar', 'cn-45']).stdout, 'no\n');
  assert.match(
    run(['calendar', 'editions']).stdout,
    /cn-2020-spring-festival .*not settled.*\n[^]*covers 2018-01-01 to 2100-12-31, provisional from 2026-12-25\n$/,
  );
  const provisional = {
    'next 2026-12-24': '2026-12-25',
    'previous 2026-12-28': '2026-12-25',
    'is-working 2026-12-25': 'yes',
    'add-days 2026-12-20 30': '2027-01-19',
    'add-months 2026-12-20 2': '2027-02-22',
  };
  for (const [words, told] of Object.entries(provisional))
    assert.equal(run(['calendar', ...words.split(' ')]).stdout, `${told} provisional\n`, words);
  assert.equal(run(['calendar', 'previous', '2026-12-25']).stdout, '2026-12-24\n');
  assert.match(run(['calendar', 'ics']).stdout, /^BEGIN:VCALENDAR/);
  assert.equal(run(['calendar', 'next', '2018-09-31']).status, 2);
  assert.equal(run(['calendar', 'dance']).status, 2);
});

test('calendar import previews and commits on a database of its own', () => {
  const file = join(scratch, '2027.yaml'),
    data = mkdtempSync(join(tmpdir(), 'bandian-cli-data-'));
  chmodSync(data, 0o755);
  const leftOut = ['农历除夕', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节']
    .map((one) => `${one}: 虚构`)
    .join(', ');
  writeFileSync(
    file,
    'edition: cn-2027\nkind: notice\nyear: 2027\ntitle: t\nnumber: n\npublished: 2018-11-20\n' +
      `without: { ${leftOut} }\noff:\n  - { name: 元旦, days: [2027-01-01] }\n`,
  );
  try {
    const preview = run(['calendar', 'import', file, '--dry-run', '--data', data]);
    assert.match(preview.stdout, /^cn-2027 changes days from 2026-12-25 to 2027-12-24; 0 cases/, preview.stderr);
    assert.match(preview.stdout, /\n2027 would have 260 working days; days set off: 1; make-up days: 0\.\n/);
    assert.match(preview.stdout, /\n {2}off {5}2027-01-01 Fri {2}元旦\n/);
    assert.match(preview.stdout, /\n\d+ days are other than was provisional: 2027-02-05, .*2027-10-05\n/);
    assert.match(
      run(['calendar', 'import', file, '--data', data]).stdout,
      /^cn-2027 is in force as revision \d+; 0 open cases/,
    );
    assert.equal(run(['calendar', 'import', file, '--data', data]).status, 1);
    const withdraw = (...words) => run(['calendar', 'withdraw', ...words, '--data', data]);
    const seen = withdraw('cn-2027', '--dry-run').stdout;
    assert.match(seen, /^cn-2027, taken back, changes days from 2026-12-25 to 2027-12-24; 0 cases/);
    assert.match(seen, /\n\d+ days are other than before: 2027-02-05/);
    assert.match(withdraw('cn-2027').stdout, /^cn-2027 has been taken back, which makes revision \d+; 0 cases/);
    assert.match(withdraw('cn-2027').stderr, /there is no "cn-2027"/);
    assert.match(withdraw('cn-2026').stderr, /cn-2026 comes with the program/);
    assert.equal(withdraw().status, 2);
    assert.match(run(['calendar', 'import', file, '--data', data]).stdout, /^cn-2027 is in force/);
    const gb18030 = Buffer.from([0xb9, 0xfa, 0xce, 0xf1, 0xd4, 0xba]); // 国务院
    writeFileSync(file, Buffer.concat([Buffer.from('edition: cn-2028\nkind: notice\nyear: 2028\ntitle: '), gb18030]));
    for (const words of [['--dry-run'], []]) {
      const refused = run(['calendar', 'import', file, ...words, '--data', data]);
      assert.equal(refused.status, 1);
      assert.match(refused.stderr, /2027\.yaml:4:8: error: Expected .* UTF-8, but byte 49 of the file, 0xB9, .*GBK/);
    }
    writeFileSync(file, 'edition: x\noff: 3\n');
    const bad = run(['calendar', 'import', file, '--dry-run', '--data', data]);
    assert.equal(bad.status, 1);
    assert.match(bad.stderr, /2027\.yaml:\d+:\d+: error: Expected/);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

test('check passes the pack with its four warnings', () => {
  const { status, stdout } = run(['check', join(root, 'workflows/zhoucun-2018')]);
  assert.equal(status, 0);
  assert.equal(stdout.split('\n').filter((line) => / warning: /.test(line)).length, 4);
  for (const sum of ['5 > 3', '12 > 10', '13 > 11', '20 > 18']) assert.ok(stdout.includes(sum), sum);
});

test('check refuses a broken pack at its line', () => {
  const workflows = join(scratch, 'broken');
  cpSync(join(root, 'workflows'), workflows, { recursive: true });
  const file = join(workflows, 'zhoucun-2018/relocation.bpmn');
  writeFileSync(file, readFileSync(file, 'utf8').replace('bd:limit="7"', 'bd:limit="if"'));
  const { status, stdout } = run(['check', join(workflows, 'zhoucun-2018')]);
  assert.equal(status, 1);
  assert.match(stdout, /relocation\.bpmn:\d+:\d+: error: /);
  writeFileSync(file, readFileSync(file, 'utf8').replace('bd:limit="if"', 'bd:limit="99999999999"'));
  assert.match(
    run(['check', join(workflows, 'zhoucun-2018')]).stdout,
    /error: Expected the limit of relocation.relocate to be a whole number/,
  );
  writeFileSync(file, readFileSync(file, 'utf8').replace('bd:limit="99999999999"', 'bd:limt="7"'));
  assert.match(
    run(['check', join(workflows, 'zhoucun-2018')]).stdout,
    /error: Expected one of bd:limit, .* but got bd:limt\. Did you mean limit\?/,
  );
});

test('replay prints the case, or the step that was refused', () => {
  const scenario = JSON.parse(
    readFileSync(join(root, 'tests/scenarios/dual-supply-three-permits.json'), 'utf8'),
  ).scenario;
  const file = join(scratch, 's.json');
  writeFileSync(file, JSON.stringify(scenario));
  const good = run(['replay', join(root, 'workflows/zhoucun-2018'), file]);
  assert.equal(good.status, 0, good.stderr);
  const told = JSON.parse(good.stdout);
  assert.equal(told.state, 'energized');
  assert.equal(told.expected, null);
  assert.deepEqual(
    told.responsibility.map((row) => row.party),
    ['utility', 'government', 'applicant', 'works'],
  );
  const sum = (rows) => rows.reduce((days, row) => days + row.days, 0);
  assert.equal(sum(told.responsibility), sum(told.path));
  assert.equal(told.path.at(-1).task, 'meter-energize');
  for (const task of told.tasks)
    for (const member of ['clock', 'due', 'light', 'left', 'lateBy'])
      assert.ok(member in task, `${task.task} ${member}`);
  const open = run(['replay', join(root, 'workflows/zhoucun-2018'), file, '--as-of', scenario.steps[1].at]);
  assert.equal(open.status, 0, open.stderr);
  assert.deepEqual(Object.keys(JSON.parse(open.stdout).expected).slice(0, 5), [
    'day',
    'earliest',
    'workingDays',
    'provisional',
    'waitsFor',
  ]);
  scenario.steps[1].task = 'acept';
  writeFileSync(file, JSON.stringify(scenario));
  const bad = run(['replay', join(root, 'workflows/zhoucun-2018'), file]);
  assert.equal(bad.status, 1);
  assert.equal(bad.stdout, '');
  const problem = JSON.parse(bad.stderr);
  assert.equal(problem.step, 2);
  assert.equal(problem.field, 'task');
  writeFileSync(file, '{');
  assert.equal(run(['replay', join(root, 'workflows/zhoucun-2018'), file]).status, 2);
});

test('a demonstration and real cases do not share a database', async () => {
  const { dataFolder, removeData, startService } = await import('../service/service.mjs');
  const data = await dataFolder();
  const service = await startService('2018-10-08T09:00:00+08:00', { data });
  await service.createCase({
    process: 'low-voltage',
    applicant: { name: 'x' },
    site: { address: 'y' },
    attributes: {},
  });
  await service.stop();
  const demo = run(['serve', '--demo', '--data', data, '--listen', '127.0.0.1:0']);
  assert.equal(demo.status, 3);
  assert.match(demo.stderr, /real ones/);
  await removeData(data);
});

test('an occupied port is told before anything is changed', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const child = spawn(binary, [
    'serve',
    '--data',
    join(scratch, 'port'),
    '--listen',
    `127.0.0.1:${taken.address().port}`,
  ]);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const status = await new Promise((resolve) => child.once('exit', resolve));
  taken.close();
  assert.equal(status, 3);
  assert.match(stderr, /taken/);
});

test('a data directory of another PostgreSQL says what to install', () => {
  const data = join(scratch, 'old');
  mkdirSync(join(data, 'postgres'), { recursive: true });
  writeFileSync(join(data, 'postgres/PG_VERSION'), '9\n');
  const { status, stderr } = run(['serve', '--data', data, '--listen', '127.0.0.1:0']);
  assert.equal(status, 3);
  assert.match(stderr, /PostgreSQL 9.*postgresql-9/);
});

test('wrong options are told', () => {
  assert.equal(run(['serve', '--listen', 'nowhere']).status, 2);
  assert.equal(run(['serve', '--dance']).status, 2);
  assert.equal(run(['migrate']).status, 2);
});
