// The primary of two synchronous PostgreSQL nodes is killed under load: what was acknowledged is on the new primary, exactly
// once, and how long nothing was taken is counted. node failover.mjs [node|postmaster|stopped|control [ROUNDS]], see script/failover.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { startService } from '../service/service.mjs';
import { disagreements, missing } from './account.mjs';
import { callerOf } from './caller.mjs';
import { chance, seedOf } from './chance.mjs';
import { clerk, desk as newDesk } from './clerks.mjs';
import { signal, startNodes, timing } from './failover_nodes.mjs';
import { pause, until, within } from './patience.mjs';
import { audit } from './record.mjs';

const now = '2018-10-08T09:00:00+08:00';
const clerks = 8;
const back = 120_000; // ms in which commands have to be taken again

// What is done to the primary. Each gives what brings it back.
const ways = {
  node: (node) => {
    // its machine loses power
    for (const pid of node.processes()) signal(pid, 'SIGKILL');
    return async () => {
      await node.gone();
      await node.start();
    };
  },
  postmaster: (node) => {
    // its PostgreSQL crashes, and its Patroni lives
    signal(node.postgres()[0], 'SIGKILL');
    return async () => {};
  },
  stopped: (node) => {
    // its machine stands still for twice the time after which it is missed: connections stay open, and nothing answers
    const pids = node.processes();
    for (const pid of pids) signal(pid, 'SIGSTOP');
    const goingOn = pause(2000 * timing.ttl).then(() => {
      for (const pid of pids) signal(pid, 'SIGCONT');
    });
    return () => goingOn;
  },
};

/// `control`: without synchronous replication, and with a standby that is not told the last commands: they must be lost.
export async function failover(rounds, { way = 'node', control = false, chance, tell = () => {} }) {
  const cluster = await startNodes({ synchronous: !control });
  const desk = newDesk({ cases: 12 });
  const figures = {
    way,
    rounds: 0,
    takenOver: 0,
    acknowledged: 0,
    refusedSeconds: [],
    unavailable: 0,
    lostConnections: 0,
    lost: [],
  };
  let service, caller;
  const onTrouble = (trouble) => (trouble instanceof Error ? ++figures.lostConnections : ++figures.unavailable);
  try {
    service = await startService(now, { args: ['--database', cluster.url] });
    caller = callerOf(service);
    while (figures.rounds < rounds) {
      const primary = await cluster.whole();
      const standby = cluster.nodes.find((node) => node !== primary);
      const from = desk.commands.length;
      let over = false;
      const atWork = Promise.all(
        Array.from({ length: clerks }, (_, i) =>
          clerk(`c${i}`, {
            caller: () => caller,
            desk,
            chance: chance.branch(`${figures.rounds} ${i}`),
            insistent: true,
            onTrouble,
            run: `f${figures.rounds}-`,
          }).work(() => over),
        ),
      );
      const goesOn = (count) => within(back, 'commands to be acknowledged', Promise.race([desk.more(count), atWork]));
      await goesOn(200 + chance.below(200));
      if (control) {
        signal(Number(await primary.sql('select pid from pg_stat_replication')), 'SIGSTOP');
        await goesOn(100);
      }
      const killed = performance.now();
      const restore = ways[way](primary);
      await pause(50); // what was on its way back has come
      await goesOn(clerks + 1);
      figures.refusedSeconds.push(Number(longestSilence(desk.commands.slice(from), killed).toFixed(1)));
      await goesOn(100);
      over = true;
      await within(back, 'the clerks to leave off', atWork);
      // A living Patroni may have started its PostgreSQL again instead.
      const fresh = await until(
        'there is a primary',
        async () => {
          const node = await cluster.primary();
          return way === 'postmaster' || node === standby ? node : null;
        },
        { limit: back },
      );
      figures.takenOver += fresh === standby;
      figures.lost = await missing(caller, desk.commands.slice(from));
      figures.acknowledged = desk.acknowledged;
      ++figures.rounds;
      if (control) return figures;
      assert.deepEqual(figures.lost, [], 'acknowledged, and not on the new primary');
      assert.deepEqual(desk.unforeseen, []);
      assert.deepEqual(disagreements(desk.commands, await logOf(fresh)), []);
      const { code, said } = await audit(['--database', cluster.url]);
      assert.equal(code, 0, said);
      figures.record = said.trim();
      tell(figures);
      await restore();
      if (way === 'stopped') assert.deepEqual(disagreements(desk.commands, await logOf(await cluster.whole())), []);
    }
    return figures;
  } finally {
    caller?.close();
    await cluster.stop();
    await service?.stop(); // also without its database
  }
}

/// Seconds between two acknowledgements that follow each other, the longest from `start` on.
function longestSilence(commands, start) {
  const times = [
    start,
    ...commands.filter((command) => command.acknowledged && command.ended >= start).map((command) => command.ended),
  ].sort((a, b) => a - b);
  return Math.max(...times.slice(1).map((time, i) => time - times[i])) / 1000;
}

/// All that a node holds: case number -> {name, version, entries}
async function logOf(node) {
  const lines = await node.sql(
    `select json_build_object('caseNo', c.case_no, 'name', p.applicant->>'name', 'version', c.version,
      'entries', (select coalesce(json_agg(e.entry order by e.number), '[]') from event e where e.case_no = c.case_no)) from case_file c left join person p using (case_no) order by case_no`,
    'bandian',
  );
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map((one) => [one.caseNo, one]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what = 'all', count = '2'] = process.argv.slice(2);
  const chosen = what === 'all' ? ['node', 'postmaster', 'control'] : [what];
  if (!chosen.every((one) => one === 'control' || one in ways) || !(Number(count) > 0)) {
    console.error(
      `Expected node, postmaster, stopped, control or all, and perhaps how many rounds, but got "${process.argv.slice(2).join(' ')}".`,
    );
    process.exit(2);
  }
  const seed = seedOf();
  console.log(`SEED=${seed}; Patroni ttl ${timing.ttl} s, loop ${timing.loop_wait} s`);
  for (const one of chosen) {
    const about = { chance: chance(seed), tell: (figures) => console.log(`  ${JSON.stringify(figures)}`) };
    try {
      if (one === 'control') {
        const { lost } = await failover(1, { ...about, control: true });
        assert.notEqual(
          lost.length,
          0,
          'Expected an asynchronous standby to lose something, or the others prove nothing.',
        );
        console.log(
          `control: without synchronous replication ${lost.length} acknowledged commands were lost, as they must be`,
        );
      } else {
        const figures = await failover(Number(count), { ...about, way: one });
        console.log(`${one}: held ${JSON.stringify(figures)}`);
      }
    } catch (fault) {
      console.log(`${one}: FAILED, SEED=${seed}\n${fault.stack}`);
      process.exitCode = 1;
    }
  }
}
