// Durable commands per second through HTTP, beside pgbench running the very statements a command runs, at the same number of
// clients on the same cluster, and beside two durable queues of npm on it: script/bench commands [SECONDS of each, default 15]

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder, removeData, startService } from '../service/service.mjs';
import { Connection, closedLoop, median, spread } from './load.mjs';
import { clusterOf, connectionString, cores, cpuSeconds, multiply, sql, watchCpu } from './machine.mjs';
import { headersOf, root } from './staff.mjs';
import { pgbenchScript, statementsOf } from './statements.mjs';

const rounds = 3; // each in turn; rates are their median
const seconds = Number(process.argv[2] ?? 15) / rounds;
const copies = Number(process.env.BENCH_COPIES ?? 300),
  real = 64,
  cases = real * copies; // so many for each measure, so that their logs stay as long
const task = 'green-space.1.review'; // under a clock of a department's, in a case with four open tasks
const warmUp = 1;

const folder = await mkdtemp(join(tmpdir(), 'bandian-bench-'));
const data = await dataFolder();
const service = await startService('2018-10-12T09:00:00+08:00', { data });
const cluster = clusterOf(data);
const connections = Array.from({ length: 32 }, () => new Connection(service.origin, headersOf(service)));
let keys = 0;

async function command(connection, path, body, version) {
  const { status, etag, text } = await connection.ask(
    'POST',
    path,
    JSON.stringify(body),
    `Idempotency-Key: bench-${++keys}\r\n${version ? `If-Match: "${version}"\r\n` : ''}`,
  );
  if (status >= 300) throw new Error(`POST ${path} was answered ${status}: ${text}`);
  return { version: Number(etag), text };
}

/// A 10 kV case with two permits at their departments.
async function openMidway(connection) {
  const { text } = await command(connection, '/cases', {
    process: 'ten-kilovolt',
    applicant: { name: '张三丰', phone: '13800000000' },
    site: { address: '周村区丝绸路12号' },
    attributes: { capacityKva: 630 },
  });
  const one = { caseNo: JSON.parse(text).caseNo, version: 1, held: false };
  const enter = async (path, body) => {
    ({ version: one.version } = await command(connection, `/cases/${one.caseNo}/${path}`, body, one.version));
  };
  await enter('tasks/accept/complete', { outcome: 'accepted' });
  await enter('tasks/supply-plan/complete', {
    outcome: 'replied',
    attributes: {
      line: 'cable',
      externalLineMetres: 420,
      civilWorks: false,
      permits: {
        greenSpace: [{ place: '新建路北侧绿地', areaM2: 12 }],
        roadOccupation: [{ road: '新建路', authority: 'police' }],
      },
    },
  });
  await enter('file-permits', {});
  for (let i = 0; i < 4; ++i) await holdOrResume(connection, one);
  return one;
}

async function holdOrResume(connection, one) {
  const [verb, body] = one.held ? ['resume', {}] : ['hold', { reason: 'testing' }];
  ({ version: one.version } = await command(
    connection,
    `/cases/${one.caseNo}/tasks/${task}/${verb}`,
    body,
    one.version,
  ));
  one.held = !one.held;
}

async function throughHttp(clients) {
  for (const connection of connections) connection.close(); // the service closes those that have been idle for 5 s, perhaps just as they are used
  let stop;
  const result = await closedLoop(
    { clients, seconds, warmUp },
    // Each client has cases of its own, so that nobody's version is stale.
    (client) =>
      holdOrResume(
        connections[client],
        own[client + clients * Math.floor(Math.random() * Math.floor(cases / clients))],
      ),
    () => {
      stop = watchCpu({
        client: () => cpuSeconds(process.pid),
        service: () => cpuSeconds(cluster.service),
        PostgreSQL: () => cpuSeconds(cluster.pid, true),
      });
    },
  );
  return { ...result, cpu: stop() };
}

async function pgbench(clients, mode, first) {
  const events = () => Number(sql(cluster, 'select count(*) from event'));
  const before = events();
  const child = spawn(
    join(cluster.binaries, 'pgbench'),
    [
      '-n',
      '-M',
      mode,
      '-c',
      clients,
      '-j',
      Math.min(clients, cores),
      '-T',
      seconds + warmUp,
      '-f',
      script,
      '-D',
      `clients=${clients}`,
      '-D',
      `first=${first}`,
      '-l',
      '--log-prefix',
      join(folder, 'run'),
      connectionString(cluster),
    ].map(String),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '',
    stop,
    cpu;
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const watches = [
    setTimeout(() => {
      stop = watchCpu({ client: () => cpuSeconds(child.pid), PostgreSQL: () => cpuSeconds(cluster.pid, true) });
    }, warmUp * 1000),
    setTimeout(
      () => {
        cpu = stop();
      },
      (warmUp + seconds) * 1000 - 100,
    ), // while its backends are there
  ];
  const code = await new Promise((resolve) => child.once('close', resolve));
  watches.forEach(clearTimeout);
  if (code !== 0) throw new Error(`pgbench: ${said}`);
  // client, transaction, µs it took, script, when it ended in s and µs
  const lines = [];
  for (const name of await readdir(folder)) {
    if (!/^run\.\d/.test(name)) continue;
    for (const line of (await readFile(join(folder, name), 'latin1')).trimEnd().split('\n'))
      lines.push(line.split(' ').map(Number));
    await rm(join(folder, name));
  }
  if (events() - before !== lines.length)
    throw new Error(`pgbench ran ${lines.length} commands, but ${events() - before} were recorded`);
  const ended = (line) => line[4] + line[5] / 1e6;
  const from = Math.min(...lines.slice(0, 100).map((line) => ended(line) - line[2] / 1e6)) + warmUp;
  const counted = lines.filter((line) => ended(line) >= from && ended(line) < from + seconds);
  return { perSecond: counted.length / seconds, taken: counted.map((line) => line[2] / 1000), cpu };
}

async function queue(name, clients) {
  const child = spawn(
    process.execPath,
    [join(root, 'tests/bench', `${name}.mjs`), JSON.stringify(cluster), clients, Math.max(3, seconds)].map(String),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '',
    fault = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk) => {
    fault += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code === 0) return JSON.parse(said);
  return {
    name,
    perSecond: NaN,
    why: `not measured: ${
      fault
        .trim()
        .split('\n')
        .find((line) => /Error/.test(line)) ?? fault.slice(0, 200)
    }`,
  };
}

const percent = (share) => (share === undefined ? '' : `${(100 * share).toFixed(0)} %`);
const row = (name, ...cells) => console.log([name.padEnd(24), ...cells.map((cell) => cell.padStart(11))].join(''));
const digits = (number, places) => number.toFixed(places);

let own, script;
try {
  if (sql(cluster, 'show synchronous_commit; show fsync') !== 'on\non')
    throw new Error('the cluster does not wait for its disk');
  const opened = await Promise.all(
    connections.map(async (connection) => [await openMidway(connection), await openMidway(connection)]),
  ).then((pairs) => pairs.flat());
  multiply(cluster, 'B', 3 * copies);
  own = Array.from({ length: cases }, (_, i) => ({ ...opened[0], caseNo: `B${i}` }));
  const sample = opened[0],
    { version } = sample;
  const watched = () =>
    statementsOf({ cluster, data, caseNo: sample.caseNo, version: sample.version }, () =>
      holdOrResume(connections[0], sample).then(() => `bench-${keys}`),
    );
  const hold = await watched(),
    resume = await watched();
  script = join(folder, 'command.sql');
  await writeFile(script, pgbenchScript({ cases, firstVersion: version, hold, resume }));

  console.log(
    `Of ${3 * cases} cases of ${version} entries and 4 open tasks; hold and resume of ${task}: ${hold.length} statements each, synchronous commit.`,
  );
  console.log(
    `${cores} cores; ${rounds} rounds of ${seconds.toFixed(1)} s, in turn; shares are of the whole machine.\n`,
  );
  for (const clients of [1, 32]) {
    const measures = {
      'bandian, HTTP': () => throughHttp(clients),
      'pgbench, extended': () => pgbench(clients, 'extended', cases),
      'pgbench, prepared': () => pgbench(clients, 'prepared', 2 * cases),
    };
    const runs = {};
    for (let round = 0; round < rounds; ++round)
      for (const [name, measure] of Object.entries(measures)) (runs[name] ??= []).push(await measure());
    row(
      `${clients} client${clients > 1 ? 's' : ''}`,
      'per second',
      'p50 ms',
      'p99 ms',
      'worst ms',
      'client',
      'service',
      'PostgreSQL',
    );
    const rates = {};
    for (const [name, all] of Object.entries(runs)) {
      rates[name] = median(all.map((run) => run.perSecond));
      const { p50, p99, worst } = spread(all.flatMap((run) => run.taken)),
        share = (who) => percent(all[0].cpu[who] === undefined ? undefined : median(all.map((run) => run.cpu[who])));
      row(
        name,
        digits(rates[name], 0),
        digits(p50, 2),
        digits(p99, 2),
        digits(worst, 0),
        share('client'),
        share('service'),
        share('PostgreSQL'),
      );
    }
    for (const name of ['queue_graphile', 'queue_dbos']) {
      const run = await queue(name, clients);
      rates[name] = run.perSecond;
      if (run.why) console.log(`${run.name.padEnd(24)} ${run.why}`);
      else
        row(run.name, digits(run.perSecond, 0), '', '', '', percent(run.cpu.client), '', percent(run.cpu.PostgreSQL));
    }
    const ours = rates['bandian, HTTP'];
    console.log(
      `${digits(ours / rates['pgbench, extended'], 2)} of pgbench (${digits(ours / rates['pgbench, prepared'], 2)} of its prepared statements), ` +
        `${digits(ours / rates.queue_graphile, 1)} x graphile-worker's jobs, ${digits(ours / rates.queue_dbos, 1)} x DBOS's steps\n`,
    );
  }
} finally {
  for (const connection of connections) connection.close();
  await service.stop();
  await removeData(data);
  await rm(folder, { recursive: true, force: true });
}
