// kill -9 of the whole private PostgreSQL under load, while the service stays: it starts it again by itself, answers 503 with
// Retry-After meanwhile, and what it acknowledged is there exactly once. What the kernel holds survives such a kill, so this
// proves that a commit is written before it is acknowledged, not that the disk keeps it.

import assert from 'node:assert/strict';
import { dataFolder, startService } from '../service/service.mjs';
import { disagreements, missing } from './account.mjs';
import { callerOf } from './caller.mjs';
import { clerk, desk as newDesk } from './clerks.mjs';
import { pause, until, within } from './patience.mjs';
import { auditIsClean, clearAway, halves, postgresOf, sql, wholeLog } from './record.mjs';

const now = '2018-10-08T09:00:00+08:00';
const clerks = 8;
const auditEvery = 20;
const back = 60_000; // ms in which the service has to work again

/// Tells PostgreSQL to acknowledge what it has not written yet: then the same kills must lose something, or they prove nothing.
async function acknowledgeTooEarly(data) {
  for (const setting of ["synchronous_commit = 'off'", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"])
    await sql(data, `alter system set ${setting}`);
  await sql(data, 'select pg_reload_conf()');
  await until('synchronous_commit is off', async () => (await sql(data, 'show synchronous_commit')) === 'off');
}

/// `early`: the control; it ends with the first cycle that loses something.
export async function killPostgres(cycles, { chance, early = false, tell = () => {} }) {
  const data = await dataFolder();
  const desk = newDesk();
  const figures = { cycles: 0, acknowledged: 0, unavailable: 0, lostConnections: 0, longestOutage: 0, lost: [] };
  const service = await startService(now, { data });
  const caller = callerOf(service);
  const onTrouble = (trouble) => {
    if (trouble instanceof Error) return void ++figures.lostConnections;
    ++figures.unavailable;
    if (!trouble.headers['retry-after']) desk.unforeseen.push(`503 without Retry-After: ${trouble.text}`);
  };
  try {
    if (early) await acknowledgeTooEarly(data);
    while (figures.cycles < cycles && figures.lost.length === 0) {
      const from = desk.commands.length;
      let over = false;
      const atWork = Array.from({ length: clerks }, (_, i) =>
        clerk(`c${i}`, {
          caller: () => caller,
          desk,
          chance: chance.branch(`${figures.cycles} ${i}`),
          insistent: true,
          onTrouble,
          run: `p${figures.cycles}-`,
        }).work(() => over),
      );
      const goesOn = (count) =>
        within(back, 'commands to be acknowledged', Promise.race([desk.more(count), Promise.all(atWork)]));
      await goesOn(1 + chance.below(60));
      await pause(chance.below(8));
      const group = postgresOf(data);
      assert.ok(group > 0, 'the private PostgreSQL is not running');
      process.kill(-group, 'SIGKILL');
      const killed = performance.now();
      const settled = desk.acknowledged;
      await goesOn(1 + clerks); // more than could have been on their way back
      figures.longestOutage = Math.max(figures.longestOutage, Math.round(performance.now() - killed));
      over = true;
      await Promise.all(atWork);
      assert.ok(desk.acknowledged > settled);
      const sent = desk.commands.slice(from);
      figures.lost = await missing(caller, sent);
      ++figures.cycles;
      if (early) continue;
      assert.deepEqual(figures.lost, []);
      assert.deepEqual(await halves(data), []);
      if (figures.cycles % auditEvery !== 0) continue;
      await auditIsClean(data);
      tell({ ...figures, acknowledged: desk.acknowledged });
    }
    figures.acknowledged = desk.acknowledged;
    if (early) return figures;
    assert.deepEqual(desk.unforeseen, []);
    assert.deepEqual(disagreements(desk.commands, await wholeLog(data)), []);
    figures.record = await auditIsClean(data);
    return figures;
  } finally {
    caller.close();
    await service.stop();
    await clearAway(data);
  }
}
