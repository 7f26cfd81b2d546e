// Durable steps a second of DBOS that do nothing, in as many workflows at once as there are clients:
// node queue_dbos.mjs CLUSTER CLIENTS SECONDS prints JSON.

import { createRequire } from 'node:module';
import { cpuSeconds, sql, watchCpu } from './machine.mjs';

const { DBOS } = createRequire(import.meta.url)('@dbos-inc/dbos-sdk');
const { Pool } = createRequire(import.meta.url)('pg');

const [cluster, clients, seconds] = [JSON.parse(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
const warmUpMs = 1000,
  stepsOfAWorkflow = 20,
  database = 'dbos';
if (sql(cluster, `select 1 from pg_database where datname = '${database}'`) === '')
  sql(cluster, `create database ${database}`);
const systemDatabasePool = new Pool({ host: cluster.host, user: 'bandian', database, max: clients + 3 });
systemDatabasePool.on('error', () => {});
const quiet = {
  info() {},
  debug() {},
  warn() {},
  error(text) {
    console.error(text);
  },
};
DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: `postgresql://bandian@localhost/${database}?host=${encodeURIComponent(cluster.host)}`,
  systemDatabasePool,
  logger: quiet,
});
let done = 0,
  from = Infinity,
  over = false;
const workflow = DBOS.registerWorkflow(
  async () => {
    for (let i = 0; i < stepsOfAWorkflow; ++i) {
      await DBOS.runStep(async () => i, { name: 'nothing' });
      if (performance.now() >= from) ++done;
    }
  },
  { name: 'workflow' },
);
await DBOS.launch();
const running = Array.from({ length: clients }, async () => {
  while (!over) await workflow();
});
await new Promise((resolve) => setTimeout(resolve, warmUpMs));
const stop = watchCpu({ client: () => cpuSeconds(process.pid), PostgreSQL: () => cpuSeconds(cluster.pid, true) });
from = performance.now();
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const perSecond = (done / (performance.now() - from)) * 1000,
  cpu = stop();
over = true;
await Promise.all(running);
console.log(JSON.stringify({ name: 'DBOS, steps', perSecond, cpu }));
await DBOS.shutdown();
await systemDatabasePool.end();
