import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance, seedOf } from './chance.mjs';
import { belied, fates, faults } from './faults.mjs';

const seed = seedOf();

test('whatever befalls any statement of a command, the answer is honest and there is one effect', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const figures = await faults(1, { chance: chance(seed), brief: true });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.faults >= 2 * fates.length, 'too few statements were met');
});

test('a database that takes back what it acknowledged is noticed', async () => {
  await assert.rejects(belied({ chance: chance(seed) }), /was answered 200 .* and none of it is recorded/);
});
