// Where faults are made: a service whose database is reached through the proxy, and cases for it to work on.

import { realpathSync } from 'node:fs';
import { dataFolder, startService } from '../service/service.mjs';
import { callerOf } from './caller.mjs';
import { insist, something } from './clerks.mjs';
import { until } from './patience.mjs';
import { postgresProxy } from './postgres_proxy.mjs';
import { clearAway, urlOf } from './record.mjs';

const firstDay = '2018-10-08';
const now = `${firstDay}T09:00:00+08:00`;
const idle = 2500; // ms without anything new, in which each loop of the service has come round

export async function faultStage(chance) {
  const data = await dataFolder();
  const keeper = await startService(now, { data }); // of the database; its clock stands, so that it raises nothing
  const proxy = await postgresProxy(realpathSync(`${data}/postgres`));
  // Its folder is named only so that it is signed in to past the proxy: that is done while this process waits, the proxy with it.
  const service = await startService(now, { data, args: [`--database=${urlOf(data, proxy.folder)}`] });
  const caller = callerOf(service);
  const ownLoops = new Set();
  let keys = 0;
  const stage = { data, proxy, caller, commands: [], cases: [], day: firstDay };

  stage.note = (command) => {
    stage.commands.push(command);
    return command;
  };

  /// A command that is legal now: it opens a case, or enters something on one nobody else works on.
  stage.next = async (opens) => {
    const key = `f${++keys}`;
    if (opens) return stage.note({ key, verb: 'submit', seen: 0 });
    for (;;) {
      const caseNo =
        stage.cases.shift() ??
        (await insist(caller, stage.note({ key: `${key}-case`, verb: 'submit', seen: 0 }))).caseNo;
      const view = (await caller.send('GET', `/cases/${caseNo}`)).json();
      const act = something(view, chance, key);
      if (act) return stage.note({ key, caseNo, seen: view.version, effects: 1, ...act });
    }
  };

  /// What the service asks of itself is learned while nobody asks anything of it.
  let news = Date.now();
  proxy.plan = ({ sql }) => {
    if (ownLoops.has(sql)) return;
    ownLoops.add(sql);
    news = Date.now();
  };
  await until('the service asks nothing new of itself', () => Date.now() - news > idle);
  proxy.plan = () => undefined;

  /// The k-th statement that is not the service's own meets its fate. Gives what it met: `sql` is undefined when there are fewer.
  stage.onStatement = (k, fate) => {
    const theirs = new Set(); // connections in a transaction of the command
    const met = {};
    let count = 0;
    proxy.plan = ({ sql, connection }) => {
      if (/^\s*(begin|start)\b/i.test(sql)) return void theirs.delete(connection); // whose it is shows with the next statement
      if (/^\s*(commit|rollback|end)\b/i.test(sql) ? !theirs.has(connection) : ownLoops.has(sql)) return undefined;
      theirs.add(connection);
      if (++count !== k) return undefined;
      met.sql = sql.replace(/\s+/g, ' ').slice(0, 60);
      return fate;
    };
    return met;
  };
  stage.noFaults = () => {
    proxy.plan = () => undefined;
    proxy.refuses = false;
  };

  stage.nextDay = async () => {
    stage.day = new Date(Date.parse(stage.day) + 86_400_000).toISOString().slice(0, 10);
    await service.setClock(`${stage.day}T09:00:00+08:00`);
  };
  stage.end = async () => {
    caller.close();
    await service.stop();
    await proxy.close();
    await keeper.stop();
    await clearAway(data);
  };
  return stage;
}
