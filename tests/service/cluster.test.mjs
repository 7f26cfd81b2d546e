// The private PostgreSQL: one service on it, a full disk, a kill, a restart, and a role that cannot touch the log.

import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { bandian, pause, postgresOf, psql, run, sql, until } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const now = '2018-10-08T09:00:00+08:00';
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '王十四' },
  site: { address: '周村区丝绸路14号' },
  attributes: { capacityKva: 630 },
};
const retryPatience = 30_000;

const data = await dataFolder();
let service;
before(async () => {
  service = await startService(now, { data });
});
after(async () => {
  await service.stop();
  await removeData(data);
});

/// Opens a case under a key. Gives the status, 0 when the connection went.
async function open(key, on = service) {
  try {
    const response = await on.send('POST', '/cases', { body: application, headers: { 'Idempotency-Key': key } });
    return { status: response.status, retryAfter: response.headers.get('Retry-After'), ...(await response.json()) };
  } catch (fault) {
    return { status: 0, detail: fault.message };
  }
}
/// Clerks who insist: each command is sent under its key until it is acknowledged.
function atWork(on = service, count = 4) {
  const acknowledged = new Map(),
    troubles = [];
  let over = false,
    keys = 0;
  const clerks = Array.from({ length: count }, async () => {
    while (!over) {
      const key = `at-work-${++keys}-${performance.now()}`;
      for (const late = Date.now() + retryPatience; !acknowledged.has(key);) {
        const answer = await open(key, on);
        if (answer.status === 201) {
          acknowledged.set(key, answer.caseNo);
          break;
        }
        troubles.push(answer);
        if (Date.now() > late) throw new Error(`${key} was not carried out: ${JSON.stringify(answer)}`);
        await pause(20);
      }
    }
  });
  return {
    acknowledged,
    troubles,
    end: () => {
      over = true;
      return Promise.all(clerks);
    },
  };
}
async function allThere(acknowledged, on, where) {
  assert.equal(new Set(acknowledged.values()).size, acknowledged.size, 'a case each');
  const there = new Set(await sql(where, 'select case_no from case_file'));
  assert.deepEqual(
    [...acknowledged.values()].filter((caseNo) => !there.has(caseNo)),
    [],
  );
  for (const [key, caseNo] of [...acknowledged].slice(-20)) assert.equal((await open(key, on)).caseNo, caseNo);
  const verified = await bandian('audit', 'verify', '--data', where);
  assert.equal(verified.code, 0, verified.out);
}

test('a folder that another version of PostgreSQL made is told as that, and left alone', async () => {
  const old = await dataFolder();
  mkdirSync(join(old, 'postgres'), { recursive: true });
  writeFileSync(join(old, 'postgres', 'PG_VERSION'), '9.6\n');
  await assert.rejects(startService(now, { data: old }), ({ message }) => {
    assert.match(message, /ended with 3 /);
    assert.match(
      message,
      /Expected PostgreSQL 9\.6, which made .*, but it is not installed: install postgresql-9\.6, or choose another --data\./,
    );
    return true;
  });
  assert.deepEqual(readdirSync(join(old, 'postgres')), ['PG_VERSION']);
  await removeData(old);
});

test('a folder that is something else is told as that, and left alone', async () => {
  const other = await dataFolder();
  mkdirSync(join(other, 'postgres'), { recursive: true });
  writeFileSync(join(other, 'postgres', 'thesis.txt'), 'years of work');
  await assert.rejects(
    startService(now, { data: other }),
    /ended with 3 [^]*to be empty or a PostgreSQL data directory, but it is neither/,
  );
  assert.equal(readFileSync(join(other, 'postgres', 'thesis.txt'), 'utf8'), 'years of work');
  await removeData(other);
});

test('a second service on the same --data is told who is there, and does the first no harm', async () => {
  const work = atWork(service, 2);
  const postgres = postgresOf(data);
  await assert.rejects(startService(now, { data }), ({ message }) => {
    assert.match(message, /ended with 3 /);
    assert.match(
      message,
      new RegExp(
        `for this service alone, but process ${service.pid} uses it: stop that one, or choose another folder\\.`,
      ),
    );
    return true;
  });
  const count = work.acknowledged.size;
  await until('work to go on', () => work.acknowledged.size > count);
  await work.end();
  assert.deepEqual(work.troubles, []);
  assert.equal(postgresOf(data), postgres);
  await allThere(work.acknowledged, service, data);
});

test('the role of the service can neither change nor take out what the log holds, nor give itself the right to', async () => {
  assert.equal((await open('for the log')).status, 201);
  await service.setClock('2018-10-09T09:00:00+08:00');
  await until(
    'the head of that day',
    async () => (await sql(data, "select 1 from head where day = '2018-10-09'")).length === 1,
  );
  const asService = (text) => psql(data, text, { role: 'bandian_service' });
  const users = await sql(
    data,
    "select distinct usename from pg_stat_activity where datname = 'bandian' and application_name <> 'psql'",
  );
  assert.deepEqual(users, ['bandian_service'], 'it works as that role and no other');
  const [count] = await sql(data, 'select count(*) from event'),
    [heads] = await sql(data, 'select count(*) from head');
  for (const attempt of [
    'update event set day = day + 1',
    'delete from event',
    'truncate event cascade',
    "update event set entry = '{}' where number = 1",
    'update head set events = 0',
    'delete from head',
    'truncate head',
    "update erasure set reason = ''",
    "update trace set what = ''",
    'delete from trace',
    'delete from migration',
  ]) {
    const { code, err } = await asService(attempt);
    assert.equal(code, 1, attempt);
    assert.match(err, /permission denied for table (event|head|erasure|trace|migration)/, attempt);
  }
  for (const attempt of [
    'set session_replication_role = replica',
    'alter table event disable trigger all',
    'drop trigger events_stay on event',
    'drop table head',
    'set role bandian',
    'grant update on event to bandian_service',
    'create role other superuser login',
    'alter role bandian_service superuser',
    "copy (select 1) to program 'true'",
    "create or replace function keep_events() returns trigger language plpgsql as 'begin return null; end'",
    'create table more (n int)',
  ]) {
    const { code, err } = await asService(
      `${attempt}; ${attempt.startsWith('grant') ? 'update event set day = day + 1' : 'select 1'}`,
    );
    assert.equal(code, 1, attempt);
    assert.match(err, /permission denied|must be (owner|superuser)|denied to/, attempt);
  }
  assert.deepEqual(
    [await sql(data, 'select count(*) from event'), await sql(data, 'select count(*) from head')],
    [[count], [heads]],
  );
  assert.equal((await asService('select count(*) from event')).code, 0);
});

test('a PostgreSQL that is killed under the service comes back by itself within seconds, with all that was acknowledged', async (t) => {
  const work = atWork();
  await until('work', () => work.acknowledged.size >= 20);
  const killed = postgresOf(data);
  process.kill(-killed, 'SIGKILL');
  const began = performance.now(),
    before = new Map(work.acknowledged);
  await until('work to go on', () => work.acknowledged.size >= before.size + 20, { limit: retryPatience });
  const outage = performance.now() - began;
  await work.end();
  t.diagnostic(
    `twenty commands more ${Math.round(outage)} ms after the kill; ${work.troubles.length} answers meanwhile: ${[...new Set(work.troubles.map(({ status, code }) => `${status} ${code}`))]}`,
  );
  for (const { status, retryAfter } of work.troubles) assert.deepEqual([status, Number(retryAfter) > 0], [503, true]);
  const fresh = postgresOf(data);
  assert.ok(fresh > 0 && fresh !== killed);
  await allThere(work.acknowledged, service, data);
});

test('a PostgreSQL that dies a second and a third time comes back each time', async () => {
  for (let round = 0; round < 2; ++round) {
    process.kill(-(await until('a PostgreSQL', () => postgresOf(data), { limit: retryPatience })), 'SIGKILL');
    await until('the service to work', async () => (await open(`again-${round}`)).status === 201, {
      limit: retryPatience,
    });
  }
});

/// As an administrator would, who does not know whose it is. The service may be quicker and start it first; then pg_ctl waits in vain.
const restartPostgres = () => {
  const program = join(dirname(realpathSync(`/proc/${postgresOf(data)}/exe`)), 'pg_ctl'),
    folder = realpathSync(`${data}/postgres`),
    { uid, gid } = statSync(folder);
  return run(
    program,
    ['restart', '-D', folder, '-m', 'fast', '-w', '-t', '5', '-l', '/dev/null'],
    process.getuid() === 0 ? { uid, gid, cwd: '/' } : {},
  );
};

test('a PostgreSQL that somebody restarts is a pause and not a fault', async (t) => {
  const work = atWork();
  await until('work', () => work.acknowledged.size >= 20);
  const old = postgresOf(data);
  const restarted = restartPostgres();
  await until('another PostgreSQL', () => ![0, old].includes(postgresOf(data)), { limit: retryPatience });
  const count = work.acknowledged.size;
  await until('work to go on', () => work.acknowledged.size >= count + 20, { limit: retryPatience });
  await work.end();
  await restarted;
  t.diagnostic(
    `${work.troubles.length} answers meanwhile: ${[...new Set(work.troubles.map(({ status, code }) => `${status} ${code}`))]}`,
  );
  for (const { status, retryAfter } of work.troubles) assert.deepEqual([status, Number(retryAfter) > 0], [503, true]);
  await allThere(work.acknowledged, service, data);
});

test('after such a restart it does not try to start a second one for ever, and takes the PostgreSQL with it when it stops', async (t) => {
  const starts = () => service.said().split('PostgreSQL has ended').length;
  process.kill(service.pid, 'SIGSTOP'); // so that pg_ctl is the quicker one
  const { code, out, err } = await restartPostgres();
  process.kill(service.pid, 'SIGCONT');
  assert.equal(code, 0, out + err);
  await until('the service to work', async () => (await open(`restarted-${performance.now()}`)).status === 201, {
    limit: retryPatience,
  });
  const from = starts();
  const forEver = await until('a third start', () => starts() - from > 2, { limit: 2_500 }).catch(() => false);
  await service.stop();
  const left = postgresOf(data);
  if (left) process.kill(left, 'SIGINT');
  await until('PostgreSQL to end', () => !postgresOf(data));
  service = await startService(now, { data });
  t.diagnostic(
    `${forEver ? 'it starts another again and again' : 'it starts no other'}; PostgreSQL ${left ? `${left} was left` : 'ended with the service'}`,
  );
  assert.ok(!forEver);
  assert.equal(left, 0, 'it was left running');
});

test('on a full disk commands are refused and not lost, and it goes on once there is room', async (t) => {
  if (process.getuid() !== 0) return t.skip('a small disk can be mounted as root only');
  const disk = mkdtempSync(join(tmpdir(), 'bandian-disk-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=128m,mode=755', 'none', disk]);
  if (mounted.code !== 0) {
    rmdirSync(disk);
    return t.skip(`a small disk cannot be mounted here: ${mounted.err}`);
  }
  chmodSync(disk, 0o755);
  const folder = join(disk, 'data'),
    filler = join(disk, 'filler');
  const fill = () => {
    writeFileSync(filler, '');
    try {
      for (const block = Buffer.alloc(1 << 16); ;) appendFileSync(filler, block);
    } catch (fault) {
      assert.equal(fault.code, 'ENOSPC');
    }
  };
  let small;
  try {
    small = await startService(now, { data: folder });
    const done = new Map(),
      refused = [];
    const send = async (key) => {
      const answer = await open(key, small);
      if (answer.status === 201) done.set(key, answer.caseNo);
      else refused.push({ key, ...answer });
      return answer;
    };
    const first = await send('before');

    // No room for another page.
    fill();
    for (let i = 0; refused.length < 5; ++i) {
      assert.ok(i < 2_000, 'nothing was refused');
      await send(`full-${i}`);
    }
    const shown = await small.send('GET', `/status/${first.caseNo}`, {
      headers: { 'X-Receipt-Code': first.receiptCode },
    });
    assert.equal(shown.status, 200, 'an applicant can look');
    // Nobody of the staff looks without a trace of it, the second time neither.
    for (let i = 0; i < 3; ++i) {
      const look = await small.send('GET', `/cases/${first.caseNo}`);
      assert.deepEqual(
        [look.status, Number(look.headers.get('Retry-After')) > 0, (await look.json()).code],
        [503, true, 'record-unreachable'],
      );
    }
    rmSync(filler);
    const began = performance.now();
    await until('it to go on', async () => (await open('room', small)).status === 201);
    assert.equal((await small.send('GET', `/cases/${first.caseNo}`)).status, 200);
    assert.equal((await sql(folder, `select 1 from trace where case_no = '${first.caseNo}'`)).length, 1);
    t.diagnostic(
      `no room for a page: ${done.size} done, ${refused.length} refused, on again ${Math.round(performance.now() - began)} ms after there was room`,
    );

    // No room for its log: then PostgreSQL ends, and cannot start.
    fill();
    await psql(folder, 'select pg_switch_wal()');
    await send('no-log');
    assert.equal(refused.at(-1).key, 'no-log');
    assert.equal((await fetch(`${small.origin}/healthz`)).status, 200);
    rmSync(filler);
    const again = performance.now();
    await until('it to go on', async () => (await open('room for the log', small)).status === 201, {
      limit: retryPatience,
    });
    t.diagnostic(`no room for the log: on again ${Math.round(performance.now() - again)} ms after there was room`);

    for (const { key, status, retryAfter, code } of refused)
      assert.deepEqual(
        [status, Number(retryAfter) > 0, ['record-unreachable', 'in-doubt'].includes(code)],
        [503, true, true],
        key,
      );
    for (const { key, code } of refused)
      if (code === 'record-unreachable')
        assert.deepEqual(
          await sql(folder, `select key from idempotency where key = '${key}'`),
          [],
          'it said that nothing was changed',
        );
    for (const { key } of refused) await send(key);
    await allThere(done, small, folder);
    assert.equal((await sql(folder, 'select count(*) from event'))[0], String(done.size + 2), 'each once');
  } finally {
    await small?.stop();
    await run('umount', [disk]);
    rmdirSync(disk);
  }
});

test('commands find the service by --data however long its path is', async () => {
  const folder = await dataFolder();
  const long = join(dirname(folder), 'a-folder-with-a-long-name'.repeat(4), 'data');
  mkdirSync(dirname(long));
  const far = await startService(now, { data: long });
  try {
    const { code, err } = await bandian('audit', 'verify', '--data', long);
    assert.equal(code, 0, err);
  } finally {
    await far.stop();
    await removeData(folder);
  }
});

test('commands work on a folder whose PostgreSQL was killed, as after a power cut', async () => {
  process.kill(service.pid, 'SIGSTOP'); // so that it does not start another
  process.kill(-postgresOf(data), 'SIGKILL');
  await service.kill();
  await until('PostgreSQL to be gone', () => !postgresOf(data));
  const { code, err } = await bandian('audit', 'verify', '--data', data);
  service = await startService(now, { data });
  assert.equal(code, 0, err);
});
