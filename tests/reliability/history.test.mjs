// The judge of histories is judged by histories that are known.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contradictions } from './history.mjs';

const write = (key, seen, started, ended) => ({
  key,
  caseNo: 'X',
  seen,
  version: seen + 1,
  acknowledged: true,
  started,
  ended,
});
const refused = (key, seen, currentVersion, started, ended) => ({
  key,
  caseNo: 'X',
  seen,
  answer: { status: 412, json: () => ({ currentVersion }) },
  started,
  ended,
});
const read = (version, started, ended) => ({ caseNo: 'X', version, started, ended });

const histories = [
  ['one after the other', [write('a', 0, 0, 1), write('b', 1, 2, 3)], [read(1, 1.5, 1.6), read(2, 4, 5)], 0],
  ['a read beside a write that sees it already', [write('a', 0, 0, 1), write('b', 1, 2, 6)], [read(2, 3, 4)], 0],
  ['a read beside a write that does not see it yet', [write('a', 0, 0, 1), write('b', 1, 2, 6)], [read(1, 3, 9)], 0],
  ['a read that misses a write done before it', [write('a', 0, 0, 1), write('b', 1, 2, 3)], [read(1, 4, 5)], 1],
  ['a read that sees what is not yet written', [write('a', 0, 0, 1), write('b', 1, 4, 5)], [read(2, 2, 3)], 1],
  [
    'a second read that goes back, beside the write',
    [write('a', 0, 0, 1), write('b', 1, 2, 9)],
    [read(2, 3, 4), read(1, 5, 6)],
    1,
  ],
  ['a write on a version that had passed', [write('a', 0, 0, 1), write('b', 1, 2, 3), write('c', 1, 4, 5)], [], 1],
  [
    'a refusal that tells the current version',
    [write('a', 0, 0, 1), write('b', 1, 2, 3), refused('c', 1, 2, 4, 5)],
    [],
    0,
  ],
  [
    'a refusal that tells an old version',
    [write('a', 0, 0, 1), write('b', 1, 2, 3), write('d', 2, 4, 5), refused('c', 1, 2, 6, 7)],
    [],
    1,
  ],
  ['a refusal of the current version', [write('a', 0, 0, 1), refused('c', 1, 1, 2, 3)], [], 1],
];
for (const [what, commands, reads, wanted] of histories)
  test(`${what}: ${wanted === 0 ? 'possible' : 'impossible'}`, () =>
    assert.equal(contradictions({ commands, reads }).length, wanted));
