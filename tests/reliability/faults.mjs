// A fault at every statement of a command: before the server sees it, after it has carried it out, or as an error. The answer is
// honest each time, and the command sent again under its key has one effect.

import assert from 'node:assert/strict';
import { disagreements } from './account.mjs';
import { alarmsAreThoseDue, alarmsOf } from './alarms_due.mjs';
import { deliver, insist } from './clerks.mjs';
import { faultStage } from './fault_stage.mjs';
import { until } from './patience.mjs';
import { auditIsClean, halves, rows, wholeLog } from './record.mjs';

// 53100: the disk is full; 40001, 40P01: another transaction came first; 25006: a standby; 57014: it took too long.
export const fates = [
  'lost before',
  'lost after',
  'lost in the middle',
  'cut off',
  '53100',
  '40001',
  '40P01',
  '25006',
  '57014',
];
const fewFates = ['lost before', 'lost after', '53100']; // in the short form, where the others would tell little more
const lastingFates = ['lost before', 'lost after', '40001', '25006']; // the others are not tried again in any case
const mostStatements = 20;
const atOnce = 12; // commands under a lasting fault; the service has sixteen threads
const recentCases = 5;
const statementsOfLoops = 16; // more than one pass of each loop

/// How much of a command is in the record: none, whole, or a part of it. Its answer is not asked.
async function effectOf({ data }, { key, caseNo, seen, effects }) {
  const wanted = seen === 0 ? 1 : effects;
  const [found] = (
    await rows(
      data,
      seen === 0
        ? `select count(*) from person where applicant->>'name' = '${key}'`
        : `select count(*) from event where case_no = '${caseNo}' and number > ${seen}`,
    )
  ).map(Number);
  return found === 0 ? 'none' : found === wanted ? 'whole' : `${found} of ${wanted}`;
}

/// Success is there, "nothing was changed" is true, and only doubt may be either. Nobody else writes to the case.
async function honest(stage, command, answer, what) {
  const effect = await effectOf(stage, command);
  const told = `${what}: ${command.key} (${command.verb}) was answered ${answer.status} ${answer.text}, and ${effect} of it is recorded`;
  assert.ok(effect === 'none' || effect === 'whole', told);
  if (answer.status === 200 || answer.status === 201) {
    assert.equal(effect, 'whole', told);
    return 'done';
  }
  assert.equal(answer.status, 503, told);
  assert.ok(answer.headers['retry-after'], `${told}; it does not say when to come again`);
  const { code } = answer.json();
  assert.ok(code === 'in-doubt' || (code === 'record-unreachable' && effect === 'none'), told);
  return code;
}

async function sentAgain(stage, command, what) {
  const first = command.answer;
  delete command.answer;
  await insist(stage.caller, command);
  assert.ok(
    command.acknowledged,
    `${what}: sent again, ${command.key} was answered ${command.answer.status} ${command.answer.text}`,
  );
  if (first)
    assert.deepEqual(
      [command.answer.status, command.answer.text],
      [first.status, first.text],
      `${what}: sent again, ${command.key} was answered otherwise`,
    );
  assert.equal(await effectOf(stage, command), 'whole', `${what}: sent again, ${command.key} has not had one effect`);
}

/// One fault in a command. Gives how it was answered; undefined when it has fewer statements. A command without a key is sent
/// again only when nothing was changed.
async function oneFault(stage, { opens, keyless = false }, fate, k) {
  const command = Object.assign(await stage.next(opens), { keyless });
  const met = stage.onStatement(k, fate);
  const answer = await deliver(stage.caller, command);
  stage.noFaults();
  const what = `"${met.sql}" (${k}) ${fate}`;
  const told = await honest(stage, command, answer, what);
  assert.ok(!keyless || told !== 'in-doubt', `${what}: one fault leaves ${command.key}, which has no key, in doubt`);
  if (!keyless || told !== 'done') await sentAgain(stage, command, what);
  stage.cases.push(command.caseNo);
  return met.sql && told;
}

/// One fault while a file is handed in: a file that was taken is whole, and there once.
async function oneFileFault(stage, fate, k) {
  const [caseNo] = stage.cases;
  const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(1.2 * (1 << 20), `${fate} ${k} `)]); // more than one piece
  const put = () =>
    stage.caller.send('PUT', `/cases/${caseNo}/materials/identity`, {
      bytes,
      headers: { 'Content-Type': 'application/pdf' },
    });
  const kept = async () => Number(await rows(stage.data, `select count(*) from material where case_no = '${caseNo}'`));
  const before = await kept();
  const met = stage.onStatement(k, fate);
  const answer = await put();
  stage.noFaults();
  const more = (await kept()) - before;
  const code = answer.status === 503 ? answer.json().code : 'done';
  const what = `"${met.sql}" (${k}) ${fate}: a file was answered ${answer.status} ${answer.text}, and there are ${more} more`;
  assert.ok(
    (answer.status === 201 && more === 1) ||
      (code === 'record-unreachable' && more === 0) ||
      (code === 'in-doubt' && more <= 1),
    what,
  );
  if (code !== 'done') assert.equal((await put()).status, 201, what);
  const there = await stage.caller.send('GET', `/cases/${caseNo}/materials/identity`);
  assert.ok(there.status === 200 && there.bytes.equals(bytes), `${what}, but other bytes are there`);
  return met.sql && code;
}

/// From its k-th statement on everything that a command asks meets the same fate, longer than the service tries.
async function lastingFaults(stage, trials) {
  const commands = [];
  for (const { opens } of trials) commands.push(await stage.next(opens));
  const counts = commands.map(() => 0);
  stage.proxy.plan = ({ bytes }) => {
    const whose = commands.findIndex(
      ({ key, caseNo }) => bytes.includes(`"${key}"`) || (caseNo && bytes.includes(caseNo)),
    );
    if (whose < 0 || ++counts[whose] < trials[whose].k) return undefined;
    // Once carried out it is not carried out again: from then on it is lost on its way.
    return counts[whose] > trials[whose].k && trials[whose].fate.startsWith('lost')
      ? 'lost before'
      : trials[whose].fate;
  };
  const answers = await Promise.all(commands.map((command) => deliver(stage.caller, command)));
  stage.noFaults();
  const told = [];
  for (const [i, command] of commands.entries()) {
    const what = `all from statement ${trials[i].k} on ${trials[i].fate}`;
    told.push(await honest(stage, command, answers[i], what));
    await sentAgain(stage, command, what);
    stage.cases.push(command.caseNo);
  }
  return told;
}

/// The database is away altogether while commands come in.
async function outage(stage) {
  const commands = [];
  for (let i = 0; i < atOnce; ++i) commands.push(await stage.next(i % 2 === 0));
  stage.proxy.refuses = true;
  stage.proxy.plan = () => 'lost before';
  const answers = await Promise.all(commands.map((command) => deliver(stage.caller, command)));
  stage.noFaults();
  for (const [i, command] of commands.entries()) {
    assert.notEqual(await honest(stage, command, answers[i], 'the database is away'), 'done');
    await sentAgain(stage, command, 'the database was away');
    stage.cases.push(command.caseNo);
  }
}

/// The k-th statement of the service's own loops on a new day meets its fate: every alarm is raised, once, all the same.
async function faultOfLoops(stage, recent, fate, k) {
  recent.push((await insist(stage.caller, await stage.next(true))).caseNo);
  if (recent.length > recentCases) recent.shift();
  const before = await alarmsOf(stage.data);
  let count = 0;
  stage.proxy.plan = () => (++count === k ? fate : undefined);
  await stage.nextDay();
  await until('the statement that is to fail', () => count >= k);
  stage.noFaults();
  return alarmsAreThoseDue({ data: stage.data, caller: stage.caller, day: stage.day, before, cases: recent });
}

const kinds = {
  open: (stage, fate, k) => oneFault(stage, { opens: true }, fate, k),
  enter: (stage, fate, k) => oneFault(stage, { opens: false }, fate, k),
  'open without a key': (stage, fate, k) => oneFault(stage, { opens: true, keyless: true }, fate, k),
  'enter without a key': (stage, fate, k) => oneFault(stage, { opens: false, keyless: true }, fate, k),
  file: oneFileFault,
};

/// Every fate at every statement, for every kind of command.
async function everyFault(stage, brief, figures, count) {
  for (const [what, once] of Object.entries(kinds))
    for (const fate of brief && what !== 'enter' ? fewFates : fates)
      for (let k = 1; ; ++k) {
        assert.ok(k < mostStatements, 'the statements of a command do not come to an end');
        const told = await once(stage, fate, k);
        if (!told) {
          figures.statements[what] = k - 1;
          break;
        }
        count(fate, told);
        ++figures.faults;
      }
}

async function everyLastingFault(stage, figures, count) {
  const trials = [];
  for (const opens of [true, false])
    for (const fate of lastingFates)
      for (let k = 1; k <= figures.statements[opens ? 'open' : 'enter']; ++k) trials.push({ opens, fate, k });
  while (trials.length) {
    const some = trials.splice(0, atOnce);
    (await lastingFaults(stage, some)).forEach((told, i) => count(`${some[i].fate}, lasting`, told));
    figures.lasting += some.length;
  }
}

/// `brief`: some of it once, for every day.
export async function faults(rounds, { chance, brief = false, tell = () => {} }) {
  const stage = await faultStage(chance);
  const figures = {
    rounds: 0,
    faults: 0,
    lasting: 0,
    outages: 0,
    ofLoops: 0,
    alarms: 0,
    statements: {},
    answers: {},
    seconds: {},
  };
  const count = (fate, told) => {
    const of = (figures.answers[fate] ??= {});
    of[told] = (of[told] ?? 0) + 1;
  };
  const timed = async (what, act) => {
    const from = performance.now(),
      told = await act();
    figures.seconds[what] = Math.round((figures.seconds[what] ?? 0) + (performance.now() - from) / 1000);
    return told;
  };
  const recent = [];
  try {
    for (; figures.rounds < rounds; ++figures.rounds, tell(figures)) {
      await timed('each', () => everyFault(stage, brief, figures, count));
      await timed('lasting', () => everyLastingFault(stage, figures, count));
      await timed('outage', () => outage(stage));
      ++figures.outages;
      for (const fate of brief ? fewFates : fates) {
        figures.alarms += await timed('of loops', () =>
          faultOfLoops(stage, recent, fate, 1 + chance.below(statementsOfLoops)),
        );
        ++figures.ofLoops;
      }
    }
    assert.deepEqual(disagreements(stage.commands, await wholeLog(stage.data)), []);
    assert.deepEqual(await halves(stage.data), []);
    figures.record = await auditIsClean(stage.data);
    return figures;
  } finally {
    await stage.end();
  }
}

/// For a test of this test: the database takes back what it has acknowledged.
export async function belied({ chance }) {
  const stage = await faultStage(chance);
  try {
    const command = await stage.next(false);
    stage.proxy.plan = ({ sql, bytes }) =>
      /\bappend_/.test(sql) && bytes.includes(`"${command.key}"`) ? 'belied' : undefined;
    const answer = await deliver(stage.caller, command);
    stage.noFaults();
    await honest(stage, command, answer, 'taken back');
  } finally {
    await stage.end();
  }
}
