// Before anybody is known a request costs little: its body, an estimate, a made-up path, a provider that says nothing. And whatever
// is under way, the service stops when it is told to.
// The short form is among the tests; the long one (a million paths): LONG=1 node --test tests/service/strangers.test.mjs

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Connection } from '../bench/load.mjs';
import { clusterOf, connectionString, cpuSeconds, memory } from '../bench/machine.mjs';
import { until } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const long = Boolean(process.env.LONG);
const paths = long ? 1_000_000 : 20_000;
const mostCpu = 0.25; // s for one body; 0.05 in the release build on a quiet machine, where the old code took seconds
const json = { 'Content-Type': 'application/json' };
const estimateUrl = '/api/v1/guide/low-voltage/estimate?pack=zhoucun-2018';

const data = await dataFolder();
let service, folder, silent;
const listeners = new Set();
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bandian-strangers-'));
  await writeFile(join(folder, 'secret'), 'secret');
  // It takes connections, and says nothing.
  silent = createServer((socket) => {
    listeners.add(socket);
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  service = await startService('2018-10-08T09:00:00+08:00', {
    data,
    args: [
      '--oidc-issuer',
      `http://127.0.0.1:${silent.address().port}`,
      '--oidc-client',
      'bandian',
      '--oidc-secret-file',
      join(folder, 'secret'),
      '--public-url',
      'https://desk.example',
    ],
  });
});
after(async () => {
  await service.stop();
  for (const socket of listeners) socket.destroy();
  silent.close();
  await removeData(data);
  await rm(folder, { recursive: true, force: true });
});

const post = (path, body, headers = {}) =>
  fetch(service.origin + path, { method: 'POST', headers: { ...json, ...headers }, body });
const repeated = (one, bytes) =>
  Array(Math.floor(bytes / (one.length + 1)))
    .fill(one)
    .join(',');
const numbered = (bytes) => Array.from({ length: Math.floor(bytes / 10) }, (_, i) => `"m${i}":0`).join(',');
const shapes = (bytes) => ({
  'many empty objects in a list': `{"a":[${repeated('{}', bytes)}]}`,
  'many members': `{${numbered(bytes)}}`,
  'many lists': `{"attributes":{"permits":[${repeated('[]', bytes)}]}}`,
  'one long text': `{"user":"${'x'.repeat(bytes)}"}`,
  escapes: `{"user":"${'\\u00e9'.repeat(bytes / 6)}"}`,
  numbers: `{"a":[${repeated('1e3', bytes)}]}`,
  'deep lists': '['.repeat(bytes),
});

test('no body that is let through costs much, whoever sends it', async (t) => {
  const measured = [];
  const measure = async (who, bytes, routes, headers) => {
    for (const [shape, body] of Object.entries(shapes(bytes)))
      for (const route of routes) {
        const from = cpuSeconds(service.pid),
          times = 4;
        for (let i = 0; i < times; ++i) {
          const answer = await post(route, body, headers);
          assert.ok(answer.status >= 400 && answer.status < 500, `${who} ${route} ${shape}: ${answer.status}`);
          assert.ok((await answer.text()).length < 100_000, `${who} ${route} ${shape}: a short answer`);
        }
        measured.push([(cpuSeconds(service.pid) - from) / times, `${who} ${route} ${shape}`]);
      }
  };
  await measure('a stranger', 64_000, [
    '/api/v1/session',
    estimateUrl,
    '/api/v1/status/ZC2018-000001',
    '/api/v1/cases',
  ]);
  await measure('somebody', 1_040_000, ['/api/v1/cases', estimateUrl], service.headers);
  const [worst, what] = measured.sort(([a], [b]) => b - a)[0];
  t.diagnostic(`the dearest body took ${(worst * 1000).toFixed(0)} ms of processor: ${what}`);
  assert.ok(worst < mostCpu, `${what}: ${worst} s`);
});

test('a stranger may send 64 kB, somebody signed in 1 MB', async () => {
  const body = (bytes) => `{"user":"${'x'.repeat(bytes - 11)}"}`;
  assert.equal((await post('/api/v1/session', body(64 << 10))).status, 422);
  const large = await post('/api/v1/session', body((64 << 10) + 1));
  assert.deepEqual([large.status, (await large.json()).code], [413, 'body-too-large']);
  assert.equal((await post('/api/v1/cases', body(1 << 20), service.headers)).status, 422);
  assert.equal((await post('/api/v1/cases', body((1 << 20) + 1), service.headers)).status, 413);
});

const places = (each) => Array.from({ length: 100 }, (_, i) => each(i + 1));
const largest = JSON.stringify({
  attributes: {
    capacityKva: 50,
    externalLine: true,
    line: 'cable',
    externalLineMetres: 420,
    civilWorks: false,
    permits: {
      greenSpace: places((i) => ({ place: `绿地${i}`, areaM2: i, relocation: i % 2 === 1 })),
      roadOccupation: places((i) => ({
        road: `路${i}`,
        authority: i % 2 ? 'police' : 'road',
        ...(i % 2 ? {} : { roadClass: 'urban' }),
      })),
      roadExcavation: places((i) => ({
        road: `路${i}`,
        roadClass: ['urban', 'rural', 'highway'][i % 3],
        surface: 'gravel',
        areaM2: i,
      })),
    },
  },
});

test('an estimate of three hundred places costs little, and each place ends as it does alone', async (t) => {
  const from = cpuSeconds(service.pid);
  const answer = await post(estimateUrl, largest);
  const estimate = await answer.json();
  const took = cpuSeconds(service.pid) - from;
  assert.equal(answer.status, 200, JSON.stringify(estimate));
  t.diagnostic(`${(took * 1000).toFixed(0)} ms of processor`);
  assert.ok(took < 2, `${took} s; it was 5 s, and the cube of the places`);
  const alone = JSON.parse(largest);
  for (const list of Object.values(alone.attributes.permits)) list.length = 1;
  const first = await (await post(estimateUrl, JSON.stringify(alone))).json();
  const datesOf = ({ steps }) =>
    Object.fromEntries(
      steps
        .filter(({ task }) => /\.1\./.test(task) && !task.startsWith('relocation'))
        .map(({ task, from: begin, to }) => [task, [begin, to]]),
    );
  assert.deepEqual(datesOf(first), datesOf(estimate));
  assert.equal(first.end, estimate.end);
});

test('estimates are counted by source, and told when to come again; who is signed in is not counted', async () => {
  const statuses = [];
  for (let i = 0; i < 130; ++i) statuses.push(await post(estimateUrl, '{"attributes":{"capacityKva":8}}'));
  const late = statuses.find(({ status }) => status === 429);
  assert.ok(late, 'more than 120 a minute');
  assert.ok(Number(late.headers.get('Retry-After')) > 0);
  assert.equal(
    (await post(estimateUrl, '{"attributes":{"capacityKva":8}}', service.headers)).status,
    422,
    'external line unknown, but let through',
  );
});

test(`${paths} made-up paths leave no trace in memory or metrics`, async (t) => {
  const lines = async () => (await (await fetch(`${service.origin}/metrics`)).text()).split('\n').length;
  const connection = new Connection(service.origin, {});
  const ask = (i) => connection.ask('GET', `/cases/${i}/events/tasks/${i % 7 ? 'hold' : `x${i}`}/days/${i}`);
  for (let i = 0; i < 2_000; ++i) await ask(i);
  const [linesBefore, before] = [await lines(), memory(service.pid).now];
  for (let i = 0; i < paths; ++i) await ask(`m${i}`);
  connection.close();
  const [linesAfter, after_] = [await lines(), memory(service.pid).now];
  t.diagnostic(
    `VmRSS ${before.toFixed(1)} MB, then ${after_.toFixed(1)} MB; /metrics ${linesBefore}, then ${linesAfter} lines`,
  );
  assert.ok(linesAfter - linesBefore < 30, `${linesBefore}, then ${linesAfter} lines`);
  assert.ok(after_ - before < 8, `${before} MB, then ${after_} MB`);
});

test('an identity provider that says nothing holds one request and no other', async () => {
  const leaving = Array.from({ length: 30 }, () =>
    fetch(`${service.origin}/api/v1/session/oidc`, { redirect: 'manual' }),
  );
  // While one of them waits for the provider, the rest and everybody else are answered.
  await until('a provider that is asked', () => listeners.size > 0);
  assert.equal((await fetch(`${service.origin}/healthz`)).status, 200);
  assert.equal((await service.ask('GET', '/cases')).body.items.length, 0);
  const first = await Promise.race(leaving);
  assert.deepEqual([first.status, (await first.json()).code], [503, 'provider-unreachable']);
  assert.ok(Number(first.headers.get('Retry-After')) > 0);
  assert.equal(listeners.size, 1, 'asked once');
  for (const answer of await Promise.all(leaving)) assert.equal(answer.status, 503);
});

test('told to stop it is gone in ten seconds, whatever is under way', async (t) => {
  const other = await dataFolder();
  t.after(() => removeData(other));
  const own = await startService('2018-10-08T09:00:00+08:00', { data: other });
  const { caseNo } = await own.createCase({
    process: 'low-voltage',
    applicant: { name: '王五' },
    site: { address: '周村区' },
    attributes: { capacityKva: 8 },
  });
  // Somebody at the database locks everything and goes for lunch.
  const psql = spawn('psql', ['-X', '-q', '-d', connectionString(clusterOf(other))], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  psql.stderr.resume();
  psql.stdin.on('error', () => {});
  psql.stdin.write("begin; lock table case_file, event in access exclusive mode; select pg_notify('locked', '');\n");
  await until('the lock', async () => {
    const answer = await Promise.race([
      own.send('GET', `/cases/${caseNo}`),
      new Promise((resolve) => {
        setTimeout(resolve, 500, null);
      }),
    ]);
    return answer === null;
  });
  const hanging = Array.from({ length: 70 }, () =>
    own.send('GET', `/cases/${caseNo}`).then(
      ({ status }) => status,
      () => 'broken off',
    ),
  );
  const from = performance.now();
  await own.stop();
  const seconds = (performance.now() - from) / 1000;
  psql.kill();
  const answers = await Promise.all(hanging);
  t.diagnostic(`stopped after ${seconds.toFixed(1)} s; those under way: ${[...new Set(answers)].join(', ')}`);
  assert.ok(answers.every((one) => one === 503 || one === 'broken off'));
  assert.ok(seconds < 20, `${seconds} s: its own bound is ten on any machine that runs at all`);
});
