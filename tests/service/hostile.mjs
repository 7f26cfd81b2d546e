// Clients that nobody would like to have: many slow ones at once, and requests no client library would write.

import { connect } from 'node:net';
import { host } from './nginx.mjs';

const dribbleMs = 500;

const head = (line, headers = '') => `${line} HTTP/1.1\r\nHost: ${host}\r\n${headers}`;
const kinds = {
  /// headers that never end
  header: () => [head('GET /'), 'X-Slow: a'],
  /// a body that comes a byte at a time
  body: () => [head('POST /api/v1/session', 'Content-Type: application/json\r\nContent-Length: 500000\r\n\r\n'), '{'],
  /// a file of somebody who is signed in, as slowly
  file: ({ caseNo, token }) => [
    head(`PUT /api/v1/cases/${caseNo}/materials/title`, `Authorization: ${token}\r\nContent-Length: 50000000\r\n\r\n`),
    '%',
  ],
  /// asks and does not read
  deaf: () => [Array(40).fill(head('GET /', '\r\n')).join(''), ''],
  /// connects, and not even a handshake follows
  mute: null,
};

/// Keeps `count` slow clients there, each from an address of its own, until `stop()`; whoever is thrown out comes again.
/// `thrownOut()`: how often that happened so far.
export async function dribblers(nginx, count, about) {
  const sockets = new Map(); // by place
  let over = false,
    thrown = 0;
  const names = Object.keys(kinds);
  async function come(place) {
    const kind = kinds[names[place % names.length]],
      from = `127.1.${place >> 7}.${1 + (place & 127)}`;
    const socket = kind
      ? await nginx.open(from)
      : await new Promise((resolve, reject) => {
          const plain = connect({ host: '127.0.0.1', port: nginx.port, localAddress: from }, () => resolve(plain)).once(
            'error',
            reject,
          );
        });
    sockets.set(place, socket);
    socket.on('error', () => {});
    let dribbling;
    socket.once('close', () => {
      clearInterval(dribbling);
      if (over) return;
      ++thrown;
      come(place).catch(() => {});
    });
    if (over) return void socket.destroy();
    if (!kind) return void socket.resume();
    const [first, byte] = kind(about);
    socket.write(first);
    if (byte === '') socket.pause();
    else {
      socket.resume();
      dribbling = setInterval(() => socket.write(byte.slice(-1)), dribbleMs);
    }
  }
  await Promise.all(Array.from({ length: count }, (_, place) => come(place)));
  return {
    thrownOut: () => thrown,
    stop: () => {
      over = true;
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}

/// Signs in as `name`, in vain. That it was carried out can be seen in the record.
const canary = (name) => {
  const body = JSON.stringify({ user: name, password: 'not the one' });
  return `POST /api/v1/session HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

/// Requests on whose end two readers could differ, with another one inside: [what, text]. `name`: of the one who would sign in.
export function smuggled(name) {
  const inside = (what) => canary(`${name}-${what}`);
  const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
  const post = (what, headers, body) => [
    what,
    head('POST /api/v1/cases', `Content-Type: application/json\r\n${headers}\r\n`) + body,
  ];
  return [
    post('cl-te', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${inside('cl-te')}`),
    post('te-cl', 'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', chunk(inside('te-cl'))),
    post('cl-cl', 'Content-Length: 2\r\nContent-Length: 300\r\n', `{}${inside('cl-cl')}`),
    post('cl-list', 'Content-Length: 2, 2\r\n', `{}${inside('cl-list')}`),
    post('cl-plus', 'Content-Length: +2\r\n', `{}${inside('cl-plus')}`),
    post('te-te', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${inside('te-te')}`),
    post('te-unknown', 'Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n', `{}${inside('te-unknown')}`),
    post('te-list', 'Transfer-Encoding: identity, chunked\r\n', `0\r\n\r\n${inside('te-list')}`),
    post('te-tab', 'Transfer-Encoding:\tchunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${inside('te-tab')}`),
    post('te-space', 'Transfer-Encoding : chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${inside('te-space')}`),
    post(
      'te-folded',
      'X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 4\r\n',
      `0\r\n\r\n${inside('te-folded')}`,
    ),
    post('te-bare-lf', 'X: a\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${inside('te-bare-lf')}`),
    post('te-nul', 'Transfer-Encoding: chunked\0\r\nContent-Length: 4\r\n', `0\r\n\r\n${inside('te-nul')}`),
    post(
      'chunk-overflow',
      'Transfer-Encoding: chunked\r\n',
      `10000000000000002\r\n{}\r\n0\r\n\r\n${inside('chunk-overflow')}`,
    ),
    post('chunk-negative', 'Transfer-Encoding: chunked\r\n', `-1\r\n{}\r\n0\r\n\r\n${inside('chunk-negative')}`),
    [
      'te-http10',
      `POST /api/v1/cases HTTP/1.0\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inside('te-http10')}`,
    ],
    // What it says is well-formed; but the service's library leaves the body of a GET on the connection.
    ...['GET', 'HEAD', 'OPTIONS'].map((method) => [
      `${method}-with-body`,
      head(`${method} /healthz`, `Content-Length: ${inside(`${method}-with-body`).length}\r\n\r\n`) +
        inside(`${method}-with-body`),
    ]),
    ['get-chunked', head('GET /healthz', 'Transfer-Encoding: chunked\r\n\r\n') + chunk(inside('get-chunked'))],
    [
      'path',
      head(
        `GET /healthz%20HTTP/1.1%0d%0aHost:%20x%0d%0a%0d%0a${encodeURIComponent(inside('path'))}`.slice(0, 900),
        '\r\n',
      ),
    ],
  ];
}
