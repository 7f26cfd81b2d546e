// A client made from the served document gets a case to power-on: what its types promise is what comes.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { addUser, tokenOf } from './people.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const data = await dataFolder();
const journey = fileURLToPath(new URL('client_journey.mjs', import.meta.url));
let service, folder;

before(async () => {
  service = await startService('2018-10-08T09:00:00+08:00', { data });
  folder = await mkdtemp(join(tmpdir(), 'bandian-client-'));
});
after(async () => {
  await service.stop();
  await removeData(data);
  await rm(folder, { recursive: true, force: true });
});

/// What TypeScript has to say of a file that is held to the types in `types`.
async function complaints(types, files) {
  const { default: ts } = await import('typescript');
  const program = ts.createProgram(files, {
    strict: true, noEmit: true, allowJs: true, checkJs: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [],
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, paths: { 'bandian-api': [types] },
  });
  return ts.getPreEmitDiagnostics(program).map((one) => `${one.file?.fileName}:${one.file ? one.file.getLineAndCharacterOfPosition(one.start).line + 1 : 0}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`);
}

test('openapi-typescript makes types of the served document, and the journey keeps to them', async () => {
  const { default: typesOf, astToString } = await import('openapi-typescript');
  const served = await (await fetch(`${service.origin}/api/openapi.json`)).json();
  const types = join(folder, 'bandian-api.d.ts');
  await writeFile(types, astToString(await typesOf(served)));
  assert.deepEqual(await complaints(types, [journey]), []);
  // What does not keep to them is seen.
  const text = await readFile(journey, 'utf8');
  for (const [right, wrong] of [["'If-Match': etag,", ''], ['body: { outcome,', 'body: { outcom: outcome,'], ["state: 'energized'", "state: 'finished'"], ['seen.tasks.filter', 'seen.steps.filter'], ["'/api/v1/cases/{caseNo}/events'", "'/api/v1/cases/{caseNo}/event'"]]) {
    assert.ok(text.includes(right), right);
    const changed = fileURLToPath(new URL(`client_journey.${process.pid}.mjs`, import.meta.url));  // beside it: packages are found from there
    await writeFile(changed, text.replace(right, wrong));
    try {
      assert.notDeepEqual(await complaints(types, [changed]), [], wrong);
    } finally {
      await rm(changed);
    }
  }
});

test('the client brings a ten-kilovolt case from the application to power-on', async (t) => {
  const people = { manager: ['wangfang', 'power-supply', 'manager'], engineer: ['zhangwei', 'power-supply', 'engineer'], greenery: ['chenjing', 'urban-management', 'permit-officer'], roads: ['sunwei', 'housing-construction', 'permit-officer'], police: ['gaojun', 'traffic-police', 'permit-officer'] };
  const tokens = {};
  for (const [name, [user, department, roles]] of Object.entries(people)) {
    await addUser(data, { user, department, roles });
    tokens[name] = await tokenOf(data, user);
  }
  const { tenKilovoltToPower } = await import('./client_journey.mjs');
  const done = await tenKilovoltToPower(service.origin, tokens, async (now) => { await service.setClock(now); });
  t.diagnostic(JSON.stringify(done));
  assert.equal(done.state, 'energized');
  assert.match(done.correction, /施工方案/);
  assert.deepEqual(done.listed, [done.caseNo]);
  assert.equal(done.events.at(-1), 'complete');
  for (const task of ['green-space.1.review', 'road-occupation.1.review', 'road-excavation.1.decision', 'grid-works', 'customer-works', 'formalities', 'inspect', 'meter-energize']) assert.ok(done.went.includes(task), `${task} is not among ${done.went}`);
});
