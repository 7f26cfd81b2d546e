import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance, seedOf } from './chance.mjs';
import { killService } from './kill_service.mjs';
import { tamper, wholeLog } from './record.mjs';

const seed = seedOf();

test('a service killed twenty times under load keeps every acknowledged command, once', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const figures = await killService(20, { chance: chance(seed) });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.acknowledged >= 100, 'too little load to prove anything');
  assert.ok(figures.lostAndDone + figures.lostAndNotDone > 0, 'no kill met a command in flight');
});

test('one acknowledged event that goes missing while the service is down is noticed', async () => {
  let taken = false;
  const takeOne = async ({ data, sent }) => {
    if (taken) return;
    const log = await wholeLog(data);
    const last = sent.find(
      (one) => one.acknowledged && one.seen > 0 && one.effects === 1 && one.version === log.get(one.caseNo).version,
    );
    if (!last) return;
    taken = true;
    const where = `where case_no = '${last.caseNo}'`;
    await tamper(
      data,
      `delete from event ${where} and number = ${last.version}; delete from idempotency ${where} and version = ${last.version}; update case_file set version = version - 1 ${where}`,
    );
  };
  await assert.rejects(
    killService(4, { chance: chance(seed), before: takeOne }),
    /is not among its events|was answered 500/,
  );
});
