// Clerks at work: they open cases and enter what is legal on a few that they share, each command under a key of its own, and
// keep what they sent and what they were told.

import { Lost } from './caller.mjs';
import { pause } from './patience.mjs';

const permits = {
  greenSpace: [
    { place: '丝绸路绿地', areaM2: 12, relocation: false },
    { place: '新建路绿地', areaM2: 8, relocation: false },
  ],
  roadOccupation: [{ road: '丝绸路', authority: 'police' }],
};
const outcomes = {
  accept: { outcome: 'accepted' },
  'supply-plan': {
    outcome: 'replied',
    attributes: { line: 'cable', externalLineMetres: 420, civilWorks: false, permits },
  },
  filing: { outcome: 'filed' },
  review: { outcome: 'granted' },
  inspect: { outcome: 'passed' },
  'meter-energize': { outcome: 'energized' },
};
const longestCase = 40; // entries; then another takes its place
const patience = 60_000; // ms that one command is tried again

export const application = (key) => ({
  process: 'ten-kilovolt',
  applicant: { name: key },
  site: { address: '周村区丝绸路1号' },
  attributes: { capacityKva: 630 },
});

/// Something legal on a case as it is seen; null when there is nothing more to do on it.
export function something(view, chance, key) {
  const open = view.tasks.filter((task) => task.state === 'active' || task.state === 'held');
  if (view.state !== 'open' || view.version >= longestCase || open.length === 0) return null;
  if (chance.happens(0.01)) return { verb: 'withdraw', path: 'withdraw', body: { reason: key } };
  const filings = open.filter((task) => task.task.includes('.filing') && task.state === 'active');
  if (filings.length > 1 && chance.happens(0.5))
    return { verb: 'file-permits', path: 'file-permits', effects: filings.length };
  const { task, state } = chance.pick(open);
  const at = (verb, body = {}) => ({ verb, task, path: `tasks/${task}/${verb}`, body });
  if (state === 'held') return at('resume');
  if (chance.happens(0.5)) return at('hold', { reason: 'correction', missing: [key], override: key });
  return at('complete', outcomes[task.replace(/^.*\./, '').replace(/~\d+$/, '')] ?? { outcome: 'done' });
}

/// A command as it is sent, the same each time. `seen`: the version it rests on; 0: it opens a case. `keyless`: its key is only ours.
function toSend({ key, keyless, caseNo, seen, path, body }) {
  const headers = { ...(!keyless && { 'Idempotency-Key': key }), ...(seen > 0 && { 'If-Match': `"${seen}"` }) };
  return seen === 0
    ? ['POST', '/cases', { body: application(key), headers }]
    : ['POST', `/cases/${caseNo}/${path}`, { body, headers }];
}

/// Sends a command once and notes what it is told: `answer` once it is settled either way. A 503 settles nothing.
export async function deliver(caller, command) {
  command.tries = (command.tries ?? 0) + 1;
  const answer = await caller.send(...toSend(command));
  (command.told ??= []).push(answer.status);
  if (answer.status === 503) return answer;
  command.answer = answer;
  command.ended = performance.now();
  if (answer.status !== 200 && answer.status !== 201) return answer;
  const { caseNo, version } = answer.json();
  Object.assign(command, { acknowledged: true, caseNo, version });
  return answer;
}

/// Sends it again under its key until it is settled.
export async function insist(caller, command, onTrouble = () => {}) {
  const late = Date.now() + patience;
  for (;;) {
    let trouble;
    try {
      trouble = await deliver(caller, command);
      if (command.answer) return command;
    } catch (fault) {
      if (!(fault instanceof Lost)) throw fault;
      trouble = fault;
    }
    onTrouble(trouble, command);
    if (Date.now() > late)
      throw new Error(
        `The command ${command.key} was not settled within ${patience / 1000} s: ${trouble.message ?? trouble.text}`,
      );
    await pause(20);
  }
}

/// The desk that clerks share: cases at hand, commands sent, reads made, and who waits for so many acknowledgements.
export function desk({ cases = 6 } = {}) {
  let waiting = null;
  const all = {
    atHand: [],
    wanted: cases,
    commands: [],
    reads: [],
    keys: 0,
    acknowledged: 0,
    unforeseen: [],
    /// resolved once `count` more commands have been acknowledged
    more: (count) =>
      new Promise((resolve) => {
        waiting = { at: all.acknowledged + count, resolve };
      }),
    note: (command) => {
      if (command.acknowledged && ++all.acknowledged >= waiting?.at) waiting.resolve();
    },
  };
  return all;
}

/// One clerk. `insistent`: sends a command again until it is settled, and otherwise leaves off when the connection goes.
export function clerk(name, { caller, desk, chance, insistent = false, onTrouble, onView, run = '' }) {
  async function carryOut(command) {
    desk.commands.push(command);
    command.started = performance.now();
    if (insistent) await insist(caller(), command, onTrouble);
    else await deliver(caller(), command);
    desk.note(command);
    if (command.answer && ![200, 201, 412].includes(command.answer.status))
      desk.unforeseen.push(`${command.key} ${command.path ?? 'open'}: ${command.answer.status} ${command.answer.text}`);
  }
  async function turn() {
    const key = `${run}${name}-${++desk.keys}`;
    if (desk.atHand.length < desk.wanted) {
      const command = { key, verb: 'submit', seen: 0 };
      await carryOut(command);
      if (command.acknowledged) desk.atHand.push(command.caseNo);
      return;
    }
    const caseNo = chance.pick(desk.atHand);
    const read = { caseNo, started: performance.now() };
    const look = await caller().send('GET', `/cases/${caseNo}`);
    if (look.status === 503) {
      onTrouble?.(look);
      return pause(20);
    }
    const leave = () => {
      desk.atHand = desk.atHand.filter((one) => one !== caseNo);
    };
    if (look.status !== 200) {
      desk.unforeseen.push(`GET /cases/${caseNo}: ${look.status} ${look.text}`);
      return leave();
    }
    const view = look.json();
    desk.reads.push(Object.assign(read, { ended: performance.now(), version: view.version }));
    onView?.(view);
    const act = something(view, chance, key);
    return act ? carryOut({ key, caseNo, seen: view.version, effects: 1, ...act }) : leave();
  }
  return {
    /// until `done()`; a lost connection ends it unless it is insistent
    async work(done) {
      while (!done()) {
        try {
          await turn();
        } catch (fault) {
          if (!(fault instanceof Lost)) throw fault;
          if (!insistent) return;
          onTrouble?.(fault);
          await pause(20);
        }
      }
    },
  };
}
