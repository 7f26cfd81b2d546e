// What stands around the service: the command line, the database behind it, and waiting for a fact.

import { execFile } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Asks `look` until it gives something true; fails after `limit` ms with what was waited for.
export async function until(what, look, { limit = 10_000, every = 20 } = {}) {
  for (const late = Date.now() + limit; ;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > late) throw new Error(`Waited ${limit / 1000} s in vain: ${what}`);
    await pause(every);
  }
}

/// Any program, while this process goes on: what it waits for may be us. Gives {code, out, err}.
export const run = (program, args, options = {}) =>
  new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 1 << 28, timeout: 60_000, ...options }, (fault, out, err) =>
      resolve({ code: fault ? (fault.code ?? fault.signal) : 0, out, err }),
    );
  });
/// A command of bandian's.
export const bandian = (...args) => run(process.env.BANDIAN, args);

const socketOf = (data) => realpathSync(`${data}/postgres`);
/// For --database of a further instance, or of a further database on the same PostgreSQL.
export const urlOf = (data, name = 'bandian') => `host=${socketOf(data)} user=bandian dbname=${name}`;

export const psql = (data, text, { role = 'bandian', name = 'bandian' } = {}) =>
  run('psql', [
    '-X',
    '-q',
    '-t',
    '-A',
    '-h',
    socketOf(data),
    '-U',
    role,
    '-d',
    name,
    '-v',
    'ON_ERROR_STOP=1',
    '-c',
    text,
  ]);
/// Rows of text.
export async function sql(data, text, where) {
  const { code, out, err } = await psql(data, text, where);
  if (code !== 0) throw new Error(`${text}: ${err}`);
  return out.split('\n').filter(Boolean);
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
