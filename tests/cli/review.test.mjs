// bandian diagram, try, diff and check --format=sarif: a pack looked at before it is put in force.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const bandian = process.env.BANDIAN ?? 'build/bandian';
const workflows = new URL('../../workflows/', import.meta.url).pathname;
const zhoucun = join(workflows, 'zhoucun-2018');
const folder = mkdtempSync(join(tmpdir(), 'bandian-review-'));
after(() => rmSync(folder, { recursive: true }));

const run = (...args) => spawnSync(bandian, args, { encoding: 'utf8', input: '' });
const file = (name, content) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const wellFormed = (svg) => execFileSync('xmllint', ['--noout', file('picture.svg', svg)]);

const scenario = file('scenario.json', {
  process: 'ten-kilovolt',
  attributes: {},
  asOf: '2018-10-16T12:00+08:00',
  steps: [
    { at: '2018-10-08T09:00+08:00', do: 'submit' },
    { at: '2018-10-09T09:00+08:00', do: 'complete', task: 'accept', outcome: 'accepted' },
    {
      at: '2018-10-10T09:00+08:00',
      do: 'complete',
      task: 'supply-plan',
      outcome: 'replied',
      attributes: {
        line: 'cable',
        externalLineMetres: 420,
        civilWorks: false,
        permits: {
          greenSpace: [
            { place: 'A<&>"', areaM2: 12, relocation: false },
            { place: 'B', areaM2: 2, relocation: false },
          ],
        },
      },
    },
    { at: '2018-10-10T10:00+08:00', do: 'complete', task: 'green-space.1.filing', outcome: 'filed' },
    { at: '2018-10-10T10:00+08:00', do: 'complete', task: 'green-space.2.filing', outcome: 'filed' },
    {
      at: '2018-10-12T10:00+08:00',
      do: 'hold',
      task: 'green-space.1.review',
      reason: 'correction',
      missing: ['works-plan'],
    },
  ],
});

test('every process of every pack is drawn, small and without anything but itself', () => {
  for (const [pack, processes] of [
    ['zhoucun-2018', ['low-voltage', 'ten-kilovolt', 'green-space', 'road-excavation']],
    ['state-grid-2023', ['residential', 'low-voltage', 'high-voltage']],
    ['beijing-2018', ['low-voltage', 'high-voltage']],
  ])
    for (const name of processes)
      for (const language of ['zh', 'en']) {
        const { status, stdout } = run('diagram', join(workflows, pack), name, '--language', language);
        assert.equal(status, 0, `${pack} ${name}`);
        wellFormed(stdout);
        assert.ok(stdout.length < 150_000 && stdout.length > 2_000, `${stdout.length} bytes`);
        assert.doesNotMatch(stdout, /<style|<script|href|url\((?!#arrow)|font-face|<image/);
      }
});

test('a case is drawn with the light of each step, in colour and in a sign', () => {
  const { status, stdout } = run('diagram', zhoucun, '--scenario', scenario);
  assert.equal(status, 0);
  wellFormed(stdout);
  assert.match(stdout, /10-09 办结/);
  assert.match(stdout, /2 处 · 10-19 前/);
  assert.match(stdout, /10千伏用户用电报装 · 2018-10-16/);
  const one = run('diagram', zhoucun, 'green-space.1', '--scenario', scenario, '--language', 'en');
  assert.match(one.stdout.replace(/<[^>]*>/g, ' '), /5\s+working\s+days\s+left/);
  assert.match(one.stdout, /#dcdff5/, 'the fill of what is on hold');
  assert.match(one.stdout, /green-space\.1 · 2018-10-16/);
});

test('a picture of what there is not names what there is', () => {
  const { status, stderr } = run('diagram', zhoucun, 'nowhere');
  assert.equal(status, 2);
  assert.match(stderr, /green-space, low-voltage, .*but got "nowhere"/);
  assert.equal(run('diagram', zhoucun, 'green-space.9', '--scenario', scenario).status, 2);
});

test('a process is tried with every step taking all its time', () => {
  const attributes = file('low.json', { externalLine: false });
  const { status, stdout } = run(
    'try',
    zhoucun,
    'low-voltage',
    '--attributes',
    attributes,
    '--from',
    '2018-09-28',
    '--json',
  );
  assert.equal(status, 0);
  const tried = JSON.parse(stdout);
  assert.deepEqual(
    tried.steps.map(({ task, from, to }) => [task, from, to]),
    [
      ['accept', '2018-09-28', '2018-09-29'], // Saturday, worked
      ['formalities', '2018-09-29', '2018-09-29'], // the applicant's own time is taken as none
      ['meter-energize', '2018-09-29', '2018-10-08'], // 30, then the holidays, 8
    ],
  );
  assert.equal(tried.state, 'energized');
  assert.deepEqual(
    tried.steps[0].materials.map(({ material }) => material),
    ['identity', 'title'],
  );
});

test('fees follow what is built, and papers are asked for once', () => {
  const attributes = file('ten.json', {
    capacityKva: 630,
    supplies: 2,
    line: 'cable',
    externalLineMetres: 420,
    civilWorks: false,
    permits: {
      roadExcavation: [
        { road: 'x', roadClass: 'urban', surface: 'arterial-asphalt', areaM2: 30 },
        { road: 'y', roadClass: 'urban', surface: 'gravel', areaM2: 10 },
      ],
    },
  });
  const tried = JSON.parse(run('try', zhoucun, 'ten-kilovolt', '--attributes', attributes, '--json').stdout);
  assert.deepEqual(
    tried.fees.map(({ fee, place, yuan }) => [fee, place, yuan]),
    [
      ['reliability-cable', null, 151200],
      ['repair-arterial-asphalt', 1, 16800],
      ['repair-gravel', 2, 1000],
    ],
  );
  const papers = tried.steps.flatMap(({ materials }) => materials.map(({ material }) => material));
  assert.equal(new Set(papers).size, papers.length);
});

test('trying says what has to be known besides', () => {
  const { status, stderr } = run('try', zhoucun, 'low-voltage', '--attributes', file('none.json', {}));
  assert.equal(status, 1);
  assert.match(stderr, /externalLine/);
});

test('without a file it asks, and takes no answer for unsaid', () => {
  const asked = spawnSync(bandian, ['try', zhoucun, 'low-voltage', '--from', '2018-10-08'], {
    encoding: 'utf8',
    input: 'maybe\nno\n' + '\n'.repeat(20),
  });
  assert.equal(asked.status, 0, asked.stderr);
  assert.match(asked.stdout, /Expected one of yes, no/);
  assert.match(asked.stdout, /power on 2018-10-11/);
});

test('a change is told in words, and none where there is none', () => {
  assert.deepEqual([run('diff', zhoucun, zhoucun).status, run('diff', zhoucun, zhoucun).stdout], [0, '']);
  const other = join(folder, 'zhoucun-2018');
  cpSync(zhoucun, other, { recursive: true });
  symlinkSync(join(workflows, 'calendars'), join(folder, 'calendars'));
  const change = (name, from, to) => {
    const text = readFileSync(join(other, name), 'utf8');
    assert.ok(text.includes(from), from);
    writeFileSync(join(other, name), text.replace(from, to));
  };
  change('green-space.bpmn', 'limit="7"', 'limit="5"');
  change('green-space.bpmn', ' works-plan"', '"');
  change('ten-kilovolt.bpmn', 'bd:limit="1"', 'bd:limit="2"');
  change('pack.yaml', 'rate: 160', 'rate: 120');
  const { status, stdout } = run('diff', zhoucun, other);
  assert.equal(status, 1);
  assert.match(
    stdout,
    /10千伏用户用电报装 \(ten-kilovolt\): The limit on 许可时限 \(green-space.permit\) is 5 working days \(2 less\), no longer 7 working days\./,
  );
  assert.match(stdout, /The limit on 用电申请 \(accept\) is 2 working days \(1 more\), no longer 1 working days\./);
  assert.match(stdout, /The fee 高可靠性供电费（架空线路） \(reliability-overhead\) is 120 yuan, no longer 160 yuan\./);
  assert.equal(stdout.split('\n').filter((line) => line.includes('limit on')).length, 3, stdout);
  assert.match(
    stdout,
    /\nExpected version 3 or more in pack\.yaml of zhoucun-2018, [^\n]*: write version: 3 there\.\n$/,
  );
  change('pack.yaml', 'version: 2', 'version: 3');
  assert.doesNotMatch(run('diff', zhoucun, other).stdout, /Expected version/);
});

test('editors get SARIF', () => {
  const { status, stdout } = run('check', zhoucun, '--format', 'sarif');
  assert.equal(status, 0);
  const [{ results, tool }] = JSON.parse(stdout).runs;
  assert.equal(results.filter(({ level }) => level === 'warning').length, 4);
  assert.deepEqual(
    tool.driver.rules.map(({ id }) => id),
    ['promise-sum'],
  );
  const [{ physicalLocation }] = results[0].locations;
  assert.match(physicalLocation.artifactLocation.uri, /\.bpmn$/);
  assert.ok(physicalLocation.region.startLine > 1);
  assert.equal(run('check', zhoucun, '--format', 'xml').status, 2);
});
