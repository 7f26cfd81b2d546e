// How answers hold up as open cases grow: script/bench growth [CASES …, default 10000 100000 1000000]. Each size is a service with
// a private cluster of its own, filled with copies of invented cases; the last column sets the largest against the smallest.
// GROWTH_VERIFY=all has `bandian audit verify` look at every size, not at the smallest alone.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, removeData, startService, tokenFor } from '../service/service.mjs';
import { morning, notice, openInventedCases, today, tomorrow } from './invented.mjs';
import { Connection, closedLoop, spread } from './load.mjs';
import { clusterOf, connectionString, memory, multiply, sql, sqlMeanwhile, until } from './machine.mjs';
import { headersOf, root } from './staff.mjs';

const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0) sizes.push(10_000, 100_000, 1_000_000);
const smallest = Math.min(...sizes),
  largest = Math.max(...sizes);
const seconds = Number(process.env.GROWTH_SECONDS ?? 5); // of each measure of answers
const clients = 4,
  mostCases = 20_000,
  casesOfOne = 50,
  nobodys = 100;
const task = 'green-space.1.review';

const results = sizes.map(() => new Map()),
  faults = [];

async function measure(size, out) {
  const data = await dataFolder();
  let service = await startService('2026-10-12T09:00:00+08:00', { data });
  try {
    let cluster = clusterOf(data);
    const real = await openInventedCases(service);
    await quiet(cluster, today);
    const start = performance.now();
    multiply(cluster, 'ZC2026-C', Math.max(1, Math.round(size / real) - 1));
    await handOut(cluster);
    console.error(`${size}: filled in ${((performance.now() - start) / 1000).toFixed(0)} s`);
    // The head of tomorrow, now: making it over so many events at once would hold up the sweep that is measured.
    out.set(
      'head over all entries, s',
      await timed(() => sqlMeanwhile(cluster, `select seal(date '${tomorrow}', '${morning(tomorrow)}')`)),
    );
    await service.stop();
    // Started anew, so that the memory told is that of what follows.
    out.set(
      'start, s',
      await timed(async () => {
        service = await startService(morning(today), { data });
      }),
    );
    cluster = clusterOf(data);
    const [open, tasks, events] = sql(
      cluster,
      `select (select count(*) from case_file where state = 'open'), (select count(*) from step where until is null), (select count(*) from event)`,
    )
      .split('|')
      .map(Number);
    out
      .set('open cases', open)
      .set('open tasks', tasks)
      .set('entries', events)
      .set('database, MB', Number(sql(cluster, 'select pg_database_size(current_database()) / 1048576')));
    if (size === smallest || process.env.GROWTH_VERIFY === 'all')
      out.set('audit verify, s', await timed(() => verify(data)));

    await answers(service, cluster, out);
    await answersToOne(
      {
        origin: service.origin,
        headers: {
          Authorization: `Bearer ${tokenFor(['--data', data], { user: 'm0', roles: 'manager', department: 'power-supply' })}`,
        },
      },
      out,
    );
    await sweepAndPreview(service, cluster, out);
    await opening(service, out);
    out.set('memory of the service, MB', memory(cluster.service).most);
    if (size === smallest || process.env.GROWTH_VERIFY === 'all') verify(data);
  } finally {
    await service.stop();
    await removeData(data);
  }
}

async function answers(service, cluster, out) {
  const connections = Array.from({ length: clients }, () => new Connection(service.origin, headersOf(service)));
  const measured = (name, step) => note(out, name, step);
  const get = (path) => async (client) => {
    const { status, text } = await connections[client].ask('GET', path);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${text}`);
  };
  const list = (filter, cursor) => get(`/tasks?${new URLSearchParams({ ...filter, ...(cursor && { cursor }) })}`);

  const own = sql(
    cluster,
    `select t.case_no, c.version from step t tablesample system (${Math.min(100, 1e8 / out.get('open tasks'))}) join case_file c using (case_no) where t.path = '${task}' and t.state = 'active' order by random() limit ${mostCases}`,
  )
    .split('\n')
    .map((row) => ({ caseNo: row.split('|')[0], version: Number(row.split('|')[1]), held: false }));
  let keys = 0;
  await measured('hold or resume', async (client) => {
    const one = own[client + clients * Math.floor(Math.random() * Math.floor(own.length / clients))];
    const [verb, body] = one.held ? ['resume', {}] : ['hold', { reason: 'testing' }];
    const { status, etag, text } = await connections[client].ask(
      'POST',
      `/cases/${one.caseNo}/tasks/${task}/${verb}`,
      JSON.stringify(body),
      `Idempotency-Key: growth-${++keys}\r\nIf-Match: "${one.version}"\r\n`,
    );
    if (status !== 200) throw new Error(`${verb} was answered ${status}: ${text}`);
    one.version = Number(etag);
    one.held = !one.held;
  });
  await measured('look at a case', (client) =>
    get(`/cases/${own[Math.floor(Math.random() * own.length)].caseNo}`)(client),
  );

  // As GET /tasks gives them out, from the middle of the list.
  const middle = (owner) =>
    sql(
      cluster,
      `select json_build_object('due', due, 'caseNo', case_no, 'path', path) from step where until is null and (owner = '${owner}' or '${owner}' = '') order by coalesce(due, 'infinity'), case_no, path
    offset (select count(*) / 2 from step where until is null and (owner = '${owner}' or '${owner}' = '')) limit 1`,
    );
  await measured('worklist', list({}));
  await measured('worklist, from its middle', list({}, middle('')));
  await measured('worklist of an owner', list({ owner: 'urban-management' }));
  await measured(
    'worklist of an owner, from its middle',
    list({ owner: 'urban-management' }, middle('urban-management')),
  );
  for (const light of ['red', 'yellow', 'green', 'paused']) await measured(`worklist, ${light}`, list({ light }));
  for (const light of ['red', 'yellow', 'green', 'paused'])
    await measured(`worklist of an owner, ${light}`, list({ light, owner: 'urban-management' }));
  const rare = await service.createCase({
    process: 'low-voltage',
    applicant: { name: '宓婕', phone: '13912345678' },
    site: { address: '周村区' },
    attributes: { capacityKva: 8 },
  });
  for (const [by, q] of [
    ['number', rare.caseNo],
    ['name of two characters', '宓婕'],
    ['telephone', '13912345678'],
  ])
    await measured(`cases, by a ${by}`, get(`/cases?q=${encodeURIComponent(q)}`));
  await measured('board', get('/board'));
  await measured('cases', get('/cases'));
  await measured('cases, open', get('/cases?state=open'));
  await measured('cases, withdrawn (there are none)', get('/cases?state=withdrawn'));
  for (const connection of connections) connection.close();
}

/// Every manager has his fifty cases; a hundred are nobody's yet.
async function handOut(cluster) {
  sql(
    cluster,
    `set synchronous_commit = off;
    insert into account (name, display, department, roles) select 'm' || n, 'm' || n, 'power-supply', '{manager}' from generate_series(0, (select count(*) / ${casesOfOne} from case_file)) n;
    update case_file c set manager = 'm' || o.place / ${casesOfOne} from (select case_no, row_number() over (order by hashtext(case_no)) - 1 as place from case_file) o
      where o.case_no = c.case_no and o.place < (select count(*) from case_file) - ${nobodys}`,
  );
  // Where they are handed out day by day, no index is left full of rows that are gone.
  await until(
    () => {
      sql(cluster, 'vacuum (analyze, index_cleanup on) account, case_file');
      return Number(sql(cluster, `select n_dead_tup from pg_stat_user_tables where relname = 'case_file'`)) < nobodys;
    },
    'rows that are gone to be cleared',
    10,
  );
  sql(cluster, 'reindex index case_file_manager');
}

/// What one of them sees: his own, and nobody's.
async function answersToOne(service, out) {
  const connections = Array.from({ length: clients }, () => new Connection(service.origin, headersOf(service)));
  for (const path of [
    '/tasks',
    ...['red', 'yellow', 'green', 'paused'].map((light) => `/tasks?light=${light}`),
    '/tasks?mine=1',
    '/cases',
    `/cases?q=${encodeURIComponent('丝绸路7')}`,
  ])
    await note(out, `a manager's ${decodeURIComponent(path)}`, async (client) => {
      const { status, text } = await connections[client].ask('GET', path);
      if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${text}`);
    });
  for (const connection of connections) connection.close();
}

async function opening(service, out) {
  const connections = Array.from({ length: clients }, () => new Connection(service.origin, headersOf(service)));
  let opened = 0;
  await note(out, 'open a case', async (client) => {
    const body = {
      process: 'ten-kilovolt',
      applicant: { name: '张三丰' },
      site: { address: '周村区' },
      attributes: { capacityKva: 630 },
    };
    const { status, text } = await connections[client].ask(
      'POST',
      '/cases',
      JSON.stringify(body),
      `Idempotency-Key: opened-${++opened}\r\n`,
    );
    if (status !== 201) throw new Error(`it was answered ${status}: ${text}`);
  });
  for (const connection of connections) connection.close();
}

/// How long `step` takes `clients` at once.
async function note(out, name, step) {
  const { p50, p99 } = spread((await closedLoop({ clients, seconds, warmUp: 0.5 }, step)).taken);
  out.set(`${name}, p50 ms`, p50).set(`${name}, p99 ms`, p99);
}

async function sweepAndPreview(service, cluster, out) {
  await quiet(cluster, today);
  await copyOut(cluster, wholeCases); // so that all find the same in memory
  const copied = await timed(() => copyOut(cluster, wholeCases)),
    copiedRead = await timed(() => copyOut(cluster, whatPreviewReads));
  const connection = new Connection(service.origin, { ...headersOf(service), 'Content-Type': 'application/yaml' });
  let answer;
  const preview = await timed(async () => {
    answer = await connection.ask('POST', '/calendar/editions?preview=true', notice, '', Infinity);
  });
  connection.close();
  if (answer.status !== 200) throw new Error(`the preview was answered ${answer.status}: ${answer.text}`);
  const { casesInReach: reached, clocksMoved: moved } = JSON.parse(answer.text);
  out
    .set('COPY of the open cases, s', copied)
    .set('preview of an edition, s', preview)
    .set('preview, times COPY', preview / copied);
  out.set('COPY of the columns it reads, s', copiedRead).set('preview, times that COPY', preview / copiedRead);
  out
    .set('preview: cases in reach', reached)
    .set('preview: clocks moved', moved)
    .set('preview: its answer, MB', answer.body.length / 1048576);
  out.set('memory of the service then, MB', memory(cluster.service).most);
  answer = null;

  const query = readFileSync(join(root, 'src/store/sql/cases_to_look_at.sql'), 'utf8')
    .replace(/^--.*\n/gm, '')
    .replace('$1', `'${today}'`)
    .replace('$2', '50')
    .replace('$3', '(select json_agg(hash)::text from pack)');
  const idle = await sqlMeanwhile(cluster, `begin; ${`explain (analyze) ${query};`.repeat(100)} rollback`);
  out.set(
    'sweep with nothing due, ms',
    spread([...idle.matchAll(/Execution Time: ([\d.]+)/g)].map(([, ms]) => Number(ms))).p50,
  );
  const due = Number(sql(cluster, `select count(*) from case_file where attention <= '${tomorrow}'`));
  const swept = await timed(async () => {
    await service.setClock(morning(tomorrow));
    await quiet(cluster, tomorrow);
  });
  out
    .set('sweep of the next day, s', swept)
    .set('sweep: cases due', due)
    .set('sweep: cases a second', due / swept);
}

const wholeCases = `select c.case_no, c.pack_hash, c.version, c.revision, e.number, e.at, e.day, e.entry from case_file c join event e using (case_no) where c.state = 'open'`;
const whatPreviewReads = `select case_no, pack_hash, process, timing from case_file where state = 'open' order by case_no`;

/// Rows as PostgreSQL hands them out fastest.
function copyOut(cluster, query) {
  const rows = `copy (${query}) to stdout`;
  return new Promise((resolve, reject) =>
    spawn('psql', ['-X', '-q', '-d', connectionString(cluster), '-c', rows], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }).once('close', (code) => (code === 0 ? resolve() : reject(new Error('COPY failed')))),
  );
}

const quiet = (cluster, day) =>
  until(
    async () =>
      (await sqlMeanwhile(cluster, `select exists (select from case_file where attention <= '${day}')`)) === 'f',
    'sweeps that find nothing',
    100,
  );

function verify(data) {
  const { status, stdout, stderr } = spawnSync(process.env.BANDIAN, ['audit', 'verify', '--data', data], {
    encoding: 'utf8',
  });
  if (status !== 0) faults.push(`audit verify ended with ${status}: ${stdout.slice(0, 2000)}${stderr}`);
}

async function timed(run) {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

function print() {
  const number = (value) =>
    value === undefined
      ? ''
      : Number.isInteger(value) || value >= 1000
        ? String(Math.round(value))
        : value.toPrecision(3);
  console.log(`${'cases'.padEnd(48)}${sizes.map((size) => String(size).padStart(12)).join('')}${'ratio'.padStart(10)}`);
  for (const name of results[sizes.indexOf(smallest)].keys()) {
    const values = results.map((out) => out.get(name)),
      ratio = values[sizes.indexOf(largest)] / values[sizes.indexOf(smallest)];
    console.log(
      `${name.padEnd(48)}${values.map((value) => number(value).padStart(12)).join('')}${(Number.isFinite(ratio) ? number(ratio) : '').padStart(10)}`,
    );
  }
}

for (const [i, size] of sizes.entries()) await measure(size, results[i]);
print();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
