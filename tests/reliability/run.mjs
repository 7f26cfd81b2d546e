// The long forms: node run.mjs [WHAT [COUNT]], see script/reliability.

import { chance, seedOf } from './chance.mjs';
import { droppedReplies } from './dropped_replies.mjs';
import { faults } from './faults.mjs';
import { instances } from './instances.mjs';
import { killPostgres } from './kill_postgres.mjs';
import { killService } from './kill_service.mjs';
import { oneKey } from './one_key.mjs';
import { tampering } from './tampering.mjs';

const seed = seedOf();
const tell = (figures) => console.log(`  ${JSON.stringify(figures)}`);
const about = () => ({ chance: chance(seed), tell });

// what, how often unless told otherwise, what is counted
const all = {
  'kill-service': [500, 'kills', (count) => killService(count, about())],
  'kill-postgres': [100, 'kills', (count) => killPostgres(count, about())],
  'dropped-replies': [100_000, 'commands', (count) => droppedReplies(count, about())],
  'one-key': [10_000, 'rounds', (count) => oneKey(count, about())],
  tampering: [1000, 'edits', (count) => tampering(count, about())],
  faults: [10, 'rounds of all faults', (count) => faults(count, about())],
  instances: [
    60,
    'days, with two, three and four instances',
    async (count) => {
      for (const many of [2, 3, 4]) tell(await instances(count, { ...about(), count: many }));
      return { days: 3 * count };
    },
  ],
};

const [what = 'all', count] = process.argv.slice(2);
const chosen = what === 'all' ? Object.keys(all) : [what];
if (!chosen.every((name) => name in all) || (count !== undefined && !(Number(count) > 0))) {
  console.error(
    `Expected one of ${Object.keys(all).join(', ')} or all, and perhaps a number, but got "${process.argv.slice(2).join(' ')}".`,
  );
  process.exit(2);
}
console.log(`SEED=${seed}`);
let failed = false;
for (const name of chosen) {
  const [usual, unit, run] = all[name];
  const many = Number(count ?? usual);
  console.log(`${name}: ${many} ${unit}`);
  const started = Date.now();
  try {
    const figures = await run(many);
    console.log(`${name}: held, in ${Math.round((Date.now() - started) / 1000)} s ${JSON.stringify(figures)}`);
  } catch (fault) {
    failed = true;
    console.log(`${name}: FAILED, SEED=${seed}\n${fault.stack}`);
  }
}
process.exitCode = failed ? 1 : 0;
