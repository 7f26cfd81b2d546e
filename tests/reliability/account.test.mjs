// The bookkeeper is judged by books that are known.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disagreements } from './account.mjs';

const told = { answer: { status: 200 }, acknowledged: true };
const opened = { key: 'o', verb: 'submit', seen: 0, caseNo: 'X', version: 1, ...told };
const held = {
  key: 'h',
  verb: 'hold',
  task: 'accept',
  seen: 1,
  effects: 1,
  caseNo: 'X',
  version: 2,
  body: {},
  ...told,
};
const resumed = {
  key: 'r',
  verb: 'resume',
  task: 'accept',
  seen: 2,
  effects: 1,
  caseNo: 'X',
  version: 3,
  body: {},
  ...told,
};
const filed = { key: 'f', verb: 'file-permits', seen: 1, effects: 2, caseNo: 'X', version: 3, ...told };
const refused = { ...held, key: 'n', acknowledged: false, answer: { status: 412 } };

const submit = { do: 'submit' };
const hold = { do: 'hold', task: 'accept', missing: ['h'] };
const resume = { do: 'resume', task: 'accept' };
const filing = (n) => ({ do: 'complete', task: `green-space.${n}.filing`, outcome: 'filed' });
const record = (...entries) => new Map([['X', { caseNo: 'X', name: 'o', version: entries.length, entries }]]);

const books = [
  ['what was acknowledged and nothing else', [opened, held, resumed, refused], record(submit, hold, resume)],
  ['two filings in one act', [opened, filed], record(submit, filing(1), filing(2))],
  [
    'an acknowledged entry that is missing',
    [opened, held, resumed],
    record(submit, hold),
    /r was acknowledged as resume X 3, but there is undefined/,
  ],
  ['an acknowledged case that is missing', [opened], new Map(), /o was acknowledged as X, but there is no such case/],
  [
    "another's entry in its place",
    [opened, held],
    record(submit, { ...hold, missing: ['x'] }),
    /h was acknowledged as hold X 2, but there is/,
  ],
  [
    'one entry acknowledged to two',
    [opened, held, { ...resumed, key: 'r1' }, resumed],
    record(submit, hold, resume),
    /X 3 was acknowledged to r1 and to r/,
  ],
  ['an entry that was refused', [opened, refused], record(submit, hold), /X 2 \(hold\) belongs to no command/],
  ['an entry made twice', [opened, held], record(submit, hold, hold), /X 3 \(hold\) belongs to no command/],
  ['half of an act', [opened, filed], record(submit, filing(1)), /f was acknowledged as file-permits X 2/],
  [
    'a case opened by another command',
    [{ ...opened, key: 'p' }],
    record(submit),
    /X was acknowledged to p, but was opened by o/,
  ],
  ['a command that nobody settled', [opened, { ...held, answer: undefined }], record(submit), /h was never settled/],
];
for (const [what, commands, log, wanted] of books)
  test(`${what}: ${wanted ? 'disagrees' : 'agrees'}`, () => {
    const found = disagreements(commands, log);
    if (wanted) assert.match(found.join('\n'), wanted);
    else assert.deepEqual(found, []);
  });
