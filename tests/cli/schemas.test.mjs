// The JSON Schemas that editors use agree with the files.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

const root = new URL('../../workflows/', import.meta.url).pathname;
const require = createRequire(import.meta.url);
const installed = existsSync(new URL('../../node_modules/ajv', import.meta.url));
const options = { skip: installed ? false : 'npm packages are not installed' };

const faults = (schemaFile, text) => {
  const Ajv = require('ajv/dist/2020').default;
  const { parse } = require('yaml');
  const check = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    validateFormats: false,
  }).compile(JSON.parse(readFileSync(join(root, schemaFile), 'utf8')));
  check(parse(text, { schema: 'core' }));
  return check.errors ?? [];
};
const read = (...path) => readFileSync(join(root, ...path), 'utf8');

test('every calendar and edition is valid', options, () => {
  let files = 0;
  for (const region of readdirSync(join(root, 'calendars'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  ))
    for (const file of readdirSync(join(root, 'calendars', region.name))) {
      const schema = file === 'calendar.yaml' ? 'calendars/calendar.schema.json' : 'calendars/edition.schema.json';
      assert.deepEqual(faults(schema, read('calendars', region.name, file)), [], `${region.name}/${file}`);
      ++files;
    }
  assert.ok(files > 20);
});

test('our packs are valid, and a misspelt key is not', options, () => {
  for (const pack of ['zhoucun-2018', 'state-grid-2023', 'beijing-2018', '../tests/rules/base'])
    assert.deepEqual(faults('pack.schema.json', read(pack, 'pack.yaml')), [], pack);
  const text = read('zhoucun-2018', 'pack.yaml');
  assert.notDeepEqual(faults('pack.schema.json', text.replace('kind: grants', 'kind: gives')), []);
  assert.notDeepEqual(faults('pack.schema.json', text.replace('holdReasons:', 'holdReason:')), []);
  assert.notDeepEqual(
    faults('calendars/edition.schema.json', read('calendars/cn/2018.yaml').replace('kind: notice', 'kind: notise')),
    [],
  );
});
