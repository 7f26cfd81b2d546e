import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance, seedOf } from './chance.mjs';
import { kinds, tampering } from './tampering.mjs';

const seed = seedOf();

test('each of sixty edits of one stored event is found', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const figures = await tampering(60, { chance: chance(seed) });
  t.diagnostic(JSON.stringify(figures));
  assert.deepEqual(Object.keys(figures.kinds).sort(), [...kinds].sort(), 'a kind of edit was never made');
});
