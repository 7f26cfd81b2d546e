// Random cases, and what every face says of them on one day. The case page is the reference; a face is a name and a
// function that gives what it says differently: [{ where, page, face }].

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { chance } from '../reliability/chance.mjs';
import { bandian } from './outside.mjs';

const pack = 'zhoucun-2018';
const atOnce = 8;
const visits = 40;

/// Does `work` for each of a list, several at a time.
async function forEach(list, work) {
  const left = list[Symbol.iterator]();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export const dayAfter = (day, days) =>
  new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

// ---- Cases

const surfaces = ['arterial-asphalt', 'gravel', 'other'],
  classes = ['urban', 'rural', 'highway'];
const places = {
  greenSpace: (luck) => ({ place: '北郊公园', areaM2: 12, relocation: luck.happens(0.5) }),
  roadOccupation: (luck) =>
    luck.happens(0.5)
      ? { road: '新建东路', authority: 'police' }
      : { road: '新建东路', authority: 'road', roadClass: luck.pick(classes) },
  roadExcavation: (luck) => ({
    road: '丝绸路',
    roadClass: luck.pick(classes),
    surface: luck.pick(surfaces),
    areaM2: 9,
  }),
};
const permitsOf = (luck) =>
  Object.fromEntries(
    Object.entries(places)
      .filter(() => luck.happens(0.6))
      .map(([id, place]) => [id, Array.from({ length: luck.happens(0.25) ? 2 : 1 }, () => place(luck))]),
  );
const attributes = {
  supplies: (luck) => 1 + luck.below(2),
  projectUnit: (luck) => luck.pick(['applicant', 'utility']),
  externalLine: (luck) => luck.happens(0.8),
  line: (luck) => luck.pick(['overhead', 'cable']),
  externalLineMetres: (luck) => luck.pick([10, 149, 150, 420]),
  civilWorks: (luck) => luck.happens(0.5),
  permits: permitsOf,
};
const someOf = (luck, ids) => Object.fromEntries(ids.map((id) => [id, attributes[id](luck)]));

function application(luck, today) {
  const process = luck.pick(['low-voltage', 'ten-kilovolt']);
  const early = Object.keys(attributes).filter(
    (id) => luck.happens(0.1) && (id !== 'externalLine' || process === 'low-voltage'),
  );
  return {
    pack,
    process,
    applicant: { name: '恒泰机械', phone: '13812345678' },
    site: { address: '周村区人民路18号' },
    attributes: { capacityKva: luck.pick([80, 630]), ...someOf(luck, early) },
    ...(luck.happens(0.15) && { submittedOn: [dayAfter(today, -luck.below(20)), '2018-09-30'].sort()[1] }),
  };
}

/// What somebody might do about a case as it stands: [path below the case, body], or nothing.
function act(luck, page) {
  const dice = luck.below(100);
  if (dice < 1) return ['withdraw', { reason: '不办了' }];
  if (dice < 4) return ['void', { step: 1 + luck.below(page.version), reason: '录入有误' }];
  if (dice < 7) {
    const clock = page.clocks.find((one) => one.actions.length > 0);
    return clock && [`clocks/${clock.clock}/extend`, { days: 1 + luck.below(clock.actions[0].most), reason: '经批准' }];
  }
  if (dice < 11) return ['amend', { ...amendment(luck, page), reason: '方案变更' }];
  if (dice < 13) return ['file-permits', {}];
  const open = page.tasks.filter((task) => task.actions.length > 0);
  if (open.length === 0) return undefined;
  const task = luck.pick(open),
    backdated = luck.happens(0.1) && { effective: dayAfter(page.today, -luck.below(4)) };
  const path = (verb) => `tasks/${task.task}/${verb}`;
  if (task.state === 'held') return luck.happens(0.4) ? [path('resume'), { ...backdated }] : undefined;
  const hold = task.actions.find((one) => one.do === 'hold');
  if (hold && luck.happens(0.2)) {
    const reason = luck.pick(hold.reasons.map(({ id }) => id));
    const missing = reason === 'correction' && {
      missing: ['works-plan'],
      ...(luck.happens(0.5) && { override: '新材料' }),
    };
    return [path('hold'), { reason, ...missing, ...backdated }];
  }
  const ends = task.actions.filter((one) => one.do === 'complete');
  if (ends.length === 0) return undefined;
  // A no at the very beginning leaves nothing to look at.
  const no = task.task === 'accept' ? 0.05 : 0.3,
    sayNo = luck.happens(no);
  const end = ends.find(({ kind }) => ['denies', 'returns'].includes(kind) === sayNo) ?? ends[0];
  const asked = end.asks.filter((id) => id in attributes && !(id in page.attributes));
  const because = ['denies', 'returns'].includes(end.kind) && { reason: '不符合条件', law: '城市绿化条例 第十九条' };
  const told = asked.length > 0 && { attributes: someOf(luck, asked) };
  return [path('complete'), { outcome: end.outcome, ...told, ...because, ...backdated }];
}

function amendment(luck, page) {
  const what = luck.pick(['attributes', 'add', 'drop']);
  if (what === 'attributes') return { attributes: someOf(luck, [luck.pick(['supplies', 'civilWorks', 'line'])]) };
  if (what === 'drop') return { drop: page.permits.length > 0 ? [luck.pick(page.permits).call] : [] };
  const kind = luck.pick(Object.keys(places));
  return { add: { [kind]: [places[kind](luck)] } };
}

/// What chance seldom makes: nothing was left when it went on, on a Saturday. It is due on Monday, and two days late on
/// Tuesday.
async function resumedOnRestDay(service) {
  const one = await service.createCase(application(chance(0), '2018-10-08'));
  await service.setClock('2018-10-09T09:00:00+08:00');
  await service.act(one.caseNo, 'accept', 'hold', { reason: 'applicant-request' });
  await service.setClock('2018-10-13T09:00:00+08:00');
  await service.act(one.caseNo, 'accept', 'resume');
  return one;
}

export const firstMoment = '2018-10-08T09:00:00+08:00';

/// Opens `count` cases and works on them by chance from day to day. Gives of the day on which it ends { today, moment,
/// cases: [{ caseNo, receiptCode }], entered, refused }.
export async function world(service, { seed, count, start }) {
  const luck = chance(seed);
  const cases = Array.from({ length: count }, (_, i) => {
    const own = luck.branch(i);
    return { luck: own, opens: own.below(visits), pace: own.pick([0.1, 0.4, 0.7, 0.95]) };
  });
  const fixed = await resumedOnRestDay(service);
  let today = start,
    moment,
    entered = 0,
    refused = 0;
  const goTo = async (day) => {
    today = day;
    moment = `${day}T${luck.pick(['00:05', '09:00', '16:30', '23:55'])}:00+08:00`;
    await service.setClock(moment);
  };
  async function workOn(one, n) {
    const { body: page, headers } = await service.ask('GET', `/cases/${one.caseNo}`);
    if (page.state !== 'open' && !one.luck.happens(0.05)) return;
    const [path, body] = act(one.luck, page) ?? [];
    if (!path) return;
    const key = { 'If-Match': headers.get('ETag'), 'Idempotency-Key': `${one.caseNo}-${today}-${n}` };
    const answer = await service.send('POST', `/cases/${one.caseNo}/${path}`, { body, headers: key });
    const text = await answer.text();
    assert.ok([200, 409, 422].includes(answer.status), `${path}: ${answer.status} ${text}`);
    if (answer.status === 200) ++entered;
    else ++refused;
  }
  for (let visit = 0; visit < visits; ++visit) {
    await goTo(dayAfter(today, visit && 1 + luck.below(3)));
    for (const one of cases.filter(({ opens }) => opens === visit))
      Object.assign(one, await service.createCase(application(one.luck, today)));
    await forEach(
      cases.filter(({ opens }) => opens <= visit),
      async (one) => {
        if (!one.luck.happens(one.pace)) return;
        for (let n = 1 + one.luck.below(4); n > 0; --n) await workOn(one, n);
      },
    );
  }
  await goTo(dayAfter(today, 1 + luck.below(9)));
  return { today, moment, cases: [fixed, ...cases], entered, refused };
}

/// The pages, which all faces are held to.
async function readPages(service, w) {
  await forEach(w.cases, async (one) => {
    one.page = (await service.ask('GET', `/cases/${one.caseNo}`)).body;
    one.events = (await service.ask('GET', `/cases/${one.caseNo}/events`)).body.events;
    assert.equal(one.page.today, w.today);
  });
  w.steps = w.cases.flatMap(({ caseNo, page }) =>
    page.tasks.map((task) => ({ caseNo, process: page.process, ...task, filed: filed(task) })),
  );
}

export const isOpen = ({ state }) => state === 'active' || state === 'held';
const unjudged = { active: 'green', held: 'paused', done: 'met', cancelled: 'cancelled' };
/// The light under which a step is filed: its own, or of one that no clock judges that of what it does.
const filed = ({ light, state }) => light ?? unjudged[state];
const inCall = (path) => path.match(/^(.+\.[1-9][0-9]*)\.([^~]+)/)?.slice(1) ?? ['', path.split('~')[0]];
/// Its name without number and attempt, as the board has it.
const taskOf = (path) => path.replace(/~.*/, '').replace(/\.[1-9][0-9]*\./, '.');
const idOf = (path) => inCall(path)[1];

// ---- Faces

/// What differs between two lists of [where, what].
function differences(page, face) {
  const there = new Map(face),
    own = new Map(page);
  const twice = face.length > there.size ? [{ where: 'a row stands twice', page: there.size, face: face.length }] : [];
  return [
    ...twice,
    ...[...new Set([...own.keys(), ...there.keys()])]
      .filter((where) => !isDeepStrictEqual(own.get(where), there.get(where)))
      .map((where) => ({ where, page: own.get(where), face: there.get(where) })),
  ];
}
const of = (members) => (one) => Object.fromEntries(members.map((member) => [member, one[member]]));
const where = ({ caseNo, task }) => `${caseNo} ${task}`;

async function allOf(service, path) {
  const items = [];
  for (let cursor; cursor !== null;) {
    const more = cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const { body } = await service.ask('GET', path + more);
    items.push(...body.items);
    cursor = body.next;
  }
  return items;
}

const openLights = ['red', 'yellow', 'green', 'paused'];
const listed = ({ owner, state, since, due, light, daysLeft, lateBy, provisional }) => ({
  owner,
  state,
  since,
  due,
  light,
  daysLeft,
  lateBy,
  provisional,
});
const asListed = (step) => listed({ ...step, light: step.filed, daysLeft: step.left });
const kept = ({ owner, state, since, until, due, light, lateBy, daysLeft }) => ({
  owner,
  state,
  since,
  until,
  due,
  light,
  lateBy,
  daysLeft,
});
const worst = (steps) =>
  openLights.find((light) => light !== 'paused' && steps.some((one) => one.filed === light)) ??
  (steps.length > 0 ? 'paused' : null);
const judged = (step) => step.clock !== null && ['met', 'late', 'red'].includes(step.light);

function counted(steps, keyOf, countOf) {
  const counts = new Map();
  for (const step of steps) {
    const key = keyOf(step),
      row = counts.get(key) ?? {};
    row[countOf(step)] = (row[countOf(step)] ?? 0) + 1;
    counts.set(key, row);
  }
  return [...counts];
}
const filled =
  (names) =>
  ([key, row]) => [key, Object.fromEntries(names.map((name) => [name, row[name] ?? 0]))];

/// Lists are asked for first: they tell what was written on the days before, whoever has looked since.
async function readLists(service) {
  const lists = {
    tasks: await allOf(service, '/tasks'),
    cases: await allOf(service, '/cases'),
    byLight: {},
    casesByLight: {},
  };
  for (const light of openLights) {
    lists.byLight[light] = await allOf(service, `/tasks?light=${light}`);
    lists.casesByLight[light] = await allOf(service, `/cases?light=${light}`);
  }
  lists.board = (await service.ask('GET', '/board')).body;
  return lists;
}

/// Everything as it stands on the day on which the walk ended.
export async function look(service, w) {
  w.lists = await readLists(service);
  await readPages(service, w);
}

const worklist = (service, { steps, lists }) =>
  differences(
    steps.filter(isOpen).map((step) => [where(step), asListed(step)]),
    lists.tasks.map((item) => [where(item), listed(item)]),
  );

const worklistByLight = (service, { steps, lists }) =>
  openLights.flatMap((light) =>
    differences(
      steps
        .filter((step) => isOpen(step) && step.filed === light)
        .map((step) => [`${light} ${where(step)}`, asListed(step)]),
      lists.byLight[light].map((item) => [`${light} ${where(item)}`, listed(item)]),
    ),
  );

const openStepsOf = (w, caseNo) => w.steps.filter((step) => step.caseNo === caseNo && isOpen(step));

const listOfCases = (service, w) =>
  differences(
    w.cases.map(({ caseNo, page }) => [
      caseNo,
      { state: page.state, version: page.version, light: worst(openStepsOf(w, caseNo)) },
    ]),
    w.lists.cases.map((item) => [item.caseNo, of(['state', 'version', 'light'])(item)]),
  );

/// "With an open task of this light."
const listOfCasesByLight = (service, w) =>
  openLights.flatMap((light) =>
    differences(
      w.cases
        .filter(({ caseNo }) => openStepsOf(w, caseNo).some((step) => step.filed === light))
        .map(({ caseNo }) => [`${light} ${caseNo}`, worst(openStepsOf(w, caseNo))]),
      w.lists.casesByLight[light].map((item) => [`${light} ${item.caseNo}`, item.light]),
    ),
  );

async function judgedSteps(service, { steps }) {
  const all = [];
  // By owner, step and process: a list has 200 at most.
  const groups = new Set(
    steps
      .filter(({ clock }) => clock)
      .map(({ owner, task, process }) => `owner=${owner}&task=${idOf(task)}&process=${process}`),
  );
  for (const group of groups)
    for (const done of ['met', 'late']) {
      const { items } = (await service.ask('GET', `/tasks?done=${done}&${group}`)).body;
      assert.ok(items.length < 200, `${group}: more than a list has`);
      all.push(...items.map((item) => [`${done} ${where(item)}`, kept(item)]));
    }
  const page = steps
    .filter(judged)
    .map((step) => [`${step.light === 'met' ? 'met' : 'late'} ${where(step)}`, kept({ ...step, daysLeft: step.left })]);
  return differences(page, all);
}

/// The newest of them without any condition: of the first 200 as of all.
async function newestJudged(service, { steps }) {
  const found = [];
  for (const done of ['met', 'late']) {
    const own = new Map(
      steps
        .filter((step) => judged(step) && (step.light === 'met') === (done === 'met'))
        .map((step) => [where(step), kept({ ...step, daysLeft: step.left })]),
    );
    const { items } = (await service.ask('GET', `/tasks?done=${done}`)).body;
    found.push(
      ...differences([[done, Math.min(200, own.size)]], [[done, items.length]]),
      ...differences(
        items.map((item) => [where(item), own.get(where(item))]),
        items.map((item) => [where(item), kept(item)]),
      ),
    );
  }
  return found;
}

const boardLights = (service, { steps, lists: { board } }) =>
  differences(
    counted(
      steps.filter(isOpen),
      (step) => `${step.owner} ${step.process} ${taskOf(step.task)}`,
      (step) => step.filed,
    ).map(filled(openLights)),
    board.lights.map((row) => [`${row.department.id} ${row.process.id} ${row.task}`, of(openLights)(row)]),
  );

const boardOnTime = (service, { steps, lists: { board } }) =>
  differences(
    counted(
      steps.filter(judged),
      (step) => `${step.owner} ${taskOf(step.task)}`,
      (step) => (step.light === 'met' ? 'met' : 'late'),
    ).map(filled(['met', 'late'])),
    board.onTime.map((row) => [`${row.department.id} ${row.task}`, of(['met', 'late'])(row)]),
  );

const boardWeek = (service, { steps, today, lists: { board } }) => {
  const week = new Map(
    steps
      .filter((step) => isOpen(step) && step.due && step.due <= dayAfter(today, 7))
      .map((step) => [where(step), asListed(step)]),
  );
  const shown = board.thisWeek.map((item) => [where(item), listed(item)]);
  return differences(
    shown.map(([which]) => [which, week.get(which)]),
    shown,
  );
};

const boardCases = (service, { cases, lists: { board } }) =>
  differences(
    ['open', 'energized', 'refused', 'withdrawn'].map((state) => [
      state,
      cases.filter((one) => one.page.state === state).length,
    ]),
    Object.entries(board.cases),
  );

const urgency = ['cancelled', 'met', 'late', 'green', 'paused', 'yellow', 'red'];
const mostUrgent = (lights) => lights.sort((a, b) => urgency.indexOf(b) - urgency.indexOf(a))[0];

/// Of every step of one picture its last attempt, which stands for it.
function lastAttempts(tasks, call) {
  const last = new Map();
  for (const task of tasks) if (inCall(task.task)[0] === call) last.set(idOf(task.task), task);
  return [...last.values()];
}

async function pictures(service, { cases }) {
  const found = [];
  await forEach(cases, async ({ caseNo, page: { tasks } }) => {
    const calls = [...new Set(tasks.map(({ task }) => inCall(task)[0]))];
    for (const call of new Set(['', ...calls])) {
      const { body } = await service.ask('GET', `/cases/${caseNo}/picture.json${call && `?call=${call}`}`);
      const page = lastAttempts(tasks, call).map((task) => [
        `${caseNo} ${call} ${idOf(task.task)}`,
        { state: task.state, light: filed(task), left: task.left, due: isOpen(task) ? task.due : null },
      ]);
      const face = body.steps.map((step) => [
        `${caseNo} ${call} ${step.element}`,
        of(['state', 'light', 'left', 'due'])(step),
      ]);
      // Steps of the diagram that have not begun, and what opens behind it, have nothing on the page.
      const begun = new Set(page.map(([which]) => which));
      const others = body.steps.filter(({ element }) => !begun.has(`${caseNo} ${call} ${element}`));
      found.push(
        ...differences(
          page,
          face.filter(([which]) => begun.has(which)),
        ),
        ...(call ? [] : others.flatMap((step) => behind(caseNo, step, tasks))),
      );
    }
  });
  return found;
}

/// A step behind which calls open: of each its most urgent light, together the most urgent of those, with the first due
/// day.
function behind(caseNo, step, tasks) {
  const name = `${caseNo} ${step.element}`;
  const begun = step.calls.filter(({ call }) => tasks.some(({ task }) => inCall(task)[0] === call));
  const lightOf = (call) => mostUrgent(lastAttempts(tasks, call).map(filed));
  const due = tasks
    .filter((task) => isOpen(task) && task.due && inCall(task.task)[0].split('.')[0] === step.element)
    .sort((a, b) => a.due.localeCompare(b.due))[0];
  const light = begun.length > 0 ? mostUrgent(begun.map(({ call }) => lightOf(call))) : null;
  return differences(
    [
      ...step.calls.map(({ call }) => [`${name} ${call}`, lightOf(call) ?? null]),
      [name, { light, due: due?.due ?? null, left: due?.left ?? null }],
    ],
    [
      ...step.calls.map(({ call, light: shown }) => [`${name} ${call}`, shown]),
      [name, of(['light', 'due', 'left'])(step)],
    ],
  );
}

const publicMembers = ['task', 'owner', 'clock', 'since', 'due', 'light', 'hold', 'provisional'];
const clockMembers = ['clock', 'due', 'state', 'light', 'left', 'used', 'limit', 'provisional'];
const permitMembers = ['call', 'state', 'since', 'until', 'due', 'light', 'clock'];

async function publicStatus(service, { cases }) {
  const found = [];
  await forEach(cases, async ({ caseNo, receiptCode, page }) => {
    const { body } = await service.ask('GET', `/status/${caseNo}`, undefined, { 'X-Receipt-Code': receiptCode });
    const parties = { now: (one) => one !== 'applicant', waitingForYou: (one) => one === 'applicant' };
    for (const [part, whose] of Object.entries(parties)) {
      const own = page.tasks.filter((task) => isOpen(task) && whose(task.owner));
      // What is asked for by a correction stands there too, for the step it holds.
      const asked =
        part === 'waitingForYou' ? page.tasks.filter((task) => isOpen(task) && task.missing.length > 0) : [];
      const told = body[part].map((one) => ({ ...one, owner: one.owner.id, hold: one.hold?.id ?? null }));
      const corrections = told.filter(({ zh }) => zh.startsWith('补正材料：'));
      const tasks = told.filter((one) => !corrections.includes(one));
      found.push(
        ...differences(
          own.map((one) => [`${caseNo} ${part} ${one.task}`, of(publicMembers)(one)]),
          tasks.map((one) => [`${caseNo} ${part} ${one.task}`, of(publicMembers)(one)]),
        ),
        ...differences(
          asked.map((one) => [`${caseNo} correction ${one.task}`, of(['due', 'light'])(one)]),
          corrections.map((one) => [`${caseNo} correction ${one.task}`, of(['due', 'light'])(one)]),
        ),
      );
    }
    const begun = body.stages.filter(({ since }) => since);
    found.push(
      ...differences(
        lastAttempts(page.tasks, '').map((one) => [
          `${caseNo} stage ${idOf(one.task)}`,
          of(['state', 'since', 'until', 'due', 'clock'])(one),
        ]),
        begun.map((one) => [`${caseNo} stage ${one.task}`, of(['state', 'since', 'until', 'due', 'clock'])(one)]),
      ),
      ...differences(
        page.clocks.map((one) => [`${caseNo} clock ${one.clock}`, of(clockMembers)(one)]),
        body.clocks.map((one) => [`${caseNo} clock ${one.clock}`, of(clockMembers)(one)]),
      ),
      ...differences(
        page.permits.map((one) => [`${caseNo} permit ${one.call}`, of(permitMembers)(one)]),
        body.permits.map((one) => [`${caseNo} permit ${one.call}`, of(permitMembers)(one)]),
      ),
      ...differences(
        [[`${caseNo} whole`, [page.light, page.expected?.day ?? null, page.state]]],
        [[`${caseNo} whole`, [body.light, body.expected?.day ?? null, body.state]]],
      ),
    );
  });
  return found;
}

async function calendarFeed(service, { cases }) {
  const found = [];
  await forEach(cases, async ({ caseNo, receiptCode, page }) => {
    const answer = await fetch(`${service.origin}/api/v1/status/${caseNo}/feed.ics?code=${receiptCode}`);
    assert.equal(answer.status, 200);
    const events = (await answer.text())
      .replaceAll('\r\n ', '')
      .split('BEGIN:VEVENT')
      .slice(1)
      .map((text) => ({
        id: text.match(/\nUID:(.*)\r/)[1].replace(`-${caseNo}@bandian`, ''),
        cancelled: /\nSTATUS:CANCELLED\r/.test(text),
        day: text.match(/\nDTSTART;VALUE=DATE:(\d{8})\r/)[1].replace(/(....)(..)(..)/, '$1-$2-$3'),
      }));
    const due = page.tasks
      .filter((task) => task.state === 'active' && task.due)
      .map(({ task, due: day }) => [`${caseNo} ${task}`, day]);
    const power = page.expected ? [[`${caseNo} /power`, page.expected.day]] : [];
    const told = events.filter(({ id, cancelled }) => !cancelled && !['/submitted', '/closed'].includes(id));
    found.push(
      ...differences(
        [...due, ...power],
        told.map(({ id, day }) => [`${caseNo} ${id}`, day]),
      ),
    );
  });
  return found;
}

const replayedTask = of([
  'task',
  'owner',
  'state',
  'since',
  'until',
  'outcome',
  'hold',
  'clock',
  'light',
  'due',
  'left',
  'lateBy',
]);
const replayedClock = of([...clockMembers, 'kind', 'lateBy', 'startedOn', 'stoppedOn']);
const forecast = (one) => (one?.day ? of(['day', 'earliest', 'workingDays', 'provisional', 'waitsFor'])(one) : null);

/// The case's own entries, for `bandian replay`.
export function scenarioOf({ events }, asOf) {
  const told = new Set(['number', 'takenBack', 'by', 'title', 'outcomeTitle']);
  const steps = events.map((event) =>
    Object.fromEntries(Object.entries(event).filter(([member]) => !told.has(member))),
  );
  return { process: steps[0].process, steps, asOf };
}

async function replay(service, { cases, moment }) {
  const folder = await mkdtemp(join(tmpdir(), 'bandian-faces-')),
    found = [];
  const rules = new URL(`../../workflows/${pack}`, import.meta.url).pathname;
  await forEach(cases, async (one) => {
    const { caseNo, page } = one,
      file = join(folder, `${caseNo}.json`);
    await writeFile(file, JSON.stringify(scenarioOf(one, moment)));
    const { code, out, err } = await bandian('replay', rules, file);
    if (code !== 0) return void found.push({ where: `${caseNo} replay`, page: 0, face: err });
    const facts = JSON.parse(out);
    const whole = ({ state, path, responsibility, expected }) =>
      Object.entries({ state, path, responsibility, expected: forecast(expected) }).map(([name, what]) => [
        `${caseNo} ${name}`,
        what,
      ]);
    found.push(
      ...differences(
        page.tasks.map((task) => [`${caseNo} ${task.task}`, replayedTask(task)]),
        facts.tasks.map((task) => [`${caseNo} ${task.task}`, replayedTask(task)]),
      ),
      ...differences(
        page.clocks.map((clock) => [`${caseNo} clock ${clock.clock}`, replayedClock(clock)]),
        facts.clocks.map((clock) => [`${caseNo} clock ${clock.clock}`, replayedClock(clock)]),
      ),
      ...differences(whole(page), whole(facts)),
    );
  });
  await rm(folder, { recursive: true });
  return found;
}

export const faces = {
  'the worklist': worklist,
  'the worklist of one light': worklistByLight,
  'the list of cases': listOfCases,
  'the list of cases of one light': listOfCasesByLight,
  'the judged steps, by department and step': judgedSteps,
  'the judged steps of the newest cases': newestJudged,
  'the lights of the board': boardLights,
  'the punctuality of the board': boardOnTime,
  'the week of the board': boardWeek,
  'the cases of the board': boardCases,
  'the pictures': pictures,
  'the public status': publicStatus,
  'the calendar feed': calendarFeed,
  'the replay of its entries': replay,
};
