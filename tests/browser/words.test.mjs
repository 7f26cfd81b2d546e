// Every string of every page stands in both languages, is used, and is there where it is asked for; moments are told by the clock
// of the jurisdiction. Needs no browser.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';

const web = new URL('../../web/', import.meta.url);
const read = (path) => readFileSync(new URL(path, web), 'utf8');
const files = readdirSync(web, { recursive: true })
  .map(String)
  .filter((path) => !path.startsWith('vendor/'));
const modules = files.filter((path) => path.endsWith('.js') && !path.startsWith('words'));
const sets = Object.assign(
  {},
  ...(await Promise.all(
    files.filter((path) => /^words\/.*\.js$/.test(path)).map((path) => import(new URL(path, web))),
  )),
);

/// Which sets of words a page speaks, by the module it starts with.
const pages = Object.fromEntries(
  modules
    .filter((path) => /\bspeak\(\w/.test(read(path)) && path !== 'language.js')
    .map((path) => {
      const source = read(path);
      const names = Object.fromEntries(
        [...source.matchAll(/import \{ (\w+)(?: as (\w+))? \} from '[./]*words\/\w+\.js'/g)].map(
          ([, exported, here]) => [here ?? exported, exported],
        ),
      );
      return [
        path,
        source
          .match(/^speak\(([^)]*)\)/m)[1]
          .split(', ')
          .map((name) => names[name]),
      ];
    }),
);

const shapeOf = (strings, prefix = '') =>
  Object.entries(strings).flatMap(([key, value]) =>
    typeof value === 'object' && !Array.isArray(value)
      ? shapeOf(value, `${prefix}${key}.`)
      : [
          `${prefix}${key} ${Array.isArray(value) ? `of ${value.length}` : typeof value}${typeof value === 'function' ? ` of ${value.length}` : ''}`,
        ],
  );

/// The module and all it imports.
function reachedFrom(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, to] of read(path).matchAll(/(?:from |import |import\()'(\.[^']+)'/g))
    reachedFrom(fileURLToPath(new URL(to, new URL(path, web))).slice(fileURLToPath(web).length), seen);
  return seen;
}

const usedIn = (source) => [...source.matchAll(/say\(\)\.(\w+)/g)].map(([, key]) => key);

test('there are words and pages', () => {
  assert.ok(Object.keys(sets).length >= 5);
  assert.ok(Object.keys(pages).length >= 4);
});

for (const [name, set] of Object.entries(sets))
  test(`${name}: every string stands in Chinese and in English, and takes the same values`, () => {
    assert.deepEqual(shapeOf(set.en), shapeOf(set.zh));
    assert.ok(shapeOf(set.zh).length > 0);
  });

for (const [name, set] of Object.entries(sets))
  test(`${name}: English holds no Chinese`, () => {
    const told = (value) =>
      typeof value === 'function'
        ? String(value)
        : typeof value === 'object'
          ? Object.values(value).map(told).join('\n')
          : value;
    const { otherLanguage, ...rest } = set.en; // which names the other language
    assert.equal(told(rest).match(/[\u3000-\u9fff\uff00-\uffef]+/g), null);
  });

describe('each page', () => {
  for (const [page, names] of Object.entries(pages)) {
    const words = Object.assign({}, ...names.map((name) => sets[name].zh));
    test(`${page} has every string its modules ask for`, () => {
      for (const path of reachedFrom(page)) {
        if (path.startsWith('words/')) continue;
        for (const key of usedIn(read(path)))
          assert.ok(key in words, `Expected ${page} to know "${key}" of ${path}, but its words have no such string.`);
      }
    });
    test(`${page}: no two sets have a key in common`, () => {
      const keys = names.flatMap((name) => Object.keys(sets[name].zh));
      assert.deepEqual(
        keys.filter((key, i) => keys.indexOf(key) !== i),
        [],
      );
    });
  }

  for (const path of files.filter((one) => one.endsWith('.html')))
    test(`${path} has a string for every place that waits for one`, () => {
      const page = read(path).match(/<script type="module" src="\/?([^"]+)"/)?.[1];
      if (!page) return assert.doesNotMatch(read(path), /data-say/); // a page of text alone
      const entry = Object.keys(pages).find((one) => one === page || basename(one) === page);
      const words = Object.assign({}, ...pages[entry].map((name) => sets[name].zh));
      for (const [, key] of read(path).matchAll(/data-say="(\w+)"/g))
        assert.ok(key in words, `Expected "${key}", but the words of ${entry} have no such string.`);
    });
});

test('every reason the service gives has words, and is told of in the contract and its page', () => {
  const source = (path) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');
  const given = new Set();
  const sources = [
    'text/cleaning.cpp',
    'text/phone.cpp',
    'text/documents.cpp',
    'casework/attributes.cpp',
    'app/application.cpp',
    'wire/json.cpp',
  ];
  // Where a reason is given with the detail alone.
  const others = [
    'app/accounts.cpp',
    'app/desk.cpp',
    'app/passwords.cpp',
    'wire/scenario.cpp',
    ...readdirSync(new URL('../../src/http/', import.meta.url))
      .filter((name) => name.endsWith('.cpp'))
      .map((name) => `http/${name}`),
  ];
  const told = [/Flaw\{/, /flaw\(/, /fits\([^;]*?/, /return(?: \{| )/, /\? "" : /, /\.", /]
    .map((one) => one.source)
    .join('|');
  for (const path of sources)
    for (const [, reason] of source(path).matchAll(new RegExp(`(?:${told})"([a-z]+(?:-[a-z]+)+)"`, 'g')))
      given.add(reason);
  for (const path of others)
    for (const [, reason] of source(path).matchAll(/\.["'], "([a-z]+(?:-[a-z]+)+)"[)}]/g)) given.add(reason);
  const listed = JSON.parse(read('api/openapi.json')).components.schemas.FaultReason.enum;
  assert.deepEqual(
    [...given].filter((reason) => !listed.includes(reason)),
    [],
  );
  assert.ok(given.size > 40, `only ${given.size} were found`);
  const all = [...sources, ...others].map(source).join('\n');
  assert.deepEqual(
    listed.filter((reason) => !all.includes(`"${reason}"`)),
    [],
    'given by nobody',
  );
  assert.deepEqual(Object.keys(sets.problems.zh.faultReasons).sort(), [...listed].sort());
  for (const reason of listed) assert.ok(read('api/problems.html').includes(`<dt><code>${reason}</code></dt>`), reason);
});

test('every problem that the service answers has words in both languages', () => {
  const codes = [...read('api/openapi.json').matchAll(/"x-problems": \[([^\]]*)\]/g)].flatMap(
    ([, list]) => list.match(/[a-z-]+/g) ?? [],
  );
  assert.ok(codes.length > 100, `only ${codes.length} were found`);
  for (const language of ['zh', 'en'])
    assert.deepEqual(
      [...new Set(codes)].filter((code) => !(code in sets.problems[language].problems)),
      [],
      language,
    );
});

/// Whole messages that an office does not write; inside others their words may stand. Of one that takes a value, how it begins.
const unwritten = {
  zh: [
    ...['未予受理', '灯', '停止', '未指定', '按平均考核', '按期办结', '撤销此记录', '登记领取', '外出代办', '延长时限'],
    ...['填写有误', '填写有误。', '太长了', '太长了。', '由他担任本件的客户经理。'],
    ...['已受理登记：${', '实际发生于 ${', '今天恢复则为 ${', '您自己的事项按 0 天计：${', '逾期 ${'],
  ],
  en: [
    ...['Take it on', 'judged on the mean', 'on the mean', 'nobody yet', 'Hand over', 'Why all the same'],
    ...['Ask once for what is missing', 'being worked out again', 'resumed today: ${', 'really happened ${'],
  ],
};
test('what an office does not write is written nowhere', () => {
  const leaves = (value) => (typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value]);
  let messages = 0;
  for (const [name, set] of Object.entries(sets))
    for (const [language, refused] of Object.entries(unwritten))
      for (const message of leaves(set[language])) {
        const told = typeof message === 'function' ? String(message).replace(/^[^`]*`/, '') : message;
        const found = refused.find((one) => (one.endsWith('${') ? told.startsWith(one) : told === one));
        assert.equal(found, undefined, `${name}, ${language}`);
        ++messages;
      }
  assert.ok(messages > 1000, `only ${messages} were found`);
});

test('every string is used', () => {
  const sources = files
    .filter((path) => /\.(js|html)$/.test(path) && !path.startsWith('words'))
    .map(read)
    .join('\n');
  const used = new Set([
    ...usedIn(sources),
    ...[...sources.matchAll(/data-say="(\w+)"/g)].map(([, key]) => key),
    'and',
    'or',
  ]); // of a condition: say()[sign]
  assert.deepEqual(
    Object.entries(sets).flatMap(([name, set]) =>
      Object.keys(set.zh)
        .filter((key) => !used.has(key))
        .map((key) => `${name}.${key}`),
    ),
    [],
  );
});

test('no string is said twice in one set: the second would take the place of the first', () => {
  for (const path of files.filter((one) => /^words\/.*\.js$/.test(one)))
    for (const [, set, body] of read(path).matchAll(/^(?:export )?const (\w+) = \{\n([^]*?)^\};?/gm)) {
      const keys = [...body.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, key]) => key);
      assert.deepEqual(
        keys.filter((key, place) => keys.indexOf(key) !== place),
        [],
        `${path}, ${set}`,
      );
    }
});

test('a moment is told by the clock of the jurisdiction, wherever it is read', async () => {
  globalThis.location ??= { search: '' }; // language.js looks for ?lang there
  const { moment, speak } = await import(new URL('language.js', web));
  speak(sets.common);
  assert.equal(moment('2018-10-09T00:30:15+08:00'), `${sets.common.zh.shortDay(2018, 10, 9, 2)} 00:30`);
  for (const path of modules.filter((path) => path !== 'language.js'))
    assert.doesNotMatch(
      read(path),
      /\.slice\(11, ?16\)|toLocale(Time|Date)?String\((?!'zh-CN'|'en)/,
      `${path} writes a moment itself`,
    );
});
