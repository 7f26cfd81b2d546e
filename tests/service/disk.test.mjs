// What lies on the disk: whose it is, who can read it, what the log tells, and what does not stop a start.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { bandian, postgresOf, psql, run, sql, until, urlOf } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const now = '2018-10-08T09:00:00+08:00';
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '褚十六' },
  site: { address: '周村区丝绸路16号' },
  attributes: { capacityKva: 630 },
};
const isRoot = process.getuid() === 0;
const asRoot = { skip: !isRoot && 'of a service that root starts' };
const root = new URL('../../', import.meta.url).pathname;

process.umask(0); // of whoever starts it careless
const data = await dataFolder();
let service;
before(async () => {
  service = await startService(now, { data });
});
after(async () => {
  await service.stop();
  await removeData(data);
});
const again = async (options = {}) => {
  service = await startService(now, { data, ...options });
};
const log = () => readFileSync(join(data, 'postgres.log'), 'utf8');
const mode = (path) => (lstatSync(path).mode & 0o7777).toString(8);
const works = async () => (await service.send('GET', '/cases')).status === 200;
const folder = () => realpathSync(join(data, 'postgres'));
const owner = () => {
  const { uid, gid } = statSync(folder());
  return { uid, gid };
};

test('nobody but its owner reads what it writes, whatever the umask', async () => {
  const dump = join(dirname(data), 'record.dump');
  const { code, err } = await bandian('backup', dump, '--data', data);
  assert.equal(code, 0, err);
  assert.equal(mode(dump), '600');
  assert.equal(mode(data), '700');
  // PostgreSQL goes on working meanwhile. (Node.js 18 reads no folder with a socket in it.)
  const found = await run('find', [data, '-ignore_readdir_race', '!', '-type', 'l', '-perm', '/077']);
  assert.equal(found.code, 0, found.err);
  assert.deepEqual(
    found.out.split('\n').filter((name) => name && !name.includes('.s.PGSQL.5432')),
    [],
  );
});

test('a backup that others can read is told, and what is no backup makes no database', async () => {
  const dump = join(dirname(data), 'open.dump'),
    made = join(dirname(data), 'restored');
  await bandian('backup', dump, '--data', data);
  chmodSync(dump, 0o644);
  const restored = await bandian('restore', dump, '--data', made);
  assert.equal(restored.code, 0, restored.err);
  assert.match(restored.err, /can be read by others than its owner/);
  writeFileSync(join(dirname(data), 'no.dump'), 'PGDMP and then nothing');
  const refused = await bandian('restore', join(dirname(data), 'no.dump'), '--data', join(dirname(data), 'never'));
  assert.equal(refused.code, 3, refused.err);
  assert.ok(!existsSync(join(dirname(data), 'never')));
});

test('the log tells of what happened to PostgreSQL, and never what was in a row or a statement', async () => {
  const { caseNo } = await service.createCase(application);
  for (const attempt of [
    `insert into case_file (case_no, opened_at) values ('${caseNo} 褚十六', null)`,
    `select '褚十六'::date`,
    'insert into person select * from person',
    'select "褚十六" from person',
    `do $$ begin raise exception '褚十六'; end $$`,
    `do $$ begin raise warning '褚十六'; end $$`,
  ]) {
    const { code, err } = await psql(data, attempt);
    assert.ok(code !== 0 || /warning/i.test(err), `${attempt} was not refused`);
  }
  const slow = psql(data, `select pg_sleep(60), '褚十六'`);
  const asleep = "select pid from pg_stat_activity where query like 'select pg_sleep(60)%'";
  const backend = await until('the statement', async () => (await sql(data, asleep))[0]);
  process.kill(Number(backend), 'SIGKILL');
  await slow;
  await until('the log to tell of it', () => log().includes('was terminated by signal 9'));
  assert.deepEqual(
    log()
      .split('\n')
      .filter((line) => /褚十六|丝绸路16号/.test(line)),
    [],
  );
  await until('the service to work', works, { limit: 30_000 });
});

test('the log is bounded, and PostgreSQL goes on writing to it', async () => {
  const line = `${'x'.repeat(1023)}\n`;
  for (let i = 0; i < 20; ++i) appendFileSync(join(data, 'postgres.log'), line.repeat(1024));
  await until('the log to shrink', () => statSync(join(data, 'postgres.log')).size < 1 << 20);
  assert.ok(statSync(join(data, 'postgres.log.1')).size <= (8 << 20) + (1 << 20));
  assert.equal(mode(join(data, 'postgres.log.1')), '600');
  await sql(data, 'select pg_reload_conf()');
  await until('another line', () => log().includes('SIGHUP'));
});

test('started as root it goes on as the owner of its database, in every thread and for good', asRoot, async () => {
  const { uid } = owner();
  assert.notEqual(uid, 0);
  for (const thread of readdirSync(`/proc/${service.pid}/task`)) {
    const status = readFileSync(`/proc/${service.pid}/task/${thread}/status`, 'utf8');
    assert.deepEqual(
      status
        .match(/^Uid:\t(.*)$/m)[1]
        .split('\t')
        .map(Number),
      [uid, uid, uid, uid],
    );
    assert.deepEqual(
      status
        .match(/^Gid:\t(.*)$/m)[1]
        .split('\t')
        .map(Number),
      Array(4).fill(owner().gid),
    );
    for (const set of ['CapPrm', 'CapEff', 'CapAmb']) assert.match(status, new RegExp(`^${set}:\t0+$`, 'm'));
    assert.match(status, /^NoNewPrivs:\t1$/m);
  }
  assert.equal(statSync(data).uid, uid);
  assert.equal(statSync(join(data, 'postgres.log')).uid, uid);
  // It still looks after its PostgreSQL.
  const killed = postgresOf(data);
  process.kill(-killed, 'SIGKILL');
  await until('another PostgreSQL', () => ![0, killed].includes(postgresOf(data)), { limit: 30_000 });
  await until('the service to work', works, { limit: 30_000 });
});

test('what an earlier version left as root is taken over with all that is in it', asRoot, async () => {
  const { caseNo } = await service.createCase(application);
  await service.stop();
  chownSync(data, 0, 0);
  chmodSync(data, 0o711);
  writeFileSync(join(data, 'bandian.lock'), '1\nbandian\nanother-host\n\nanother-boot\n', { mode: 0o644 });
  chownSync(join(data, 'postgres.log'), 0, 0);
  chmodSync(join(data, 'postgres.log'), 0o644);
  await again();
  assert.equal((await service.send('GET', `/cases/${caseNo}`)).status, 200);
  for (const [path, wanted] of [
    [data, '700'],
    [join(data, 'postgres.log'), '600'],
  ])
    assert.deepEqual([mode(path), statSync(path).uid], [wanted, owner().uid]);
});

test('a folder with other things in it stays whose it is', asRoot, async () => {
  const shared = await dataFolder();
  mkdirSync(shared, { mode: 0o755 });
  writeFileSync(join(shared, 'thesis.txt'), 'years of work');
  const other = await startService(now, { data: shared });
  assert.deepEqual([statSync(shared).uid, mode(shared), mode(join(shared, 'thesis.txt'))], [0, '755', '666']);
  assert.deepEqual([mode(realpathSync(join(shared, 'postgres'))), mode(join(shared, 'postgres.log'))], ['700', '600']);
  await other.stop();
  await removeData(shared);
});

test('it listens below 1024, with packs and data where its user cannot go', asRoot, async () => {
  const home = mkdtempSync(join(tmpdir(), 'bandian-home-')); // 0700, as root's
  chmodSync(home, 0o700);
  for (const name of ['workflows', 'web', 'docs']) cpSync(join(root, name), join(home, name), { recursive: true });
  const kept = join(home, 'data');
  let place, far;
  try {
    const args = ['--workflows', join(home, 'workflows'), '--listen', '127.0.0.1:981'];
    far = await startService(now, { data: kept, args });
    place = realpathSync(join(kept, 'postgres'));
    assert.equal(far.origin, 'http://127.0.0.1:981');
    assert.equal((await fetch(`${far.origin}/api/v1/guide`)).status, 200);
    assert.equal((await fetch(`${far.origin}/desk/`)).status, 200);
    assert.ok((await far.createCase(application)).caseNo);
    const killed = postgresOf(kept);
    process.kill(-killed, 'SIGKILL');
    await until('another PostgreSQL', () => ![0, killed].includes(postgresOf(kept)), { limit: 30_000 });
    await until('the service to work', async () => (await far.send('GET', '/cases')).status === 200, { limit: 30_000 });
    const { code, err } = await bandian('backup', join(home, 'a.dump'), '--data', kept);
    assert.equal(code, 0, err);
  } finally {
    await far?.stop();
    if (place?.startsWith('/var/lib/bandian-cluster-')) rmSync(place, { recursive: true });
    rmSync(home, { recursive: true });
  }
});

test('with a database of somebody else it gives root up when it is told as whom', asRoot, async () => {
  const uidOf = ({ pid }) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^Uid:\t(\d+)/m)[1]);
  const name = (await run('id', ['-un', String(owner().uid)])).out.trim();
  for (const [args, uid, told] of [
    [['--user', name], owner().uid, /Going on as the OS user/],
    [[], 0, /It runs as root/],
  ]) {
    const other = await startService(now, { args: ['--database', urlOf(data), ...args] });
    assert.deepEqual([uidOf(other), (await other.send('GET', '/cases')).status], [uid, 200]);
    assert.match(other.said(), told);
    await other.stop();
  }
  for (const [args, told] of [
    [['--user', name], /Expected --user beside --database only/],
    [['--database', urlOf(data), '--user', 'root'], /Expected --user to name an OS user other than root/],
  ]) {
    const { code, err } = await bandian('serve', '--listen', '127.0.0.1:0', ...args);
    assert.equal(code, 2);
    assert.match(err, told);
  }
});

test('lock files that name another process stop no start, and do that process no harm', async () => {
  await service.kill();
  await until('PostgreSQL to be gone', () => !postgresOf(data));
  // A process of the same user, as a container that begins anew has them under the same numbers.
  const stranger = spawn('sleep', ['1000'], isRoot ? { ...owner(), cwd: '/' } : {});
  try {
    await new Promise((resolve) => stranger.once('spawn', resolve));
    for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
      const file = join(folder(), name);
      const left = existsSync(file) ? readFileSync(file, 'utf8') : `0\n${folder()}\n1538960400\n5432\n${folder()}\n\n`;
      writeFileSync(file, left.replace(/^.*/, stranger.pid), { mode: 0o600 });
      if (isRoot) chownSync(file, owner().uid, owner().gid);
    }
    writeFileSync(join(data, 'bandian.lock'), `${stranger.pid}\nbandian\nanother-host\n`);
    await again();
    assert.equal((await service.send('GET', '/cases')).status, 200);
    assert.equal(stranger.exitCode, null);
  } finally {
    stranger.kill();
  }
});

test('a PostgreSQL that answers on the folder without being seen, as in another container, is left alone', async () => {
  await service.stop();
  const unseen = createServer((one) => one.end());
  await new Promise((resolve) => unseen.listen(join(folder(), '.s.PGSQL.5432'), resolve));
  try {
    await assert.rejects(again(), /ended with 3 [^]*Expected nobody on .*, but a PostgreSQL answers there/);
  } finally {
    await new Promise((resolve) => unseen.close(resolve));
  }
  await again();
});
