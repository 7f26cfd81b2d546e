// The real service, started for one test file on a port of its own with a clock the test moves.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const startMs = 120_000;
let keys = 0; // over all services of a test file: some share a record

export async function dataFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'bandian-'));
  await chmod(folder, 0o755); // the service's database may run as a user of its own
  return join(folder, 'data');
}

/// Makes a user's tokens good for a century, which nobody gets by command: a test's clock may be set years ahead.
export function prolongTokens(where, user) {
  // Where its socket is, it says itself: elsewhere when the path is long.
  const socket = () => readFileSync(`${where[1]}/postgres/postmaster.pid`, 'utf8').split('\n')[4];
  const own = () => ['-h', socket(), '-U', 'bandian', '-d', 'bandian'];
  const into = where[0] === '--data' ? own() : ['-d', where[1]];
  const change = `update session set ends = ends + interval '100 years' where kind = 'token' and account = '${user}'`;
  const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...into, '-c', change];
  const { status, stderr } = spawnSync('psql', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/// A token with which a test acts for the whole desk, wherever it sets the clock to. `where`: --data or --database of a running service.
export function tokenFor(
  where,
  { user = 'tester', roles = 'integration,permit-officer,supervisor', department = '*' } = {},
) {
  const bandian = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.env.BANDIAN, [...args, ...where], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  bandian('user', 'add', user, '--department', department, '--roles', roles, '--no-password');
  const token = bandian('token', 'add', user);
  prolongTokens(where, user);
  return token;
}

/// `data`: a folder that outlives the service; without it, one of its own that goes with it.
export async function startService(now, { data, args = [] } = {}) {
  const binary = process.env.BANDIAN;
  assert.ok(binary, 'Expected BANDIAN to name the bandian binary, but it is not set.');
  const folder = data ?? (await dataFolder());
  const child = spawn(binary, ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--test-clock', now, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  const origin = await new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`The service named no address in ${startMs / 1000} s:\n${said}`)),
      startMs,
    ).unref(); // it must not outlive a service that ended
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The service ended with ${code} before it listened:\n${said}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
        const address = said.match(/http:\/\/127\.0\.0\.1:\d+/);
        if (!address) return;
        clearTimeout(late);
        resolve(address[0]);
      });
  }).catch(async (fault) => {
    child.kill('SIGTERM');
    if (!data) await removeData(folder);
    throw fault;
  });

  const database = args.indexOf('--database');
  const authorization = {};
  try {
    authorization.Authorization = `Bearer ${tokenFor(database < 0 ? ['--data', folder] : ['--database', args[database + 1]])}`;
  } catch (fault) {
    child.kill('SIGTERM');
    await ended;
    throw fault;
  }

  async function ask(method, path, body, headers = {}) {
    // A connection that was kept may have ended while a command was waited for (spawnSync): that is seen first.
    await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise(setImmediate);
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...authorization, ...headers },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path} was answered ${response.status}: ${text}`);
    return { headers: response.headers, body: text ? JSON.parse(text) : null };
  }

  return {
    origin,
    headers: authorization, ///< for calls past ask and send
    pid: child.pid,
    /// all that it has written so far, for people
    said: () => said,
    setClock: (instant) => ask('PUT', '/test-clock', { now: instant }),
    createCase: async (application) =>
      (await ask('POST', '/cases', application, { 'Idempotency-Key': `browser-${++keys}` })).body,
    /// complete, hold or resume a task of the case as it is now
    act: async (caseNo, task, verb, body = {}) => {
      const version = (await ask('GET', `/cases/${caseNo}`)).headers.get('ETag');
      return ask('POST', `/cases/${caseNo}/tasks/${task}/${verb}`, body, {
        'If-Match': version,
        'Idempotency-Key': `browser-${++keys}`,
      });
    },
    ask,
    /// the raw answer, whatever its status
    send: (method, path, { body, headers = {} } = {}) =>
      fetch(`${origin}/api/v1${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...authorization, ...headers },
        body: typeof body === 'string' ? body : body && JSON.stringify(body),
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      if (!data) await removeData(folder);
      return code;
    },
  };
}

export async function removeData(folder) {
  await rm(dirname(folder), { recursive: true, force: true });
}

/// The cookies that an answer sets, a line for each. The one header that fetch makes of them is split where a name follows, not
/// within a date. (Node.js 18 has no getSetCookie.)
export const setCookies = (headers) => (headers.get('Set-Cookie') ?? '').split(/,\s*(?=[^;,=\s]+=)/).filter(Boolean);
