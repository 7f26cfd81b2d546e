// What has to be raised about a case as it stands, read from what the service shows of its clocks rather than from what sweeps it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './patience.mjs';
import { rows } from './record.mjs';

const run = promisify(execFile);
const dayAfter = (day) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/// clock and rung -> the day it holds from; null where the view does not say. Nothing is due for a held clock.
export function due(view, today) {
  const rungs = new Map();
  for (const { clock, light, state, due } of view.clocks) {
    if (!light || !due || state === 'paused') continue;
    if (state === 'running' && (light === 'yellow' || light === 'red')) rungs.set(`${clock} warning`, null);
    if (state === 'running' && due <= today) rungs.set(`${clock} due`, due);
    if (light === 'red' || light === 'late') rungs.set(`${clock} breach`, dayAfter(due));
  }
  return new Map([...rungs, ...owed(view, today)]);
}

/// The same of results that nobody was handed. A replay without a record does not tell them.
export const owed = ({ results = [] }, day) =>
  new Map(
    results
      .filter(({ deliverBy, handedOver }) => deliverBy && deliverBy < day && handedOver.length === 0)
      .map(({ task, deliverBy }) => [`${task} obligation`, dayAfter(deliverBy)]),
  );

/// Every alarm that stands, in the order they were raised.
export const alarmsOf = async (data) =>
  (
    await rows(
      data,
      `select json_build_object('caseNo', case_no, 'what', clock || ' ' || rung, 'day', day, 'raisedOn', (raised_at at time zone 'Asia/Shanghai')::date)
  from alarm where retracted_at is null order by number`,
    )
  ).map((line) => JSON.parse(line));
export const nameOf = ({ caseNo, what }) => `${caseNo} ${what}`;

/// Once a day has been swept: all that is due on these cases is raised, and what was raised since `before` was due. Gives how many
/// that were. Nobody may work meanwhile.
export async function alarmsAreThoseDue({ data, caller, day, before, cases }) {
  await until(
    `the sweep of ${day}`,
    async () => Number(await rows(data, `select count(*) from case_file where attention <= '${day}'`)) === 0,
  );
  const wanted = new Map();
  for (const caseNo of cases) {
    const view = (await caller.send('GET', `/cases/${caseNo}`)).json();
    assert.equal(view.today, day);
    for (const [what, from] of due(view, day)) wanted.set(`${caseNo} ${what}`, from);
  }
  const raised = new Map((await alarmsOf(data)).map((alarm) => [nameOf(alarm), alarm]));
  assert.deepEqual(
    [...wanted.keys()].filter((one) => !raised.has(one)),
    [],
    `${day}: alarms that were not raised`,
  );
  const earlier = new Set(before.map(nameOf));
  const fresh = [...raised.values()].filter((one) => !earlier.has(nameOf(one)) && cases.includes(one.caseNo));
  assert.deepEqual(
    fresh.map(nameOf).filter((one) => !wanted.has(one)),
    [],
    `${day}: alarms raised for nothing`,
  );
  for (const one of fresh) assert.equal(one.day, wanted.get(nameOf(one)) ?? one.day, nameOf(one));
  return fresh.length;
}

const members = [
  'do',
  'task',
  'outcome',
  'attributes',
  'reason',
  'missing',
  'override',
  'clock',
  'days',
  'add',
  'drop',
  'effective',
];

/// Whether some state that the case has passed through, looked at on `day`, makes this alarm due: replayed without a database.
export async function wasDue(events, wanted, day) {
  const folder = mkdtempSync(join(tmpdir(), 'bandian-replay-'));
  try {
    const [submission] = events;
    for (let length = events.length; length > 0; --length) {
      const steps = events
        .slice(0, length)
        .map((event) => ({
          at: event.at,
          ...Object.fromEntries(
            Object.entries(event.number === 1 ? { do: 'submit' } : event).filter(([name]) => members.includes(name)),
          ),
        }));
      if (steps.at(-1).at.slice(0, 10) > day) continue;
      const file = join(folder, `${length}.json`);
      writeFileSync(file, JSON.stringify({ process: submission.process, attributes: submission.attributes, steps }));
      const { stdout } = await run(process.env.BANDIAN, [
        'replay',
        new URL('../../workflows/zhoucun-2018', import.meta.url).pathname,
        file,
        '--as-of',
        `${day}T23:59:00+08:00`,
      ]);
      if (due(JSON.parse(stdout), day).has(wanted)) return true;
    }
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
