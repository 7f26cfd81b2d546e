import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneKey } from './one_key.mjs';

test('one key from thirty-two clients at once has one event and one answer, two hundred times', async (t) => {
  t.diagnostic(JSON.stringify(await oneKey(200)));
});

test('a thirty-third effect under a key of its own is noticed', async () => {
  await assert.rejects(
    oneKey(1, { keyOf: (round, client) => `r${round}${client === 31 ? '-own' : ''}` }),
    /answered differently/,
  );
  await assert.rejects(
    oneKey(2, { keyOf: (round, client) => `r${round}${round === 1 && client === 31 ? '-own' : ''}` }),
    /answered differently/,
  );
});
