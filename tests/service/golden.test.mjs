// A record that a released version made opens under this one, and says the same of every case (tests/golden/make.mjs).

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { factsOf } from '../golden/facts.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const folder = fileURLToPath(new URL('../golden/', import.meta.url));
const versions = readdirSync(folder)
  .filter((name) => name.endsWith('.dump'))
  .map((name) => name.replace(/\.dump$/, ''));
assert.ok(versions.length > 0);

for (const version of versions)
  test(`the record of ${version} opens and tells the same`, { timeout: 600_000 }, async (t) => {
    const { clock, cases } = JSON.parse(readFileSync(`${folder}${version}.json`, 'utf8'));
    assert.ok(Object.keys(cases).length > 0);
    const data = await dataFolder();
    t.after(() => removeData(data));
    const bandian = (...args) => {
      const { status, stdout, stderr } = spawnSync(process.env.BANDIAN, args, { encoding: 'utf8' });
      assert.equal(status, 0, `${args[0]}: ${stderr}${stdout}`);
    };
    bandian('restore', `${folder}${version}.dump`, '--data', data);
    const service = await startService(clock, { data });
    try {
      for (const [caseNo, was] of Object.entries(cases)) {
        const { body: one } = await service.ask('GET', `/cases/${caseNo}`);
        const { body: events } = await service.ask('GET', `/cases/${caseNo}/events`);
        assert.deepEqual(factsOf(one, events), was, caseNo);
      }
      bandian('audit', 'verify', '--data', data);
    } finally {
      await service.stop();
    }
  });
