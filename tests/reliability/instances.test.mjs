import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance, seedOf } from './chance.mjs';
import { instances } from './instances.mjs';
import { tamper } from './record.mjs';

const seed = seedOf();

test('three instances under thirty-two clients give every case one history and raise every alarm once', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const figures = await instances(9, { chance: chance(seed) });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.refused > 50, 'nobody met anybody');
  assert.ok(figures.alarms > 20 && figures.raisedOnQuietDays > 0, 'hardly anything was due');
});

test('an alarm that is lost, and one raised for nothing, are noticed', async () => {
  const lose = ({ data, today }) =>
    today === 1 && tamper(data, "delete from alarm; update case_file set attention = '2030-01-01'");
  await assert.rejects(instances(3, { chance: chance(seed), count: 2, meddle: lose }), /alarms that were not raised/);
  const invent = ({ data, today }) =>
    today === 1 &&
    tamper(
      data,
      "insert into alarm (case_no, clock, rung, day, raised_at) select case_no, 'whole-case', 'breach', '2018-10-08', '2018-10-08T09:00:00+08:00' from case_file limit 1",
    );
  await assert.rejects(instances(3, { chance: chance(seed), count: 2, meddle: invent }), /but was never due by then/);
});
