// The short form of script/fuzz-http, and what it has found.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isChecking } from './contract.mjs';
import { httpFuzz } from './http_fuzz.mjs';
import { startService } from './service.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

test('whatever is asked, nothing breaks, every answer is as told, and the record verifies', async (t) => {
  assert.ok(isChecking, 'Expected the packages of package.json, but ajv is not there: npm ci.');
  t.diagnostic(`SEED=${seed}`);
  const figures = await httpFuzz(1_500, { seed });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.reached > 35, `only ${figures.reached} operations were carried out`);
});

const application = { process: 'ten-kilovolt', applicant: { name: '王五' }, site: { address: '周村区丝绸路2号' }, attributes: { capacityKva: 630 } };
let service, caseNo, receiptCode;
before(async () => {
  service = await startService('2018-10-08T09:00:00+08:00');
  ({ caseNo, receiptCode } = await service.createCase(application));
});
after(() => service.stop());
const put = (name) => service.send('PUT', `/cases/${caseNo}/materials/identity`, { body: '%PDF-1.7\n', headers: { 'X-File-Name': name } });

test('a file whose name is long in Chinese is kept', async () => {
  assert.equal((await put(encodeURIComponent(`${'用电地址权属证明'.repeat(10)}.pdf`))).status, 201);
  const { file } = (await service.ask('GET', `/cases/${caseNo}`)).body.materials.find((one) => one.id === 'identity');
  assert.match(file.name, /^(用电地址权属证明)+/);
});

test('a file whose name is no UTF-8 is kept or refused', async () => {
  for (const name of ['%FF.pdf', '%E5%AD.pdf', '%ED%A0%80']) assert.ok((await put(name)).status < 500, name);
});

test('an address too long for a QR code is refused', async () => {
  for (const length of [1_000, 1_500, 3_000, 7_000]) assert.ok((await service.send('GET', `/cases/${caseNo}/receipt.svg?base=https://${'x'.repeat(length)}`)).status < 500, `${length}`);
});

test('past the calendar, what cannot be entered or shown says so', async (t) => {
  await service.setClock('2031-01-02T09:00:00+08:00');
  t.after(() => service.setClock('2018-10-08T09:00:00+08:00'));
  const told = [];
  const look = async (what, response) => told.push(`${what}: ${response.status} ${(await response.json()).code}`);
  for (const [path, body] of [['tasks/accept/complete', { outcome: 'accepted' }], ['withdraw', { reason: '不办了' }], ['void', { step: 1, reason: 'x' }], ['file-permits', {}]]) await look(path, await service.send('POST', `/cases/${caseNo}/${path}`, { body, headers: { 'If-Match': '"1"' } }));
  await look('board', await service.send('GET', '/board'));
  assert.deepEqual(told.filter((one) => !one.endsWith(': 503 beyond-calendar')), []);
});

test('past the calendar, whoever holds the right receipt is not told that it is wrong', async (t) => {
  await service.setClock('2031-01-02T09:00:00+08:00');
  t.after(() => service.setClock('2018-10-08T09:00:00+08:00'));
  const response = await service.send('GET', `/status/${caseNo}`, { headers: { 'X-Receipt-Code': receiptCode } });
  assert.equal(response.status, 503);
});

test('an estimate is of the pack that its body names', async () => {
  const estimate = (pack) => service.send('POST', '/guide/low-voltage/estimate', { body: { pack, attributes: { externalLine: false } } });
  assert.equal((await estimate('zhoucun-2018')).status, 200);
  for (const pack of ['dance', 5]) assert.ok((await estimate(pack)).status >= 400, String(pack));
});
