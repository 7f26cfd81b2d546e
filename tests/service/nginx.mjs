// nginx with the site that ships, deploy/nginx.conf, on ports of its own and with a certificate made for the test; and raw
// connections to it, on which a test writes what no client library would.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { until } from './outside.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const host = 'bandian.example.cn';
const path = `${process.env.PATH}:/usr/sbin`; // where distributions keep it

/// Why there can be none here; null when there can.
export const missing = spawnSync('nginx', ['-v'], { env: { PATH: path } }).error
  ? 'nginx is not installed'
  : spawnSync('openssl', ['version']).error
    ? 'openssl is not installed'
    : null;

export const freePort = (address = '127.0.0.1') =>
  new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, address, () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });

/// Each [from, to] must fit `times` times, so that what the test does not replace is what ships.
function filled(text, replacements) {
  for (const [from, to, times] of replacements) {
    assert.equal(text.match(from)?.length ?? 0, times, `${from} in deploy/nginx.conf`);
    text = text.replace(from, to);
  }
  return text;
}

/// In front of the service at `upstream` (http://127.0.0.1:PORT), or of several.
export async function startNginx(...upstream) {
  const folder = await mkdtemp(join(tmpdir(), 'bandian-nginx-'));
  await chmod(folder, 0o755); // its workers may run as a user of their own
  const inFolder = (name) => join(folder, name);
  const [plain, port] = [await freePort(), await freePort()];
  const v6 = await freePort('::1').then(
    () => true,
    () => false,
  );
  const made = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${host}`,
      '-addext',
      `subjectAltName=DNS:${host}`,
      '-keyout',
      inFolder('key.pem'),
      '-out',
      inFolder('certificate.pem'),
    ],
    { encoding: 'utf8' },
  );
  assert.equal(made.status, 0, made.stderr);
  const site = filled(await readFile(join(root, 'deploy/nginx.conf'), 'utf8'), [
    [/server 127\.0\.0\.1:8080;/g, upstream.map((one) => `server ${new URL(one).host};`).join(' '), 1],
    [/listen 80\b/g, `listen 127.0.0.1:${plain}`, 2],
    [/listen 443\b/g, `listen 127.0.0.1:${port}`, 2],
    [/listen \[::\]:80\b/g, v6 ? `listen [::1]:${plain}` : '# $&', 2],
    [/listen \[::\]:443\b/g, v6 ? `listen [::1]:${port}` : '# $&', 2],
    [/\/etc\/ssl\/certs\/bandian\.pem/g, inFolder('certificate.pem'), 1],
    [/\/etc\/ssl\/private\/bandian\.key/g, inFolder('key.pem'), 1],
    [/\/var\/log\/nginx\/bandian\.access\.log/g, inFolder('access.log'), 1],
    [/\/var\/log\/nginx\/bandian\.error\.log/g, inFolder('error.log'), 1],
  ]);
  await writeFile(inFolder('site.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${inFolder(name)};`)
    .join('\n  ');
  // As the distribution's nginx.conf, where that says something that a site could contradict.
  await writeFile(
    inFolder('nginx.conf'),
    `daemon off;
worker_processes 2;
pid ${inFolder('pid')};
error_log ${inFolder('main.log')} notice;
events { worker_connections 1024; }
http {
  ${temporary}
  sendfile on;
  tcp_nopush on;
  default_type application/octet-stream;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers on;
  access_log ${inFolder('others.log')};
  gzip on;
  include ${inFolder('site.conf')};
}
`,
  );
  await mkdir(inFolder('client_body'), { recursive: true });
  const child = spawn('nginx', ['-p', folder, '-e', inFolder('main.log'), '-c', inFolder('nginx.conf')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path },
  });
  let said = '',
    over = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const ended = new Promise((resolve) =>
    child.once('exit', (code) => {
      over = true;
      resolve(code);
    }),
  );
  const log = async (name) => readFile(inFolder(name), 'utf8').catch(() => '');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const nginx = {
    port,
    plain,
    v6,
    folder,
    stop,
    pid: child.pid,
    access: () => log('access.log'),
    errors: async () =>
      (await log('main.log'))
        .split('\n')
        .filter((line) => /\[(error|crit|alert|emerg)\]/.test(line))
        .join('\n') + (await log('error.log')),

    /// {status, headers, body, raw: names and values as they came}. `from`: the address it comes from.
    ask: (method, where, { headers = {}, body, from = '127.0.0.1', to = '127.0.0.1', agent } = {}) =>
      new Promise((resolve, reject) => {
        const asked = request(
          {
            host: to,
            port,
            method,
            path: where,
            headers: { Host: `${host}:${port}`, ...headers },
            servername: host,
            rejectUnauthorized: false,
            agent: agent ?? false,
            ...(to === '127.0.0.1' ? { localAddress: from } : {}),
          },
          (response) => {
            const chunks = [];
            response.on('data', (chunk) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () =>
              resolve({
                status: response.statusCode,
                headers: response.headers,
                raw: response.rawHeaders,
                body: Buffer.concat(chunks),
              }),
            );
          },
        );
        asked.on('error', reject);
        asked.end(body);
      }),

    /// A TLS connection, open.
    open: (from = '127.0.0.1', options = {}) =>
      new Promise((resolve, reject) => {
        const socket = connect({
          host: '127.0.0.1',
          port,
          localAddress: from,
          servername: host,
          rejectUnauthorized: false,
          ...options,
        });
        socket.once('error', reject);
        socket.once('secureConnect', () => {
          socket.off('error', reject);
          socket.on('error', () => {});
          resolve(socket);
        });
      }),

    /// Writes the pieces, each when the last has left us, and gives all that comes back until it closes or is silent for `patience` ms
    /// after the last piece. {text, sent: bytes, statuses of all answers}
    async say(pieces, { from, patience = 3000 } = {}) {
      const socket = await nginx.open(from);
      const chunks = [];
      let sent = 0,
        closed = false,
        quiet = null;
      const done = new Promise((resolve) => {
        socket.once('close', () => {
          closed = true;
          resolve();
        });
        socket.on('data', (chunk) => {
          chunks.push(chunk);
          quiet?.refresh();
        });
        socket.waited = resolve;
      });
      for await (const piece of typeof pieces === 'string' || Buffer.isBuffer(pieces) ? [pieces] : pieces) {
        if (closed) break;
        sent += piece.length;
        if (!socket.write(piece, typeof piece === 'string' ? 'latin1' : undefined))
          await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), done]);
      }
      quiet = setTimeout(() => socket.waited(), patience);
      await done;
      clearTimeout(quiet);
      socket.destroy();
      const text = Buffer.concat(chunks).toString('latin1');
      return {
        text,
        sent,
        statuses: [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status)),
      };
    },
  };
  try {
    await until('nginx to listen', () => {
      if (over) throw new Error(`nginx ended:\n${said}`);
      return nginx.open().then(
        (socket) => {
          socket.destroy();
          return true;
        },
        () => false,
      );
    });
  } catch (fault) {
    const why = await log('main.log');
    await stop();
    throw new Error(`${fault.message}\n${why}`);
  }
  return nginx;
}

/// A server behind nginx that answers everything with 200 and keeps, connection by connection, the bytes that came.
/// `breaks`: it answers nothing, and goes once it has the request.
export async function recorder({ breaks = false } = {}) {
  const heard = [];
  const server = createServer((connection) => {
    const place = heard.push('') - 1;
    connection.on('error', () => {});
    connection.on('data', (chunk) => {
      heard[place] += chunk.toString('latin1');
      const [head, body = ''] = heard[place].split(/\r\n\r\n([^]*)/);
      const whole = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (heard[place].includes('\r\n\r\n') && body.length >= whole)
        breaks
          ? connection.destroy()
          : connection.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    heard,
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
