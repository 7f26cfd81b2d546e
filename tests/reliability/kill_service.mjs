// kill -9 of the service under load: what was acknowledged is there exactly once, what was not is there whole or not at all, and
// sent again under its key it has one effect.

import assert from 'node:assert/strict';
import { dataFolder, startService } from '../service/service.mjs';
import { disagreements, eventsOf, holds, missing } from './account.mjs';
import { callerOf } from './caller.mjs';
import { clerk, desk as newDesk, insist } from './clerks.mjs';
import { pause } from './patience.mjs';
import { auditIsClean, clearAway, halves, rows, wholeLog } from './record.mjs';

const now = '2018-10-08T09:00:00+08:00';
const clerks = 8;
const auditEvery = 50;

/// A command whose answer was lost: looked for first, then sent again. Gives whether it had taken effect. `sent`: all that was sent
/// since the last start, among which another may have had the same effect on the same version (both resume one task).
async function settle(caller, data, command, sent) {
  let effects;
  if (command.seen === 0) {
    effects = (await rows(data, `select case_no from person where applicant->>'name' = '${command.key}'`)).length;
  } else {
    const events = await eventsOf(caller, command.caseNo);
    const rivals = sent.filter(
      (other) =>
        other !== command &&
        other.seen > 0 &&
        other.caseNo === command.caseNo &&
        other.seen === command.seen &&
        holds(other, events),
    );
    const another = rivals.some((rival) => rival.acknowledged);
    if (!another && rivals.length > 0)
      effects = undefined; // the books at the end can tell whose it was
    else effects = holds(command, events) && !another ? 1 : 0;
  }
  await insist(caller, command);
  if (effects === 1)
    assert.ok(
      command.acknowledged,
      `${command.key} has had its effect, but sent again it is answered ${command.answer.status}: ${command.answer.text}`,
    );
  else assert.ok(!(effects > 1), `${command.key} has had ${effects} effects before it was sent again`);
  assert.deepEqual(await missing(caller, [command]), []);
  return effects === 1;
}

export async function killService(cycles, { chance, tell = () => {}, before = () => {} }) {
  const data = await dataFolder();
  const desk = newDesk();
  const figures = { cycles: 0, acknowledged: 0, refused: 0, lostAndDone: 0, lostAndNotDone: 0 };
  let service,
    caller,
    sent = [];
  /// Starts it again and looks for all that was sent last.
  const again = async () => {
    service = await startService(now, { data });
    caller = callerOf(service);
    await before({ data, cycle: figures.cycles, sent });
    assert.deepEqual(await halves(data), []);
    assert.deepEqual(await missing(caller, sent), []);
    for (const command of sent.filter((one) => !one.answer))
      ++figures[(await settle(caller, data, command, sent)) ? 'lostAndDone' : 'lostAndNotDone'];
  };
  const stop = () => {
    caller?.close();
    return service?.kill();
  };
  try {
    for (; figures.cycles < cycles; ++figures.cycles) {
      await again();
      if (figures.cycles % auditEvery === auditEvery - 1) {
        await auditIsClean(data);
        tell({ ...figures, acknowledged: desk.acknowledged });
      }
      const from = desk.commands.length;
      let over = false;
      const atWork = Array.from({ length: clerks }, (_, i) =>
        clerk(`c${i}`, {
          caller: () => caller,
          desk,
          chance: chance.branch(`${figures.cycles} ${i}`),
          run: `k${figures.cycles}-`,
        }).work(() => over),
      );
      // At some answer, and then at no particular moment of the next ones.
      await Promise.race([desk.more(1 + chance.below(60)), Promise.all(atWork)]);
      await pause(chance.below(8));
      await stop();
      over = true;
      await Promise.all(atWork);
      sent = desk.commands.slice(from);
    }
    await again();
    figures.acknowledged = desk.commands.filter((command) => command.acknowledged).length;
    figures.refused = desk.commands.length - figures.acknowledged;
    assert.deepEqual(desk.unforeseen, []);
    assert.deepEqual(disagreements(desk.commands, await wholeLog(data)), []);
    figures.record = await auditIsClean(data);
    return figures;
  } finally {
    await stop();
    await clearAway(data);
  }
}
