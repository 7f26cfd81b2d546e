// What `bandian check` objects to: one good pack, and for each rule the slips that break it and nothing else.
//
// A case of tests/rules/cases.json: `edits` spoil tests/rules/base. In `file` the text `from`, which is there once, becomes
// `to` (`times` repeats it, with {n} and {n+1} counting from 1); or the file has new `content`, is a `copy` of another, or
// is `remove`d. The fault must lie near an edit, else `at` says "file: text of the line", or "anywhere" where no line is to blame.
// `with`: rules that must object too. `against`: the pack is checked against base.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const binary = process.env.BANDIAN;
assert.ok(binary, 'Expected BANDIAN to name the bandian binary, but it is not set.');
const root = new URL('../..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'bandian-rules-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
symlinkSync(join(root, 'workflows/calendars'), join(scratch, 'calendars'));

const cases = JSON.parse(readFileSync(join(root, 'tests/rules/cases.json'), 'utf8'));
const rulesOfDocs = new Map(
  readFileSync(join(root, 'docs/rules.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n')).trim()]),
);
const nearness = 3; // lines: an element begins some lines before the attribute that is wrong

const packOf = (name) => {
  const pack = join(scratch, name);
  cpSync(join(root, 'tests/rules/base'), pack, { recursive: true });
  return pack;
};

const check = (pack, ...options) => {
  const how = { encoding: 'utf8', maxBuffer: 1 << 28 };
  const { status, stdout, stderr } = spawnSync(binary, ['check', pack, ...options], how);
  const faults = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const parts = /^(.+?):(\d+):(\d+): (error|warning|note): (.+) \[([a-z-]+)\]$/.exec(line);
      assert.ok(parts, `Expected file:line:col: severity: text [rule], but got ${line}`);
      return {
        file: parts[1],
        line: Number(parts[2]),
        column: Number(parts[3]),
        severity: parts[4],
        text: parts[5],
        rule: parts[6],
      };
    });
  return { status, stdout, stderr, faults };
};

const written = ({ to, times }) =>
  times ? Array.from({ length: times }, (_, i) => to.replaceAll('{n}', i + 1).replaceAll('{n+1}', i + 2)).join('') : to;

/// Spoils the pack; gives where: for each file the first and last character of each edit.
const spoil = (pack, edits) => {
  const marks = [];
  for (const edit of edits) {
    const path = join(pack, edit.file);
    if (edit.remove) rmSync(path);
    else if (edit.copy) cpSync(join(pack, edit.copy), path);
    else if (edit.content !== undefined) writeFileSync(path, edit.content);
    if (edit.from === undefined) {
      marks.push({ path, begin: 0, end: edit.content?.length ?? 0 });
      continue;
    }
    const text = readFileSync(path, 'utf8'),
      to = written(edit),
      begin = text.indexOf(edit.from);
    assert.equal(text.split(edit.from).length - 1, 1, `Expected "${edit.from}" once in ${edit.file}.`);
    writeFileSync(path, text.slice(0, begin) + to + text.slice(begin + edit.from.length));
    for (const mark of marks)
      if (mark.path === path && mark.begin > begin)
        for (const side of ['begin', 'end']) mark[side] += to.length - edit.from.length;
    marks.push({ path, begin, end: begin + to.length });
  }
  return marks;
};

const linesOf = (path) => readFileSync(path, 'utf8').split('\n');

const exists = (fault) => {
  if (!existsSync(fault.file)) return false;
  if (statSync(fault.file).isDirectory()) return fault.line === 1 && fault.column === 1;
  const line = linesOf(fault.file)[fault.line - 1];
  return line !== undefined && fault.column >= 1 && fault.column <= Buffer.byteLength(line) + 1;
};

const isNear = (fault, marks) =>
  marks.some(({ path, begin, end }) => {
    if (path !== fault.file || !existsSync(path)) return false;
    const text = readFileSync(path, 'utf8'),
      lineAt = (index) => text.slice(0, index).split('\n').length;
    return fault.line >= lineAt(begin) - nearness && fault.line <= lineAt(end) + nearness;
  });

const isAt = (fault, pack, at) => {
  const [, file, text] = /^([^:]+): (.+)$/.exec(at);
  return fault.file === join(pack, file) && linesOf(fault.file)[fault.line - 1].includes(text);
};

test('nothing is said of the pack that the cases spoil', () => {
  const { status, stdout, stderr } = check(packOf('base'));
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
});

cases.forEach(({ rule, why, edits, at, with: others = [], against = false }, i) => {
  test(`${rule}: ${why}`, () => {
    const pack = packOf(`case-${i}`);
    const marks = spoil(pack, edits);
    const { status, stdout, faults } = check(pack, ...(against ? ['--against', join(root, 'tests/rules/base')] : []));
    assert.deepEqual([...new Set(faults.map((fault) => fault.rule))].sort(), [rule, ...others].sort(), stdout);
    assert.equal(status, faults.some((fault) => fault.severity === 'error') ? 1 : 0);
    for (const fault of faults) {
      assert.ok(exists(fault), `Expected a place in the pack, but got ${fault.file}:${fault.line}:${fault.column}.`);
      assert.match(
        rulesOfDocs.get(fault.rule),
        new RegExp(`^[^.]*\\b${fault.severity}\\b`, 'i'),
        'docs/rules.md gives another severity',
      );
    }
    if (at === 'anywhere') return;
    const found = faults.some((fault) => fault.rule === rule && (at ? isAt(fault, pack, at) : isNear(fault, marks)));
    assert.ok(found, `Expected a fault ${at ? `at ${at}` : 'near an edit'}, but got\n${stdout}`);
  });
});

test('docs/rules.md explains every rule that a case breaks, and no other, in order', () => {
  assert.deepEqual([...rulesOfDocs.keys()], [...new Set(cases.map((one) => one.rule))].sort());
});
