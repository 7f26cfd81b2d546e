import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance, seedOf } from './chance.mjs';
import { killPostgres } from './kill_postgres.mjs';

const seed = seedOf();

test('a PostgreSQL killed twenty times under load is started again, and every acknowledged command is there, once', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const figures = await killPostgres(20, { chance: chance(seed) });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.acknowledged >= 100, 'too little load to prove anything');
  assert.ok(figures.unavailable + figures.lostConnections > 0 || figures.longestOutage > 100, 'no kill was felt');
});

test('with commits acknowledged before they are written, the same kills are seen to lose some', async (t) => {
  const figures = await killPostgres(20, { chance: chance(seed), early: true });
  t.diagnostic(`lost in cycle ${figures.cycles}: ${figures.lost.length} of ${figures.acknowledged}`);
  assert.notDeepEqual(figures.lost, []);
});
