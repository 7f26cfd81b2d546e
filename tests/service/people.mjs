// Who works with the service in a test: accounts, signing in, and acting as somebody.

import { execFile } from 'node:child_process';

export const password = 'geheim-geheim-1';

const bandian = (args, input = '') =>
  new Promise((resolve, reject) => {
    const child = execFile(process.env.BANDIAN, args, { timeout: 60_000 }, (fault, out, err) =>
      fault ? reject(new Error(`bandian ${args.join(' ')}: ${err}`)) : resolve(out.trim()),
    );
    child.stdin.on('error', () => {}); // it may not want any
    child.stdin.end(input);
  });

/// Makes an account, or changes it.
export const addUser = (data, { user, department, roles, secret = password }) =>
  bandian(
    [
      'user',
      'add',
      user,
      '--department',
      department,
      '--roles',
      roles,
      '--data',
      data,
      ...(secret ? [] : ['--no-password']),
    ],
    secret ? `${secret}\n` : '',
  );
export const removeUser = (data, user) => bandian(['user', 'remove', user, '--data', data]);
export const tokenOf = (data, user, ...args) => bandian(['token', 'add', user, '--data', data, ...args]);

/// A call as it is, whoever makes it: {status, headers, text, json}. `body`: text, bytes, or what becomes JSON.
export async function call(service, method, path, { body, headers = {} } = {}) {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(service.origin + path, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined || raw ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text);
    },
  };
}

export const signIn = (service, user, { secret = password, headers = {} } = {}) =>
  call(service, 'POST', '/api/v1/session', {
    body: { user, password: secret },
    headers: { Origin: service.origin, ...headers },
  });
/// The headers with which a page of the service acts for whoever was answered so.
export const asPage = (service, { headers }) => ({
  Cookie: headers.get('Set-Cookie').split(';')[0],
  Origin: service.origin,
});
