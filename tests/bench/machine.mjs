// What a benchmark reads of the machine: the private cluster of a service, and who uses the processors.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const cores = availableParallelism?.() ?? cpus().length;
const ticksPerSecond = 100; // USER_HZ, the same on every Linux we run on

/// The private cluster of the service that runs on `data`.
export function clusterOf(data) {
  const folder = realpathSync(`${data}/postgres`);
  const [pid, , , , host] = readFileSync(`${folder}/postmaster.pid`, 'utf8').split('\n');
  const [service] = readFileSync(`${data}/bandian.lock`, 'utf8').split('\n');
  return {
    host,
    pid: Number(pid),
    service: Number(service),
    binaries: realpathSync(`/proc/${pid}/exe`).replace(/\/postgres$/, ''),
  };
}

export const connectionString = (cluster, database = 'bandian') =>
  `host=${cluster.host} user=bandian dbname=${database}`;

/// The rows of the last statement, one line each, columns parted by `|`.
export function sql(cluster, text, database = 'bandian') {
  const { status, stdout, stderr } = spawnSync(
    'psql',
    ['-X', '-q', '-t', '-A', '-v', 'ON_ERROR_STOP=1', '-d', connectionString(cluster, database), '-f', '-'],
    { input: text, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(`psql: ${stderr}`);
  return stdout.trimEnd();
}

/// The same without holding up our own event loop.
export function sqlMeanwhile(cluster, text, database = 'bandian') {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'psql',
      ['-X', '-q', '-t', '-A', '-v', 'ON_ERROR_STOP=1', '-d', connectionString(cluster, database), '-f', '-'],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    let stdout = '',
      stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(stdout.trimEnd()) : reject(new Error(`psql: ${stderr}`))));
    child.stdin.end(text);
  });
}

/// Every case there is, `copies` times over, under the numbers `prefix`0, `prefix`1 … See multiply.sql.
export function multiply(cluster, prefix, copies) {
  const { status, stderr } = spawnSync(
    'psql',
    [
      '-X',
      '-q',
      '-o',
      '/dev/null',
      '-v',
      'ON_ERROR_STOP=1',
      '-v',
      `prefix=${prefix}`,
      '-v',
      `copies=${copies}`,
      '-d',
      connectionString(cluster),
      '-f',
      join(dirname(fileURLToPath(import.meta.url)), 'multiply.sql'),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`psql: ${stderr}`);
  sql(cluster, 'vacuum analyze');
  sql(cluster, 'checkpoint');
}

/// [ppid, own seconds, seconds of children that have ended]; null when there is no such process
function stat(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const seconds = (first) => (Number(fields[first]) + Number(fields[first + 1])) / ticksPerSecond;
    return [Number(fields[1]), seconds(11), seconds(13)];
  } catch {
    return null;
  }
}

/// Processor seconds of a process; `family`: of its children too, living or ended.
export function cpuSeconds(pid, family = false) {
  const [, own, ended] = stat(pid) ?? [0, 0, 0];
  if (!family) return own;
  let sum = own + ended;
  for (const name of readdirSync('/proc')) {
    const one = /^\d+$/.test(name) ? stat(name) : null;
    if (one?.[0] === pid) sum += one[1] + one[2];
  }
  return sum;
}

/// Starts a watch over `who` ({name: () => processor seconds}); the function it gives stops it: {name: share of the machine}.
export function watchCpu(who) {
  const start = performance.now(),
    before = Object.fromEntries(Object.entries(who).map(([name, read]) => [name, read()]));
  return () => {
    const seconds = (performance.now() - start) / 1000;
    return Object.fromEntries(
      Object.entries(who).map(([name, read]) => [name, (read() - before[name]) / seconds / cores]),
    );
  };
}

/// VmHWM and VmRSS in MB.
export function memory(pid) {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)[1]) / 1024;
  return { most: of('VmHWM'), now: of('VmRSS') };
}

/// Waits until `done()` is true, looking every `everyMs`.
export async function until(done, what, everyMs = 50, patienceMs = 3_600_000) {
  for (const late = Date.now() + patienceMs; !(await done());) {
    if (Date.now() > late) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
