// Several instances on one database, thirty-two clients on a few cases, each call to any instance: the history of every case can
// have happened one after the other, it is what the record holds, and every alarm is raised once, by whoever came first.

import assert from 'node:assert/strict';
import { dataFolder, startService } from '../service/service.mjs';
import { disagreements, eventsOf } from './account.mjs';
import { alarmsAreThoseDue, alarmsOf, due, nameOf, owed, wasDue } from './alarms_due.mjs';
import { callerOf } from './caller.mjs';
import { clerk, desk as newDesk, insist } from './clerks.mjs';
import { contradictions } from './history.mjs';
import { auditIsClean, clearAway, halves, rows, urlOf, wholeLog } from './record.mjs';

const clients = 32;
const aDay = 60; // commands acknowledged before the clock moves on
const leftAlone = 3; // cases opened on each quiet day that nobody works on, so that their clocks run out
const first = '2018-10-08';
const dayOf = (index) => new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10);
const momentOf = (day) => `${day}T09:00:00+08:00`;

/// Nobody works: what the sweeps add on this day is what the clocks of all cases say, no more and no less.
async function quietDay({ data, caller, day, move }) {
  const before = await alarmsOf(data);
  await move(day);
  return alarmsAreThoseDue({ data, caller, day, before, cases: await rows(data, 'select case_no from case_file') });
}

/// Alarms raised while clients worked may have ceased to be due since; each was when it was raised.
async function warranted({ data, caller, seenDue }) {
  let replayed = 0;
  for (const { caseNo, what, raisedOn } of await alarmsOf(data)) {
    if (seenDue.has(`${caseNo} ${what}`)) continue;
    // Nobody here hands a result over or takes one back: what was owed then is owed now.
    if (owed((await caller.send('GET', `/cases/${caseNo}`)).json(), raisedOn).has(what)) continue;
    ++replayed;
    assert.ok(
      await wasDue(await eventsOf(caller, caseNo), what, raisedOn),
      `${caseNo} ${what} was raised on ${raisedOn}, but was never due by then`,
    );
  }
  return replayed;
}

/// `meddle`: what a test of this test does to the record in the middle.
export async function instances(days, { chance, count = 3, tell = () => {}, meddle = () => {} }) {
  const data = await dataFolder();
  const services = [await startService(momentOf(first), { data })];
  while (services.length < count)
    services.push(await startService(momentOf(first), { args: ['--database', urlOf(data)] }));
  const callers = services.map((service) => callerOf(service, { fresh: true }));
  const desk = newDesk({ cases: 4 });
  const seenDue = new Set();
  const figures = {
    instances: count,
    days,
    acknowledged: 0,
    refused: 0,
    reads: 0,
    raisedOnQuietDays: 0,
    alarms: 0,
    replayed: 0,
  };
  const move = async (day) => {
    for (const service of services) await service.setClock(momentOf(day));
  };
  const onTrouble = (trouble) => desk.unforeseen.push(`${trouble.status ?? ''} ${trouble.text ?? trouble.message}`);
  const onView = (view) => {
    for (const what of due(view, view.today).keys()) seenDue.add(`${view.caseNo} ${what}`);
  };
  try {
    let over = false,
      today = 0;
    while (today < days) {
      over = false;
      const atWork = Array.from({ length: clients }, (_, i) => {
        const own = chance.branch(`${today} ${i}`);
        return clerk(`i${i}`, {
          caller: () => own.pick(callers),
          desk,
          chance: own,
          insistent: true,
          onTrouble,
          onView,
          run: `${today}-`,
        }).work(() => over);
      });
      // Two days with work, on the second of which the instances' clocks move one after the other under it.
      for (let i = 0; i < 2; ++i) {
        await Promise.race([desk.more(aDay), Promise.all(atWork)]);
        if (i === 0) await move(dayOf(++today));
      }
      over = true;
      await Promise.all(atWork);
      for (let i = 0; i < leftAlone; ++i) {
        const command = { key: `alone-${today}-${i}`, verb: 'submit', seen: 0, started: performance.now() };
        desk.commands.push(await insist(callers[i % count], command));
        desk.note(command);
      }
      await meddle({ data, today });
      figures.raisedOnQuietDays += await quietDay({ data, caller: callers[today % count], day: dayOf(++today), move });
      tell({ ...figures, day: dayOf(today), acknowledged: desk.acknowledged });
    }
    assert.deepEqual(desk.unforeseen, []);
    assert.deepEqual(contradictions(desk), []);
    assert.deepEqual(disagreements(desk.commands, await wholeLog(data)), []);
    assert.deepEqual(await halves(data), []);
    figures.replayed = await warranted({ data, caller: callers[0], seenDue });
    const alarms = (await alarmsOf(data)).map(nameOf);
    assert.equal(new Set(alarms).size, alarms.length, 'an alarm was raised twice');
    return {
      ...figures,
      acknowledged: desk.acknowledged,
      refused: desk.commands.length - desk.acknowledged,
      reads: desk.reads.length,
      alarms: alarms.length,
      record: await auditIsClean(data),
    };
  } finally {
    callers.forEach((caller) => caller.close());
    for (const service of services.reverse()) await service.stop();
    await clearAway(data);
  }
}
