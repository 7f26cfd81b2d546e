// The short form of script/fuzz-http, and what it has found.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { isChecking } from './contract.mjs';
import { oneConnection } from './enumeration.mjs';
import { httpFuzz } from './http_fuzz.mjs';
import { until } from './outside.mjs';
import { startService } from './service.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

test('whatever is asked, nothing breaks, every answer is as told, and the record verifies', async (t) => {
  assert.ok(isChecking, 'Expected the packages of package.json, but ajv is not there: npm ci.');
  t.diagnostic(`SEED=${seed}`);
  const figures = await httpFuzz(1_500, { seed });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.reached > 35, `only ${figures.reached} operations were carried out`);
});

const application = {
  process: 'ten-kilovolt',
  applicant: { name: '王五' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 630 },
};
let service, caseNo, receiptCode;
before(async () => {
  service = await startService('2018-10-08T09:00:00+08:00');
  ({ caseNo, receiptCode } = await service.createCase(application));
});
after(() => service.stop());
const put = (name) =>
  service.send('PUT', `/cases/${caseNo}/materials/identity`, { body: '%PDF-1.7\n', headers: { 'X-File-Name': name } });

const within = 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Within: 1\r\n\r\n';
const bodied = {
  'a GET': 'GET /api/v1/guide HTTP/1.1',
  'a HEAD': 'HEAD /api/v1/guide HTTP/1.1',
  'an OPTIONS': 'OPTIONS /api/v1/guide HTTP/1.1',
  'a GET of a page': 'GET / HTTP/1.1',
  'a TRACE': 'TRACE / HTTP/1.1',
  'a method that is none': 'DANCE / HTTP/1.1',
  'an encoded POST': 'POST /api/v1/session HTTP/1.1\r\nContent-Encoding: gzip',
  'a POST with too long a path': `POST /${'x'.repeat(600)} HTTP/1.1`,
  'a POST with a bad range': 'POST /api/v1/session HTTP/1.1\r\nRange: bytes=x',
};
for (const [what, head] of Object.entries(bodied))
  for (const [how, body] of Object.entries({
    'of a length': `Content-Length: ${within.length}\r\n\r\n${within}`,
    'in chunks': `Transfer-Encoding: chunked\r\n\r\n${within.length.toString(16)}\r\n${within}\r\n0\r\n\r\n`,
  }))
    test(`the body ${how} of ${what} is not run as the next request`, async () => {
      const said = await new Promise((resolve) => {
        const socket = connect(new URL(service.origin).port, '127.0.0.1', () =>
          socket.write(`${head}\r\nHost: x\r\n${body}`),
        );
        let text = '';
        socket.setTimeout(6_500, () => socket.destroy());
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('error', () => {});
        socket.once('close', () => resolve(text));
      });
      assert.match(said, /^HTTP\/1\.1 4\d\d/);
      assert.ok(!said.includes('{"status":"ok"}'), said);
      assert.equal(said.match(/HTTP\/1\.1 \d/g).length, 1, said);
    });

test('what is asked with an empty body is answered, and the connection goes on', async () => {
  const { ask, close } = oneConnection(service.origin);
  for (const method of ['GET', 'HEAD', 'GET'])
    assert.equal((await ask('/api/problems.html', { 'Content-Length': '0' }, { method })).status, 200, method);
  close();
});

test('uploads, downloads and what is refused of them are counted', async () => {
  const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(600_000, 'x')]);
  const send = (method, body, headers = {}) =>
    service.send(method, `/cases/${caseNo}/materials/title`, { body, headers });
  const counted = async (method, status) => {
    const text = await (await fetch(`${service.origin}/metrics`)).text();
    return Number(
      text.match(
        new RegExp(
          `^bandian_requests_total\\{method="${method}",route="/api/v1/cases/\\{caseNo\\}/materials/\\{material\\}",status="${status}"\\} (\\d+)$`,
          'm',
        ),
      )?.[1] ?? 0,
    );
  };
  const before = await Promise.all([
    counted('PUT', 201),
    counted('PUT', 415),
    counted('PUT', 401),
    counted('GET', 200),
  ]);
  assert.equal(
    (
      await fetch(`${service.origin}/api/v1/cases/${caseNo}/materials/title`, {
        method: 'PUT',
        headers: service.headers,
        body: pdf,
      })
    ).status,
    201,
  );
  assert.equal(
    (
      await fetch(`${service.origin}/api/v1/cases/${caseNo}/materials/title`, {
        method: 'PUT',
        headers: service.headers,
        body: '<html>',
      })
    ).status,
    415,
  );
  assert.equal(
    (await fetch(`${service.origin}/api/v1/cases/${caseNo}/materials/title`, { method: 'PUT', body: pdf })).status,
    401,
  );
  assert.equal((await (await send('GET')).arrayBuffer()).byteLength, pdf.length);
  await until('the download to be counted', async () => (await counted('GET', 200)) > before[3]);
  assert.deepEqual(
    await Promise.all([counted('PUT', 201), counted('PUT', 415), counted('PUT', 401), counted('GET', 200)]),
    before.map((n) => n + 1),
  );
});

test('a file whose name is long in Chinese is kept', async () => {
  assert.equal((await put(encodeURIComponent(`${'用电地址权属证明'.repeat(10)}.pdf`))).status, 201);
  const { file } = (await service.ask('GET', `/cases/${caseNo}`)).body.materials.find((one) => one.id === 'identity');
  assert.match(file.name, /^(用电地址权属证明)+/);
});

test('a file whose name is no UTF-8 is kept or refused', async () => {
  for (const name of ['%FF.pdf', '%E5%AD.pdf', '%ED%A0%80']) assert.ok((await put(name)).status < 500, name);
});

test('an address too long for a QR code is refused', async () => {
  for (const length of [1_000, 1_500, 3_000, 7_000])
    assert.ok(
      (await service.send('GET', `/cases/${caseNo}/receipt.svg?base=https://${'x'.repeat(length)}`)).status < 500,
      `${length}`,
    );
});

test('past the calendar, what cannot be entered or shown says so', async (t) => {
  await service.setClock('2101-01-02T09:00:00+08:00');
  t.after(() => service.setClock('2018-10-08T09:00:00+08:00'));
  const told = [];
  const look = async (what, response) => told.push(`${what}: ${response.status} ${(await response.json()).code}`);
  for (const [path, body] of [
    ['tasks/accept/complete', { outcome: 'accepted' }],
    ['withdraw', { reason: '不办了' }],
    ['void', { step: 1, reason: 'x' }],
    ['file-permits', {}],
  ])
    await look(path, await service.send('POST', `/cases/${caseNo}/${path}`, { body, headers: { 'If-Match': '"1"' } }));
  await look('board', await service.send('GET', '/board'));
  assert.deepEqual(
    told.filter((one) => !one.endsWith(': 503 beyond-calendar')),
    [],
  );
});

test('past the calendar, whoever holds the right receipt is not told that it is wrong', async (t) => {
  await service.setClock('2101-01-02T09:00:00+08:00');
  t.after(() => service.setClock('2018-10-08T09:00:00+08:00'));
  const response = await service.send('GET', `/status/${caseNo}`, { headers: { 'X-Receipt-Code': receiptCode } });
  assert.equal(response.status, 503);
});

test('an estimate is of the pack that its body names', async () => {
  const estimate = (pack) =>
    service.send('POST', '/guide/low-voltage/estimate', { body: { pack, attributes: { externalLine: false } } });
  assert.equal((await estimate('zhoucun-2018')).status, 200);
  for (const pack of ['dance', 5]) assert.ok((await estimate(pack)).status >= 400, String(pack));
});
