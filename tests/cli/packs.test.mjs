// What bandian check, diagram and try say of packs as people have them: one line a fault, whatever stands in a name or
// path.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const binary = process.env.BANDIAN;
assert.ok(binary, 'Expected BANDIAN to name the bandian binary, but it is not set.');
const root = new URL('../..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'bandian-packs-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
symlinkSync(join(root, 'workflows/calendars'), join(scratch, 'calendars'));

const run = (...words) => spawnSync(binary, words, { encoding: 'utf8', maxBuffer: 1 << 28 });

/// A copy of the good pack of the rules' tests, each `[file, from, to]` applied.
const pack = (name, ...edits) => {
  const folder = join(scratch, name);
  cpSync(join(root, 'tests/rules/base'), folder, { recursive: true });
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.equal(text.split(from).length, 2, `Expected ${from} once in ${file}.`);
    writeFileSync(join(folder, file), text.replace(from, to));
  }
  return folder;
};

const broken = [
  'road-permit.bpmn',
  'userTask id="filing" name="申请"',
  'task id="filing" name="申&#10;请&#x2028;&#x85;!"',
];

test('a fault is one line, whatever stands in a name or in a path', () => {
  const folder = pack('with a\nbreak and 50%', broken);
  const { status, stdout } = run('check', folder);
  assert.equal(status, 1);
  const lines = stdout.trimEnd().split(/[\r\n\u2028\u0085]/);
  assert.ok(
    lines.every((line) => /^\S.*:\d+:\d+: (error|warning|note): .+ \[[a-z-]+\]$/.test(line)),
    stdout,
  );
  assert.match(stdout, /<task> "申 请 !" is not executed/);
});

test('SARIF is JSON with one line a message and a URI for each place', () => {
  const folder = pack('with a blank, 50% and "#"', broken);
  const { status, stdout } = run('check', '--format=sarif', folder);
  assert.equal(status, 1);
  const { results } = JSON.parse(stdout).runs[0];
  assert.ok(results.length > 0);
  for (const {
    message,
    locations: [{ physicalLocation }],
  } of results) {
    assert.doesNotMatch(message.text, /[\p{Cc}\u2028\u2029]/u);
    const { uri } = physicalLocation.artifactLocation;
    assert.match(uri, /^[\w/.~%-]+$/);
    assert.ok(decodeURIComponent(uri).startsWith(folder), uri);
  }
});

test('a process without a drawing is told as such, and one that is none as such', () => {
  const folder = pack('undrawn');
  const file = join(folder, 'road-permit.bpmn');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/<bpmndi:BPMNDiagram.*<\/bpmndi:BPMNDiagram>/s, ''));
  assert.equal(run('check', folder).status, 0);
  const undrawn = run('diagram', folder, 'road-permit');
  assert.equal(undrawn.status, 2);
  assert.match(undrawn.stderr, /Expected "road-permit" to be drawn, but its file has no BPMNDiagram that shows it: /);
  assert.match(undrawn.stderr, /Drawn are connection\./);
  assert.match(run('diagram', folder, 'nobody').stderr, /of the pack that is drawn \(connection\), but got "nobody"/);
  assert.equal(run('diagram', folder, 'connection').status, 0);
});

test('try stops at a loop that the first outcomes never leave', () => {
  const refusedFirst = ['road-permit.bpmn', 'bd:outcomes="granted refused"', 'bd:outcomes="refused granted"'];
  const attributes = join(scratch, 'attributes.json');
  writeFileSync(attributes, JSON.stringify({ kw: 500, roads: [{ metres: 20, roadClass: 'urban' }] }));
  const stuck = run('try', pack('stuck', refusedFirst), 'connection', '--attributes', attributes, '--json');
  assert.equal(stuck.status, 1, stuck.stdout);
  const problem = JSON.parse(stuck.stderr);
  assert.equal(problem.code, 'endless-loop');
  assert.match(problem.detail, /road\.1\.filing~\d+/);
  const passed = run('try', pack('passed'), 'connection', '--attributes', attributes, '--json');
  assert.equal(passed.status, 0, passed.stderr);
});

test('a pack in another encoding is told which, and where its first bad byte is', () => {
  const folder = pack('bytes');
  const file = join(folder, 'road-permit.bpmn');
  const lines = readFileSync(file, 'latin1').split('\n');
  const at = lines.findIndex((line) => line.includes('id="filing"'));
  lines[at] = lines[at].replace(/name="[^"]*"/, 'name="\xca\xdc\xc0\xed"');
  writeFileSync(file, lines.join('\n'), 'latin1');
  const place = `road-permit.bpmn:${at + 1}:${lines[at].indexOf('\xca') + 1}`;
  const { stdout } = run('check', folder);
  assert.ok(stdout.includes(`${place}: error: Expected UTF-8, as the file says, but byte 0xCA here is none`), stdout);
});
