// The record behind the service, read and edited past it with psql.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { until } from './patience.mjs';

const run = promisify(execFile);
const socketOf = (data) => realpathSync(`${data}/postgres`);
const psqlOf = (data) => [
  '-X',
  '-q',
  '-t',
  '-A',
  '-h',
  socketOf(data),
  '-U',
  'bandian',
  '-d',
  'bandian',
  '-v',
  'ON_ERROR_STOP=1',
];

/// For --database of a further instance.
export const urlOf = (data, socket = socketOf(data)) => `host=${socket} user=bandian dbname=bandian`;

export async function sql(data, text) {
  const { stdout } = await run('psql', [...psqlOf(data), '-c', text], { maxBuffer: 1 << 30 });
  return stdout.trim();
}
export const rows = async (data, text) => (await sql(data, text)).split('\n').filter(Boolean);

/// Past the triggers, as whoever owns the disk could.
export const tamper = (data, text) => sql(data, `set session_replication_role = replica; ${text}`);

/// One psql that stays: a start of it costs more than most questions.
export function session(data) {
  const psql = spawn('psql', psqlOf(data), { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => psql.once('exit', resolve));
  let said = '',
    complaint = '',
    waiting = null;
  psql.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  psql.stdout.on('data', (chunk) => {
    said += chunk;
    const end = said.indexOf('\u0004\n');
    if (end < 0 || !waiting) return;
    const answer = said.slice(0, end);
    said = said.slice(end + 2);
    const { resolve } = waiting;
    waiting = null;
    resolve(answer.split('\n').filter(Boolean));
  });
  ended.then(() => waiting?.reject(new Error(`psql ended: ${complaint}`)));
  return {
    ask: (text) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        psql.stdin.write(`${text};\n\\echo '\u0004'\n`);
      }),
    end: () => {
      psql.stdin.end();
      return ended;
    },
  };
}

/// The command an operator runs: exit code 0 when all is as recorded, 1 when something is not. `where`: ['--data', DIR] or ['--database', URL]
export async function audit(where) {
  try {
    const { stdout } = await run(process.env.BANDIAN, ['audit', 'verify', ...where], { maxBuffer: 1 << 28 });
    return { code: 0, said: stdout };
  } catch (fault) {
    return { code: fault.code, said: `${fault.stdout}${fault.stderr}` };
  }
}
export async function auditIsClean(data) {
  const { code, said } = await audit(['--data', data]);
  assert.equal(code, 0, `bandian audit verify ended with ${code}:\n${said}`);
  return said.trim();
}

/// The process of the private PostgreSQL, which leads a group of its own; 0 while there is none. A file that a dead one left
/// may name somebody else by now: only a process that was started on this very folder is taken.
export function postgresOf(data) {
  try {
    const pid = Number(readFileSync(`${socketOf(data)}/postmaster.pid`, 'utf8').split('\n')[0]);
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words[0].endsWith('/postgres') && words.includes(socketOf(data)) ? pid : 0;
  } catch {
    return 0;
  }
}

/// The folder, once the PostgreSQL of a service that was killed has let go of it. What goes wrong here hides no other fault.
export async function clearAway(data) {
  await until('PostgreSQL lets go of its folder', () => postgresOf(data) === 0).catch((fault) =>
    console.error(fault.message),
  );
  await rm(dirname(data), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch((fault) =>
    console.error(fault.message),
  );
}

/// All that is recorded: case number -> {name, version, entries}
export async function wholeLog(data) {
  const lines = await rows(
    data,
    `select json_build_object('caseNo', c.case_no, 'name', p.applicant->>'name', 'version', c.version,
      'entries', (select coalesce(json_agg(e.entry order by e.number), '[]') from event e where e.case_no = c.case_no)) from case_file c left join person p using (case_no) order by case_no`,
  );
  return new Map(lines.map((line) => JSON.parse(line)).map((one) => [one.caseNo, one]));
}

/// Effects that are there in part: a key without its event, an event without its key, a case without its person. Each command
/// here carries a key; what silence enters has none.
export const halves = (data) =>
  rows(
    data,
    `
  select 'the key ' || i.key || ' without its event' from idempotency i where not exists (select from event e where e.case_no = i.case_no and e.number = i.version)
  union all select 'the event ' || e.case_no || ' ' || e.number || ' without a key' from event e
    where e.entry->>'do' <> 'lapse' and not exists (select from idempotency i where i.case_no = e.case_no and i.version >= e.number)
  union all select 'the case ' || c.case_no || ' without its person' from case_file c where not exists (select from person p where p.case_no = c.case_no)
  union all select 'the case ' || c.case_no || ' at version ' || c.version || ' with ' || (select count(*) from event e where e.case_no = c.case_no) || ' events' from case_file c
    where c.version <> (select count(*) from event e where e.case_no = c.case_no)`,
  );
