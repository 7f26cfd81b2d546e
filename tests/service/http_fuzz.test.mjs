import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isChecking } from './contract.mjs';
import { httpFuzz } from './http_fuzz.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

test('whatever is asked, nothing breaks, every answer is as told, and the record verifies', async (t) => {
  assert.ok(isChecking, 'Expected the packages of package.json, but ajv is not there: npm ci.');
  t.diagnostic(`SEED=${seed}`);
  const figures = await httpFuzz(1_500, { seed });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.reached > 35, `only ${figures.reached} operations were carried out`);
});
