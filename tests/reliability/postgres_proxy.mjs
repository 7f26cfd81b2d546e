// A proxy on a unix socket that understands PostgreSQL's messages well enough to lose, refuse or belie one statement by itself.
//
// A statement is what a client sends before it waits: one Query, or all up to a Sync. The plan is asked about each before the server
// sees it, and gives its fate:
//   undefined             it goes through
//   'lost before'         the connection drops, and the server never sees it
//   'lost after'          the server carries it out; the connection drops before the answer
//   'lost in the middle'  the same, with half of the answer delivered
//   'cut off'             the server never sees it, and says as its last word that an administrator ended the connection (57P01)
//   an SQLSTATE           the server never sees it; it is answered by this error
//   'belied'              the server carries it out and takes it back, and the client is told that it was done

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const socketName = '.s.PGSQL.5432';

/// Cuts a stream into messages. A client's first one has no type.
function reader(bare, take) {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const head = bare ? 0 : 1;
      if (rest.length < head + 4) return;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      const type = bare ? '' : String.fromCharCode(message[0]);
      bare = false;
      take(type, message);
    }
  };
}

function message(type, body) {
  const head = Buffer.alloc(5);
  head[0] = type.charCodeAt(0);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
const query = (sql) => message('Q', Buffer.from(`${sql}\0`));
const ready = (transaction) => message('Z', Buffer.from(transaction));
const error = (severity, state, text) =>
  message('E', Buffer.from(`S${severity}\0V${severity}\0C${state}\0M${text}\0\0`));

const untilZero = (bytes, from) => bytes.toString('utf8', from, bytes.indexOf(0, from));

/// Gives the SQL that a client's message speaks of, also when it names what was prepared before; null for the others.
function sqlReader() {
  const prepared = new Map();
  return (type, bytes) => {
    if (type === 'Q') return untilZero(bytes, 5);
    if (type !== 'P' && type !== 'B') return null;
    const first = untilZero(bytes, 5),
      second = untilZero(bytes, bytes.indexOf(0, 5) + 1);
    if (type === 'P') prepared.set(first, second);
    return type === 'P' ? second : (prepared.get(second) ?? null);
  };
}

/// `folder`: of the real server's socket; a client connects to the proxy's. The plan may be set anew at any time: (statement) => fate,
/// statement: {sql, bytes: all of it, connection: a number}. While `refuses` is true no new connection is taken.
export async function postgresProxy(folder) {
  const own = mkdtempSync(join(tmpdir(), 'bandian-proxy-'));
  const clients = new Set();
  let connections = 0;
  const proxy = { folder: own, plan: () => undefined, refuses: false };

  const server = createServer((client) => {
    if (proxy.refuses) return client.destroy();
    const real = connect(join(folder, socketName));
    const connection = ++connections;
    const answers = []; // how the next answers of the server are to be passed on
    const sqlOf = sqlReader();
    let gathered = [],
      sql = [],
      transaction = 'I';
    const kept = [];
    clients.add(client);
    const drop = () => {
      clients.delete(client);
      client.destroy();
      real.destroy();
    };
    for (const end of [client, real]) end.once('error', drop).once('close', drop);

    const carryOut = (statement) => {
      const fate = proxy.plan(statement);
      const pass = (...how) => {
        answers.push(...how);
      };
      if (fate === undefined) {
        pass('whole');
        return real.write(statement.bytes);
      }
      if (fate === 'lost before') return drop();
      if (fate === 'lost after' || fate === 'lost in the middle') {
        pass(fate);
        return real.write(statement.bytes);
      }
      if (fate === 'belied') {
        pass('not', 'as if committed', 'not');
        return real.write(Buffer.concat([query('begin'), statement.bytes, query('rollback')]));
      }
      if (fate === 'cut off')
        return client.write(error('FATAL', '57P01', 'terminating connection due to administrator command'), drop);
      return client.write(
        Buffer.concat([error('ERROR', fate, 'made by a test'), ready(transaction === 'I' ? 'I' : 'E')]),
      );
    };
    client.on(
      'data',
      reader(true, (type, bytes) => {
        if (type === '' || type === 'X') return real.write(bytes);
        gathered.push(bytes);
        sql.push(sqlOf(type, bytes));
        if (type !== 'Q' && type !== 'S') return undefined;
        const statement = {
          sql: [...new Set(sql.filter((one) => one !== null))].join('; '),
          bytes: Buffer.concat(gathered),
          connection,
        };
        [gathered, sql] = [[], []];
        return carryOut(statement);
      }),
    );

    real.on(
      'data',
      reader(false, (type, bytes) => {
        const [how = 'whole'] = answers;
        if (type === 'Z') {
          answers.shift();
          transaction = String.fromCharCode(bytes[5]);
        }
        if (how === 'whole') return client.write(bytes);
        if (how === 'as if committed') return client.write(type === 'Z' ? ready('I') : bytes);
        if (how === 'not') return undefined;
        kept.push(bytes);
        if (type !== 'Z') return undefined;
        if (how === 'lost after') return drop();
        const whole = Buffer.concat(kept);
        return client.write(whole.subarray(0, Math.floor(whole.length / 2)), drop);
      }),
    );
  });
  await new Promise((resolve) => server.listen(join(own, socketName), resolve));

  return Object.assign(proxy, {
    close: () => {
      for (const client of clients) client.destroy();
      return new Promise((resolve) => server.close(resolve)).finally(() =>
        rmSync(own, { recursive: true, force: true }),
      );
    },
  });
}
