// Two PostgreSQL nodes under Patroni with synchronous replication, and an etcd, from the distribution, on loopback ports of
// their own: what stands behind the service where one machine may fail.

import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './patience.mjs';

const run = promisify(execFile);
const startMs = 120_000;

// The shortest that Patroni takes for ttl; a primary that has gone is missed for so long at most, and a little more.
export const timing = { ttl: 20, loop_wait: 2, retry_timeout: 3 };

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/// PostgreSQL does not run as root: then as the distribution's user.
async function unprivileged() {
  if (process.getuid() !== 0) return {};
  const { stdout } = await run('getent', ['passwd', 'postgres']);
  const [, , uid, gid] = stdout.split(':').map(Number);
  return { uid, gid };
}

async function postgresBinaries() {
  const { stdout } = await run('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1']);
  return stdout.trim();
}

const parents = () => {
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      all.set(
        Number(name),
        Number(
          readFileSync(`/proc/${name}/stat`, 'latin1')
            .replace(/^.*\) /s, '')
            .split(' ')[1],
        ),
      );
    } catch {
      /* it has ended */
    }
  }
  return all;
};

/// `synchronous`: whether a commit waits for the other node. Starts all and waits until the second node follows the first.
export async function startNodes({ synchronous = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'bandian-failover-'));
  const as = await unprivileged(),
    binaries = await postgresBinaries();
  await chmod(folder, 0o755);
  const [client, peer, ...ports] = await freePorts(6);
  const started = [];

  async function start(name, command, args) {
    const log = join(folder, `${name}.log`);
    const child = spawn('sh', ['-c', `exec "$@" >>${log} 2>&1`, name, command, ...args], {
      ...as,
      cwd: folder,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8' },
    });
    const one = { child, ended: new Promise((resolve) => child.once('exit', resolve)) };
    started.push(one);
    return one;
  }

  await mkdir(join(folder, 'etcd'), { mode: 0o700 });
  if (as.uid) for (const path of [folder, join(folder, 'etcd')]) await chown(path, as.uid, as.gid);
  const etcd = `http://127.0.0.1:${client}`;
  await start('etcd.log', 'etcd', [
    '--name',
    'one',
    '--data-dir',
    join(folder, 'etcd'),
    '--listen-client-urls',
    etcd,
    '--advertise-client-urls',
    etcd,
    '--listen-peer-urls',
    `http://127.0.0.1:${peer}`,
    '--initial-advertise-peer-urls',
    `http://127.0.0.1:${peer}`,
    '--initial-cluster',
    `one=http://127.0.0.1:${peer}`,
  ]);
  await until(
    'etcd is healthy',
    () =>
      fetch(`${etcd}/health`).then(
        (answer) => answer.ok,
        () => false,
      ),
    { limit: startMs },
  );

  const nodes = [0, 1].map((i) => {
    const name = `node${i + 1}`,
      port = ports[i],
      rest = ports[i + 2],
      data = join(folder, name);
    const settings = {
      scope: 'bandian',
      name,
      restapi: { listen: `127.0.0.1:${rest}`, connect_address: `127.0.0.1:${rest}` },
      etcd3: { host: `127.0.0.1:${client}` },
      watchdog: { mode: 'off' },
      bootstrap: {
        // A PostgreSQL that crashes under a living Patroni is given up at once for the other node.
        dcs: {
          ...timing,
          primary_start_timeout: 0,
          maximum_lag_on_failover: 16_777_216,
          synchronous_mode: synchronous,
          postgresql: { use_pg_rewind: true, parameters: { max_connections: 80 } },
        },
        initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
      },
      postgresql: {
        listen: `127.0.0.1:${port}`,
        connect_address: `127.0.0.1:${port}`,
        data_dir: data,
        bin_dir: binaries,
        pgpass: join(folder, `${name}.pass`),
        basebackup: [{ checkpoint: 'fast' }],
        authentication: {
          superuser: { username: 'postgres' },
          replication: { username: 'replicator' },
          rewind: { username: 'rewinder' },
        },
        parameters: { unix_socket_directories: folder },
        pg_hba: ['local all all trust', 'host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust'],
      },
    };
    let patroni = null;
    const node = {
      name,
      port,
      async start() {
        await writeFile(join(folder, `${name}.json`), JSON.stringify(settings)); // JSON is YAML too
        patroni = await start(name, 'patroni', [join(folder, `${name}.json`)]);
      },
      sql: (text, database = 'postgres') =>
        run(
          'psql',
          [
            '-X',
            '-q',
            '-t',
            '-A',
            '-v',
            'ON_ERROR_STOP=1',
            '-d',
            `host=127.0.0.1 port=${port} user=postgres dbname=${database} connect_timeout=3`,
            '-c',
            text,
          ],
          { maxBuffer: 1 << 30 },
        ).then(({ stdout }) => stdout.trim()),
      /// The PostgreSQL of this node with all its children; [] when it is not running.
      postgres() {
        try {
          const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
          if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data)) return [];
          return [pid, ...[...parents()].filter(([, parent]) => parent === pid).map(([child]) => child)];
        } catch {
          return [];
        }
      },
      /// Everything of it at once, as when its power fails.
      processes: () => [...(patroni ? [patroni.child.pid] : []), ...node.postgres()],
      async gone() {
        await Promise.all([patroni.ended, until(`${name}'s PostgreSQL is gone`, () => node.postgres().length === 0)]);
      },
      role: () =>
        fetch(`http://127.0.0.1:${rest}/patroni`).then(
          (answer) => answer.json(),
          () => ({}),
        ),
      isSynchronous: () =>
        fetch(`http://127.0.0.1:${rest}/synchronous`).then(
          (answer) => answer.status === 200,
          () => false,
        ),
    };
    return node;
  });

  const primary = async () => {
    for (const node of nodes) {
      const { role, state } = await node.role();
      if ((role === 'master' || role === 'primary') && state === 'running') return node;
    }
    return null;
  };
  /// the primary, once the other node follows it, and may take over: Patroni notes who is synchronous after PostgreSQL says so
  const whole = () =>
    until(
      'one node follows the other',
      async () => {
        const node = await primary();
        if (!node) return null;
        const wanted = synchronous ? "sync_state = 'sync'" : "state = 'streaming'";
        if (synchronous && !(await nodes.find((other) => other !== node).isSynchronous())) return null;
        return (await node.sql(`select count(*) from pg_stat_replication where ${wanted}`).catch(() => '0')) === '1'
          ? node
          : null;
      },
      { limit: startMs, every: 200 },
    );

  const killAll = () => {
    for (const node of nodes) for (const pid of node.processes()) signal(pid, 'SIGKILL');
    for (const { child } of started) signal(child.pid, 'SIGKILL');
  };
  const told = () => {
    killAll();
    process.exit(1);
  };
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, told);
  async function stop() {
    for (const name of ['SIGINT', 'SIGTERM']) process.off(name, told);
    killAll();
    await Promise.all(started.map(({ ended }) => ended));
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }); // children of those may still be making files
  }

  try {
    for (const node of nodes) {
      await node.start();
      await until(`${node.name} runs`, async () => (await node.role()).state === 'running', {
        limit: startMs,
        every: 200,
      });
    }
    const first = await whole();
    await first.sql('create role bandian login');
    await first.sql('create database bandian owner bandian');
  } catch (fault) {
    const said = await Promise.all(
      nodes.map(({ name }) => readFile(join(folder, `${name}.log`), 'utf8').catch(() => '')),
    );
    await stop();
    throw new Error(`${fault.message}\n${said.map((text) => text.slice(-1500)).join('\n---\n')}`);
  }
  return {
    nodes,
    primary,
    whole,
    stop,
    folder,
    /// for --database: whichever node takes writing
    url: `host=127.0.0.1,127.0.0.1 port=${nodes.map((node) => node.port).join(',')} user=bandian dbname=bandian target_session_attrs=read-write connect_timeout=3`,
  };
}

export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    /* it has ended */
  }
}
