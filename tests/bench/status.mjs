// The public status page's answer per second, beside a fixed answer of the bare HTTP library with the same settings, driven by
// wrk in the same run: script/bench status [SECONDS of each, default 15]. BARE names the bare server's binary.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder, removeData, startService } from '../service/service.mjs';
import { Connection, median } from './load.mjs';
import { clusterOf, cores, cpuSeconds, watchCpu } from './machine.mjs';
import { headersOf } from './staff.mjs';

const rounds = 5; // each in turn; figures are their medians
const seconds = Math.max(1, Math.round(Number(process.argv[2] ?? 15) / rounds));
const clients = 16; // as many as the server has threads: each connection holds one
const many = 500;
const goal = 0.3;
const busy = 0.5; // with less of the machine than this the rates are others' doing

const folder = await mkdtemp(join(tmpdir(), 'bandian-bench-'));
const data = await dataFolder();
const service = await startService('2018-10-12T09:00:00+08:00', { data, args: ['--status-rate', '100000000'] });
let bare;

/// A 10 kV case with two permits at their departments.
async function openMidway(connection, number) {
  const enter = async (path, body, version) => {
    const { status, etag, text } = await connection.ask(
      'POST',
      path,
      JSON.stringify(body),
      `Idempotency-Key: bench-${number}-${version ?? 0}\r\n${version ? `If-Match: "${version}"\r\n` : ''}`,
    );
    if (status >= 300) throw new Error(`POST ${path} was answered ${status}: ${text}`);
    return { ...JSON.parse(text), version: Number(etag) };
  };
  const one = await enter('/cases', {
    process: 'ten-kilovolt',
    applicant: { name: '张三丰', phone: '13800000000' },
    site: { address: `周村区丝绸路${number}号` },
    attributes: { capacityKva: 630 },
  });
  let { version } = one;
  const act = async (path, body) => {
    ({ version } = await enter(`/cases/${one.caseNo}/${path}`, body, version));
  };
  await act('tasks/accept/complete', { outcome: 'accepted' });
  await act('tasks/supply-plan/complete', {
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
  await act('file-permits', {});
  return one;
}

async function startBare(bytes) {
  bare = spawn(process.env.BARE, [bytes], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    bare.once('error', reject);
    bare.stdout.once('data', (line) => resolve(String(line).trim()));
  });
}

/// Requests a second, what of the machine went where, and processor seconds of the server for each.
async function wrk(pid, url, args = []) {
  const workBefore = cpuSeconds(pid);
  const child = spawn('wrk', ['-t', '1', '-c', clients, '-d', `${seconds}s`, '--latency', ...args, url].map(String), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = watchCpu({ client: () => cpuSeconds(child.pid), server: () => cpuSeconds(pid) });
  let said = '',
    cpu;
  const watch = setTimeout(
    () => {
      cpu = stop();
    },
    seconds * 1000 - 200,
  );
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const code = await new Promise((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  clearTimeout(watch);
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
  if (code !== 0 || !rate || /Non-2xx|(connect|read|write) [1-9]/.test(said)) throw new Error(`wrk ${url}:\n${said}`);
  const work = cpuSeconds(pid) - workBefore,
    requests = Number(/(\d+) requests in/.exec(said)[1]);
  const inMs = (text, unit) => Number(text) * { us: 0.001, ms: 1, s: 1000 }[unit];
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(said);
  return { rate, p99: inMs(p99, unit), cpu, work: work / requests };
}

try {
  const connection = new Connection(service.origin, headersOf(service));
  const cases = [];
  for (let i = 0; i < many; ++i) cases.push(await openMidway(connection, i));
  connection.close();
  const [{ caseNo, receiptCode }] = cases;
  const sample = await fetch(`${service.origin}/api/v1/status/${caseNo}`, {
    headers: { 'X-Receipt-Code': receiptCode },
  });
  const bytes = (await sample.arrayBuffer()).byteLength;
  if (sample.status !== 200) throw new Error(`the status was answered ${sample.status}`);
  const others = join(folder, 'others.lua');
  await writeFile(
    others,
    `local list = {${cases.map((one) => `{"/api/v1/status/${one.caseNo}", "${one.receiptCode}"}`).join(',')}}
local at = 0
request = function()
  at = at % #list + 1
  return wrk.format("GET", list[at][1], {["X-Receipt-Code"] = list[at][2]})
end
`,
  );
  const origin = await startBare(bytes),
    { service: pid } = clusterOf(data);
  const measures = {
    'bare library, 2 bytes': () => wrk(bare.pid, `${origin}/`),
    [`bare library, ${bytes} bytes`]: () => wrk(bare.pid, `${origin}/same`),
    'status of one case': () =>
      wrk(pid, `${service.origin}/api/v1/status/${caseNo}`, ['-H', `X-Receipt-Code: ${receiptCode}`]),
    [`status of ${many} cases in turn`]: () => wrk(pid, service.origin, ['-s', others]),
  };
  const runs = {};
  for (let round = -1; round < rounds; ++round)
    for (const [name, measure] of Object.entries(measures)) {
      const run = await measure();
      if (round >= 0) (runs[name] ??= []).push(run); // the first is a warm-up
    }
  console.log(
    `${bytes} bytes of status; ${clients} connections, ${cores} cores; ${rounds} rounds of ${seconds} s, in turn; shares are of the whole machine.\n`,
  );
  const row = (name, ...cells) => console.log([name.padEnd(34), ...cells.map((cell) => cell.padStart(11))].join(''));
  row('', 'per second', 'of bare', 'of same', 'p99 ms', 'µs of work', 'client', 'server');
  const of = (all, what) => median(all.map(what)),
    [small, same] = Object.values(runs).map((all) => of(all, (run) => run.rate));
  const percent = (share) => `${(100 * share).toFixed(0)} %`;
  for (const [name, all] of Object.entries(runs)) {
    const rate = of(all, (run) => run.rate);
    row(
      name,
      rate.toFixed(0),
      (rate / small).toFixed(2),
      (rate / same).toFixed(2),
      of(all, (run) => run.p99).toFixed(2),
      (1e6 * of(all, (run) => run.work)).toFixed(1),
      percent(of(all, (run) => run.cpu.client)),
      percent(of(all, (run) => run.cpu.server)),
    );
  }
  const ours = of(runs['bare library, 2 bytes'], (run) => run.cpu.client + run.cpu.server);
  if (ours < busy)
    console.log(`\nOthers were using the machine (${percent(1 - ours)}): the rates say little, the work does.`);
  const ratio = of(runs['status of one case'], (run) => run.rate) / small;
  console.log(
    `\n${ratio >= goal ? 'reached' : 'NOT reached'}: ${ratio.toFixed(2)} of the bare library's smallest answer (goal ${goal})`,
  );
  process.exitCode = ratio >= goal ? 0 : 1;
} finally {
  bare?.kill('SIGTERM');
  await service.stop();
  await removeData(data);
  await rm(folder, { recursive: true, force: true });
}
