// Who is told: real receivers of webhooks and e-mail, good and bad ones.

import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const listening = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

function closing(server, connections = new Set()) {
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.on('error', () => {});
    connection.once('close', () => connections.delete(connection));
  });
  return {
    connections,
    close: () =>
      new Promise((resolve) => {
        for (const connection of connections) connection.destroy();
        server.close(resolve);
      }),
  };
}

/// Keeps what it is sent, whole; `answer(response, message, how many have come)` may be exchanged at any time.
export async function receiver(answer = (response) => response.writeHead(204).end()) {
  const self = { messages: [], answer, ids: () => self.messages.map((message) => message.id) };
  const server = createHttpServer(async (request, response) => {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    } // it broke off
    const body = Buffer.concat(chunks).toString();
    const message = {
      method: request.method,
      path: request.url,
      headers: request.headers,
      body,
      event: JSON.parse(body),
      id: request.headers['webhook-id'],
      at: performance.now(),
    };
    self.messages.push(message);
    self.answer(response, message, self.messages.length);
  });
  Object.assign(self, closing(server), { url: `http://127.0.0.1:${await listening(server)}/told` });
  return self;
}

/// Whatever connects gets `serve(connection)`: for those who do not speak HTTP as they should.
export async function rawReceiver(serve) {
  const server = createServer((connection) => serve(connection));
  const self = closing(server);
  return Object.assign(self, { url: `http://127.0.0.1:${await listening(server)}/` });
}

/// A folder for --workflows, beside a service's data: the program's own, but its desk allows these receivers too.
export function workflowsThatAllow(data, receivers = ['127.0.0.0/8']) {
  const own = fileURLToPath(new URL('../../workflows', import.meta.url)),
    folder = join(dirname(data), 'allowing');
  mkdirSync(join(folder, 'workflows'), { recursive: true });
  symlinkSync(join(own, '../web'), join(folder, 'web'));
  for (const name of readdirSync(own).filter((one) => one !== 'desk.yaml'))
    symlinkSync(join(own, name), join(folder, 'workflows', name));
  const desk = `takes: [zhoucun-2018]\nreceivers: ${JSON.stringify(receivers)}\n`;
  writeFileSync(join(folder, 'workflows/desk.yaml'), desk);
  return join(folder, 'workflows');
}

/// A port on which nobody listens.
export async function deadUrl() {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

/// Standard Webhooks: whsec_BASE64, and "v1," BASE64 of HMAC-SHA256 over id.timestamp.body.
export function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const right = createHmac('sha256', key)
    .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
    .digest('base64');
  return headers['webhook-signature'].split(' ').includes(`v1,${right}`);
}

/// Speaks as much SMTP (RFC 5321) as a mail server has to. `answer(mail)` to what came: "250 …", or a refusal.
export async function mailServer(answer = () => '250 taken') {
  const self = { mails: [], answer };
  const server = createServer((connection) => {
    let heard = '',
      mail = {},
      inData = false;
    const say = (line) => connection.write(`${line}\r\n`);
    const onLine = (line) => {
      if (inData) {
        if (line !== '.') return void mail.lines.push(line.startsWith('.') ? line.slice(1) : line);
        inData = false;
        self.mails.push(mail);
        say(self.answer(mail));
        mail = {};
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') {
        say('250-receiver.test');
        say('250 8BITMIME');
      } else if (verb === 'HELO') say('250 receiver.test');
      else if (verb === 'MAIL') {
        mail = { from: line.slice('MAIL FROM:'.length), to: [], lines: [] };
        say('250 ok');
      } else if (verb === 'RCPT') {
        mail.to.push(line.slice('RCPT TO:'.length));
        say('250 ok');
      } else if (verb === 'DATA') {
        inData = true;
        say('354 go on');
      } else if (verb === 'QUIT') {
        say('221 bye');
        connection.end();
      } else say('502 not known here');
    };
    say('220 receiver.test ESMTP');
    connection.setEncoding('latin1');
    connection.on('data', (text) => {
      heard += text;
      for (let end; (end = heard.indexOf('\r\n')) >= 0; heard = heard.slice(end + 2)) onLine(heard.slice(0, end));
    });
  });
  Object.assign(self, closing(server), { url: `smtp://127.0.0.1:${await listening(server)}` });
  return self;
}

/// RFC 5322 as far as our mail goes: headers by small name (unfolded; encoded words of RFC 2047 read) and the text of its body.
export function readMail({ lines }) {
  const blank = lines.indexOf('');
  const headers = new Map();
  for (const line of lines
    .slice(0, blank)
    .join('\r\n')
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const words = (text) =>
    text
      .replace(/\?= +=\?/g, '?==?')
      .replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/gi, (_, coded) => Buffer.from(coded, 'base64').toString());
  const body = lines.slice(blank + 1).join('');
  return {
    headers,
    subject: words(headers.get('subject') ?? ''),
    text:
      headers.get('content-transfer-encoding') === 'base64'
        ? Buffer.from(body, 'base64').toString()
        : lines.slice(blank + 1).join('\n'),
  };
}
