// What a benchmark needs of a client: a keep-alive connection that costs next to nothing, a closed loop of many of them, and
// percentiles. Its own HTTP, because http.Agent takes four times the processor time and would share two cores with what is measured.

import { connect } from 'node:net';

const giveUpMs = 30_000;

class Answer {
  constructor(head, body) {
    this.head = head;
    this.body = body;
  }
  get status() {
    return Number(this.head.slice(9, 12));
  }
  get etag() {
    return /\r\netag: "([^"]*)"/i.exec(this.head)?.[1];
  }
  get text() {
    return this.body.toString();
  }
}

/// One connection, one request at a time.
export class Connection {
  #origin;
  #headers;
  #socket = null;
  #waiting = null;
  #late = null;
  #chunks = [];
  #held = 0;
  #head = null;
  #whole = 0;

  /// `headers`: those of every request
  constructor(origin, headers) {
    this.#origin = new URL(origin);
    this.#headers = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  }

  /// {status, etag, text, body}; rejects when the connection breaks or nothing comes for long
  ask(method, path, body, headers = '', patience = giveUpMs) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#late =
        patience === Infinity
          ? null
          : setTimeout(() => this.#fail(new Error(`no answer to ${method} ${path} in ${patience} ms`)), patience);
      if (!this.#socket) this.#open();
      const text = body ?? '';
      this.#socket.write(
        `${method} /api/v1${path} HTTP/1.1\r\nHost: ${this.#origin.host}\r\n${this.#headers}${headers}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    });
  }

  close() {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open() {
    const socket = connect({ host: this.#origin.hostname, port: Number(this.#origin.port), noDelay: true });
    this.#socket = socket;
    this.#forget();
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (fault) => {
      if (socket === this.#socket) this.#fail(fault);
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.#fail(new Error('the connection was closed'));
    });
  }

  #take(chunk) {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#head === null) {
      const start = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : chunk;
      const end = start.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.#head = start.latin1Slice(0, end);
      this.#whole = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1] ?? 0);
    }
    if (this.#held < this.#whole) return;
    const head = this.#head,
      all = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : chunk;
    this.#forget();
    if (/\r\nconnection: close/i.test(head)) this.close();
    this.#settle()?.resolve(new Answer(head, all.subarray(head.length + 4)));
  }

  #forget() {
    this.#chunks = [];
    this.#held = 0;
    this.#head = null;
  }

  #fail(fault) {
    this.close();
    this.#settle()?.reject(fault);
  }

  #settle() {
    const waiting = this.#waiting;
    clearTimeout(this.#late);
    this.#waiting = null;
    return waiting;
  }
}

/// `clients` clients do `step(client)` again and again. What ends before the warm-up is over is not counted; what begins before
/// the end is, however long it takes, so that a client who is not served shows. `step` throws to end it all.
export async function closedLoop({ clients, seconds, warmUp = 1 }, step, begun = () => {}) {
  const taken = [];
  const start = performance.now(),
    from = start + warmUp * 1000,
    until = from + seconds * 1000;
  const starting = setTimeout(begun, warmUp * 1000);
  let counted = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let now = performance.now(); now < until;) {
        const asked = now;
        await step(client);
        now = performance.now();
        if (now >= from) taken.push(now - asked);
        if (now >= from && now < until) ++counted;
      }
    }),
  ).finally(() => clearTimeout(starting));
  return { perSecond: counted / seconds, taken };
}

/// Milliseconds to percentiles.
export function spread(taken) {
  const sorted = Float64Array.from(taken).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), worst: at(1) };
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
