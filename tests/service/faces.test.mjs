// Every face is asked about the same random cases on the same day, and finds what the case page says.
// The short form is among the tests; the long one (200 cases, by another chance each time):
//   LONG=1 node --test tests/service/faces.test.mjs
// SEED=… repeats a run.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chance } from '../reliability/chance.mjs';
import { dayAfter, faces, firstMoment, isOpen, look, scenarioOf, world } from './faces.mjs';
import { startService } from './service.mjs';

const long = Boolean(process.env.LONG);
const seed = Number(process.env.SEED ?? (long ? Date.now() % 2 ** 31 : 20181008));
// Over holidays, years and editions: any day from the first October on.
const start = dayAfter('2018-10-15', chance(seed).branch('start').below(500));
let service, w;

before(
  async () => {
    service = await startService(firstMoment, { args: ['--status-rate', '100000000'] });
    w = await world(service, { seed, count: long ? 200 : 40, start });
    await look(service, w);
  },
  { timeout: 500_000 },
);
after(() => service?.stop());

/// The shortest case first, with what makes it again.
function told(found) {
  const lengthOf = ({ where }) => w.cases.find(({ caseNo }) => where.includes(caseNo))?.events.length ?? Infinity;
  const [first] = found.sort((a, b) => lengthOf(a) - lengthOf(b));
  const one = w.cases.find(({ caseNo }) => first?.where.includes(caseNo));
  return (
    `SEED=${seed}, ${w.today}: ${found.length} differ, such as\n${JSON.stringify(found.slice(0, 5), null, 1)}\n` +
    `${one ? JSON.stringify(scenarioOf(one, w.moment)) : ''}`
  );
}

test('the cases are of many kinds', (t) => {
  const counts = {};
  for (const step of w.steps) {
    const kind = `${step.light ?? 'unjudged'}${isOpen(step) ? ` ${step.state}` : ''}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  t.diagnostic(`SEED=${seed}: ${w.entered} entries from ${start} to ${w.today}, ${w.refused} refused`);
  t.diagnostic(JSON.stringify(counts));
  for (const kind of ['red active', 'paused held', 'met', 'late']) assert.ok(counts[kind] > 0, `${kind}: none`);
});

for (const [name, differing] of Object.entries(faces))
  test(`${name} finds what the case page says`, { timeout: 300_000 }, async () => {
    const found = await differing(service, w);
    assert.equal(found.length, 0, told(found));
  });
