// Jobs a second of graphile-worker that do nothing, as it comes: node queue_graphile.mjs CLUSTER CLIENTS SECONDS prints JSON.

import { createRequire } from 'node:module';
import { cpuSeconds, sql, watchCpu } from './machine.mjs';

const { Logger, run, runMigrations } = createRequire(import.meta.url)('graphile-worker');
const { Pool } = createRequire(import.meta.url)('pg');

const [cluster, clients, seconds] = [JSON.parse(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
const warmUpMs = 1000,
  database = 'graphile';
if (sql(cluster, `select 1 from pg_database where datname = '${database}'`) === '')
  sql(cluster, `create database ${database}`);
const pgPool = new Pool({ host: cluster.host, user: 'bandian', database, max: clients + 3 });
const logger = new Logger(() => () => {});
await runMigrations({ pgPool, logger });
// More than it will do in the time.
sql(
  cluster,
  `truncate graphile_worker._private_jobs; select count(graphile_worker.add_job('nothing', '{}')) from generate_series(1, ${Math.ceil((seconds + 2) * (clients > 1 ? 12_000 : 4_000))}); analyze`,
  database,
);
let done = 0,
  from = Infinity;
const runner = await run({
  pgPool,
  logger,
  concurrency: clients,
  noHandleSignals: true,
  pollInterval: 100,
  taskList: {
    nothing: async () => {
      if (performance.now() >= from) ++done;
    },
  },
});
await new Promise((resolve) => setTimeout(resolve, warmUpMs));
const stop = watchCpu({ client: () => cpuSeconds(process.pid), PostgreSQL: () => cpuSeconds(cluster.pid, true) });
from = performance.now();
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const perSecond = (done / (performance.now() - from)) * 1000,
  cpu = stop();
if (sql(cluster, 'select 1 from graphile_worker._private_jobs limit 1', database) === '')
  throw new Error('there were too few jobs to measure it');
console.log(JSON.stringify({ name: 'graphile-worker, jobs', perSecond, cpu }));
await runner.stop();
await pgPool.end();
