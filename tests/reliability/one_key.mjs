// One command from thirty-two clients at once, through two instances: one event, and the same answer to the byte for all.

import assert from 'node:assert/strict';
import { dataFolder, startService } from '../service/service.mjs';
import { callerOf } from './caller.mjs';
import { application } from './clerks.mjs';
import { auditIsClean, clearAway, halves, rows, urlOf } from './record.mjs';

const now = '2018-10-08T09:00:00+08:00';
const clients = 32;
const longestCase = 30;

/// What a client sees of an answer.
const seen = ({ status, text, headers }) => `${status} ${headers.etag} ${headers.location ?? ''} ${text}`;

/// `keyOf(round, client)`: the same for all, unless a test lies about it.
export async function oneKey(rounds, { tell = () => {}, keyOf = (round) => `r${round}` } = {}) {
  const data = await dataFolder();
  const services = [await startService(now, { data })];
  services.push(await startService(now, { args: ['--database', urlOf(data)] }));
  // A connection for each call: a kept one would hold a thread, and the second half of the clients wait for the first's to go.
  const callers = services.map((service) => callerOf(service, { fresh: true }));
  const wanted = new Map(); // case -> entries
  try {
    let caseNo = null,
      version = 0,
      held = false;
    for (let round = 0; round < rounds; ++round) {
      const opens = caseNo === null;
      const path = opens ? '/cases' : `/cases/${caseNo}/tasks/accept/${held ? 'resume' : 'hold'}`;
      const body = opens ? application(`r${round}`) : held ? {} : { reason: 'testing' };
      const answers = await Promise.all(
        Array.from({ length: clients }, (_, i) =>
          callers[i % 2].send('POST', path, {
            body,
            headers: { 'Idempotency-Key': keyOf(round, i), ...(!opens && { 'If-Match': `"${version}"` }) },
          }),
        ),
      );
      const [first] = answers;
      assert.deepEqual(
        [...new Set(answers.map(seen))],
        [seen(first)],
        `round ${round}: the clients were answered differently`,
      );
      assert.equal(first.status, opens ? 201 : 200, first.text);
      const told = first.json();
      assert.equal(told.version, version + 1);
      caseNo = told.caseNo;
      version = told.version;
      wanted.set(caseNo, version);
      if (!opens) held = !held;
      if (version === longestCase) [caseNo, version, held] = [null, 0, false];
      if (round % 1000 === 999) tell({ rounds: round + 1 });
    }
    const there = await rows(
      data,
      'select c.case_no, c.version, count(*) from case_file c join event e using (case_no) group by 1, 2 order by 1',
    );
    assert.deepEqual(
      there,
      [...wanted].map(([no, count]) => `${no}|${count}|${count}`).sort(),
      'there are other cases or events than rounds',
    );
    assert.deepEqual(await halves(data), []);
    return { rounds, requests: rounds * clients, record: await auditIsClean(data) };
  } finally {
    callers.forEach((caller) => caller.close());
    for (const service of services.reverse()) await service.stop();
    await clearAway(data);
  }
}
