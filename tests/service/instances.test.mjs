// Two instances on one record, the second of a newer program: within a second they know the same packs, calendars and people.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dataFolder, removeData, startService } from './service.mjs';

const workflows = fileURLToPath(new URL('../../workflows', import.meta.url));
const now = '2026-10-12T09:00:00+08:00';
const agreedMs = 1_000;
const data = await dataFolder();
let first, second;

const application = {
  process: 'low-voltage',
  applicant: { name: '王五' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 8 },
};
const status = async (service, caseNo) => (await service.send('GET', `/cases/${caseNo}`)).status;

/// Asks again until it holds; how long that took is told, not judged, but for what was promised.
async function agreed(what, holds) {
  const start = performance.now();
  while (!(await holds())) {
    assert.ok(
      performance.now() - start < 10 * agreedMs,
      `${what}: not within ${10 * agreedMs} ms\n${first.said()}${second.said()}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - start;
}

before(async () => {
  first = await startService(now, { data });
  const newer = join(dirname(data), 'workflows');
  cpSync(workflows, newer, { recursive: true });
  symlinkSync(join(workflows, '../web'), join(dirname(data), 'web'));
  cpSync(join(newer, 'zhoucun-2018'), join(newer, 'zhoucun-2026'), { recursive: true });
  const pack = join(newer, 'zhoucun-2026/pack.yaml');
  writeFileSync(
    pack,
    readFileSync(pack, 'utf8')
      .replace('pack: zhoucun-2018', 'pack: zhoucun-2026')
      .replace('inForceFrom: 2018-09-30', 'inForceFrom: 2026-10-01'),
  );
  writeFileSync(join(newer, 'desk.yaml'), 'takes: [zhoucun-2026]\n');
  const url = `host=${realpathSync(`${data}/postgres`)} user=bandian dbname=bandian`;
  second = await startService(now, { data: `${data}-second`, args: ['--database', url, '--workflows', newer] });
});
after(async () => {
  await second?.stop();
  await first?.stop();
  await removeData(data);
});

test('a case under a pack that one of them brought is seen by the other', async (t) => {
  const { caseNo } = await second.createCase(application);
  t.diagnostic(`${(await agreed('the case', async () => (await status(first, caseNo)) === 200)).toFixed(0)} ms`);
  await first.act(caseNo, 'accept', 'complete', { outcome: 'accepted', attributes: { externalLine: false } });
  const seen = (await second.ask('GET', `/cases/${caseNo}`)).body;
  assert.equal(seen.pack, 'zhoucun-2026');
  assert.equal(seen.version, 2);
});

test('an edition that one of them imports holds for the other', async (t) => {
  const edition =
    'edition: cn-2027\nkind: notice\nyear: 2027\ntitle: 测试\nnumber: 测试\n' +
    'published: 2026-10-10\nwithout: { 农历除夕: 虚构, 春节: 虚构, 清明节: 虚构, 劳动节: 虚构, 端午节: 虚构, 中秋节: 虚构, ' +
    '国庆节: 虚构 }\noff:\n  - { name: 元旦, from: 2027-01-01, to: 2027-01-03 }\nwork: []\n';
  const imported = await fetch(`${second.origin}/api/v1/calendar/editions`, {
    method: 'POST',
    headers: { ...second.headers, 'Content-Type': 'application/yaml' },
    body: edition,
  });
  assert.equal(imported.status, 201, await imported.text());
  const knows = async () =>
    (await first.ask('GET', '/calendar/editions')).body.editions.some((one) => one.edition === 'cn-2027');
  t.diagnostic(`${(await agreed('the edition', knows)).toFixed(0)} ms`);
});

test('whom one of them lets in is let in by the other, and nobody after he was removed', async () => {
  const bandian = (...args) => spawnSync(process.env.BANDIAN, [...args, '--data', data], { encoding: 'utf8' });
  assert.equal(
    bandian('user', 'add', 'guest', '--department', '*', '--roles', 'supervisor', '--no-password').status,
    0,
  );
  const headers = { Authorization: `Bearer ${bandian('token', 'add', 'guest').stdout.trim()}` };
  const who = (service) => fetch(`${service.origin}/api/v1/session`, { headers }).then((answer) => answer.status);
  assert.deepEqual([await who(first), await who(second)], [200, 200]);
  assert.equal(bandian('user', 'remove', 'guest').status, 0);
  await agreed('that he is gone', async () => (await who(first)) === 401 && (await who(second)) === 401);
});
