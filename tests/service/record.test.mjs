// What was answered with success is there after every kind of ending.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dataFolder, removeData, startService } from './service.mjs';

const now = '2018-10-08T09:00:00+08:00';
const application = {
  process: 'low-voltage',
  applicant: { name: '李四', phone: '13800000001' },
  site: { address: '周村区丝绸路1号' },
  attributes: { capacityKva: 50 },
};

const data = await dataFolder();
after(() => removeData(data));

const events = async (service, caseNo) =>
  (await service.ask('GET', `/cases/${caseNo}/events`)).body.events.map((e) => e.do);

test('a stop and a start lose nothing', async () => {
  let service = await startService(now, { data });
  const { caseNo, receiptCode } = await service.createCase(application);
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted', attributes: { externalLine: false } });
  assert.equal(await service.stop(), 0);
  service = await startService(now, { data });
  assert.deepEqual(await events(service, caseNo), ['submit', 'complete']);
  const status = await service.ask('GET', `/status/${caseNo}`, undefined, { 'X-Receipt-Code': receiptCode });
  assert.equal(status.body.state, 'open');
  await service.stop();
});

test('a kill in the middle of work loses nothing that was answered with success', async () => {
  for (let round = 0; round < 3; ++round) {
    const service = await startService(now, { data });
    const acknowledged = [];
    let killed = false;
    const clerks = Array.from({ length: 6 }, async (_, clerk) => {
      for (let i = 0; !killed; ++i) {
        try {
          const response = await service.send('POST', '/cases', {
            body: application,
            headers: { 'Idempotency-Key': `kill-${round}-${clerk}-${i}` },
          });
          if (response.status === 201) acknowledged.push((await response.json()).caseNo);
        } catch {
          return;
        } // the connection went with the service
      }
    });
    while (acknowledged.length < 40) await new Promise((resolve) => setImmediate(resolve));
    await service.kill();
    killed = true;
    await Promise.all(clerks);
    const again = await startService(now, { data });
    for (const caseNo of acknowledged) assert.deepEqual(await events(again, caseNo), ['submit'], caseNo);
    assert.equal(new Set(acknowledged).size, acknowledged.length);
    await again.stop();
  }
});

test('what was opened under a key stays the answer, also on a day without a pack', async () => {
  const headers = { 'Idempotency-Key': 'another-day' };
  const service = await startService(now, { data });
  const opening = () => service.send('POST', '/cases', { body: application, headers });
  const first = await (await opening()).json();
  await service.setClock('2018-01-08T09:00:00+08:00');
  assert.equal((await service.send('POST', '/cases', { body: application })).status, 422);
  const second = await opening();
  assert.equal(second.status, 201);
  assert.deepEqual(await second.json(), first);
  await service.stop();
});

test('one key has one effect, also across a kill', async () => {
  const headers = { 'Idempotency-Key': 'once' };
  let service = await startService(now, { data });
  const first = await (await service.send('POST', '/cases', { body: application, headers })).json();
  await service.kill();
  service = await startService(now, { data });
  const second = await service.send('POST', '/cases', { body: application, headers });
  assert.equal(second.status, 201);
  assert.deepEqual(await second.json(), first);
  const other = await service.send('POST', '/cases', { body: { ...application, process: 'ten-kilovolt' }, headers });
  assert.equal(other.status, 422);
  assert.equal((await other.json()).code, 'key-reused');
  await service.stop();
});
