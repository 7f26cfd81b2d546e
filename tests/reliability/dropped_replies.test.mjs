import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance, seedOf } from './chance.mjs';
import { droppedReplies } from './dropped_replies.mjs';

const seed = seedOf();

test('of two thousand commands whose answers are lost one time in twenty, each has one effect and one answer', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const figures = await droppedReplies(2000, { chance: chance(seed) });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.dropped >= 50, 'too few answers were lost to prove anything');
});

test('a client that sends again under another key is seen to have two effects', async () => {
  const forget = (command) => {
    if (command.seen === 0) command.key += '-again';
  };
  await assert.rejects(
    droppedReplies(200, { chance: chance(seed), share: 0.3, spoil: forget }),
    /belongs to no command/,
  );
});
