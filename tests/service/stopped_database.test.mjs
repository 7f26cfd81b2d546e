// A PostgreSQL that stands still (a frozen machine, a disk that answers no more) is told as one that cannot be reached; nothing waits for it for ever.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { postgresOf, until } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const application = {
  process: 'low-voltage',
  applicant: { name: '王五' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 8 },
};
const longestMs = 30_000; // five seconds of silence, four of trying again, and a busy machine

const data = await dataFolder();
let service;
before(async () => {
  service = await startService('2018-10-08T09:00:00+08:00', { data });
});
after(async () => {
  signal('SIGCONT');
  await service.stop();
  await removeData(data);
});

/// To the postmaster first, then to whom it has begotten.
function signal(name) {
  const postmaster = postgresOf(data);
  const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' })
    .stdout.trim()
    .split(/\s+/)
    .map(Number);
  for (const pid of [postmaster, ...children.filter(Boolean)]) {
    try {
      process.kill(pid, name);
    } catch {} // ended meanwhile
  }
}
const open = (key) => service.send('POST', '/cases', { body: application, headers: { 'Idempotency-Key': key } });
const within = (answer) =>
  Promise.race([
    answer,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`no answer in ${longestMs} ms`)), longestMs).unref()),
  ]);

test('commands and questions are answered 503 while it stands still, and go on when it does', async (t) => {
  const { caseNo } = await service.createCase(application);
  signal('SIGSTOP');
  const from = performance.now();
  const answers = await within(
    Promise.all([
      open('still'),
      service.send('GET', `/cases/${caseNo}`),
      service.send('GET', '/tasks'),
      fetch(`${service.origin}/readyz`),
    ]),
  );
  t.diagnostic(`answered after ${((performance.now() - from) / 1000).toFixed(1)} s`);
  for (const answer of answers) assert.equal(answer.status, 503, await answer.text());
  assert.ok(Number(answers[0].headers.get('retry-after')) > 0);
  const quick = performance.now();
  assert.equal((await fetch(`${service.origin}/readyz`)).status, 503);
  t.diagnostic(`then readyz takes ${(performance.now() - quick).toFixed(0)} ms`);

  signal('SIGCONT');
  await until('it to be ready again', async () => (await fetch(`${service.origin}/readyz`)).status === 200, {
    limit: longestMs,
  });
  const again = await open('still');
  assert.equal(again.status, 201);
  const first = await again.json();
  assert.equal((await (await open('still')).json()).caseNo, first.caseNo, 'one effect under one key');
  assert.equal((await service.ask('GET', '/cases')).body.items.length, 2);
});

test('a service whose database stands still can be stopped', async () => {
  signal('SIGSTOP');
  const stopping = service.stop();
  setTimeout(() => signal('SIGCONT'), 2_000); // its PostgreSQL must be able to end too
  await within(stopping);
  service = await startService('2018-10-08T09:00:00+08:00', { data });
});
