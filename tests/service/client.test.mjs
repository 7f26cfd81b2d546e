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

/// What TypeScript has to say of files that are held to the types in `types`: how much of each.
async function complaints(types, files) {
  const { default: ts } = await import('typescript');
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { 'bandian-api': [types] },
  });
  const told = ts
    .getPreEmitDiagnostics(program)
    .map((one) => ({
      file: one.file?.fileName,
      text: `${one.file ? one.file.getLineAndCharacterOfPosition(one.start).line + 1 : 0}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`,
    }));
  return files.map((file) => told.filter((one) => one.file === file || one.file === undefined).map((one) => one.text));
}

test('openapi-typescript makes types of the served document, and the journey keeps to them', async () => {
  const { default: typesOf, astToString } = await import('openapi-typescript');
  const served = await (await fetch(`${service.origin}/api/openapi.json`)).json();
  const types = join(folder, 'bandian-api.d.ts');
  await writeFile(types, astToString(await typesOf(served)));
  // What does not keep to them is seen. (Beside the journey, for packages are found from there.)
  const text = await readFile(journey, 'utf8');
  const slips = [
    ["'If-Match': etag,", ''],
    ['body: { outcome,', 'body: { outcom: outcome,'],
    ["state: 'energized'", "state: 'finished'"],
    ['seen.tasks.filter', 'seen.steps.filter'],
    ["'/api/v1/cases/{caseNo}/events'", "'/api/v1/cases/{caseNo}/event'"],
  ];
  const changed = slips.map((_, i) =>
    fileURLToPath(new URL(`client_journey.${process.pid}.${i}.mjs`, import.meta.url)),
  );
  try {
    for (const [i, [right, wrong]] of slips.entries()) {
      assert.ok(text.includes(right), right);
      await writeFile(changed[i], text.replace(right, wrong));
    }
    const [own, ...others] = await complaints(types, [journey, ...changed]);
    assert.deepEqual(own, []);
    for (const [i, of] of others.entries()) assert.notDeepEqual(of, [], slips[i][1]);
  } finally {
    await Promise.all(changed.map((file) => rm(file, { force: true })));
  }
});

test('the client brings a ten-kilovolt case from the application to power-on', async (t) => {
  const people = {
    manager: ['wangfang', 'power-supply', 'manager'],
    engineer: ['zhangwei', 'power-supply', 'engineer'],
    greenery: ['chenjing', 'urban-management', 'permit-officer'],
    roads: ['sunwei', 'housing-construction', 'permit-officer'],
    police: ['gaojun', 'traffic-police', 'permit-officer'],
  };
  const tokens = {};
  for (const [name, [user, department, roles]] of Object.entries(people)) {
    await addUser(data, { user, department, roles });
    tokens[name] = await tokenOf(data, user);
  }
  const { tenKilovoltToPower } = await import('./client_journey.mjs');
  const done = await tenKilovoltToPower(service.origin, tokens, async (now) => {
    await service.setClock(now);
  });
  t.diagnostic(JSON.stringify(done));
  assert.equal(done.state, 'energized');
  assert.match(done.correction, /施工方案/);
  assert.deepEqual(done.listed, [done.caseNo]);
  assert.equal(done.events.at(-1), 'complete');
  for (const task of [
    'green-space.1.review',
    'road-occupation.1.review',
    'road-excavation.1.decision',
    'grid-works',
    'customer-works',
    'formalities',
    'inspect',
    'meter-energize',
  ])
    assert.ok(done.went.includes(task), `${task} is not among ${done.went}`);
});
