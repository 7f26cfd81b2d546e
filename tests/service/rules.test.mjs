// A rule is changed on the disk, rightly and wrongly: cases under way stay on the bytes they were submitted under, what is
// wrong closes that pack alone to new applications, and nothing stops the service.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dataFolder, removeData, startService } from './service.mjs';

const shipped = fileURLToPath(new URL('../../workflows', import.meta.url));
const now = '2026-10-12T09:00:00+08:00';
const patienceMs = 20_000;
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '王五' },
  site: { address: '周村区丝绸路2号' },
  attributes: { capacityKva: 630, supplies: 2 },
};

/// A desk of its own: {data, folder, edit, undo}. Its files are copies of ours.
async function deskOf(t) {
  const data = await dataFolder();
  const folder = join(dirname(data), 'workflows');
  symlinkSync(join(shipped, '../web'), join(dirname(data), 'web'));
  const undo = () => cpSync(shipped, folder, { recursive: true });
  undo();
  t.after(() => removeData(data));
  const edit = (file, from, to) => {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.ok(text.includes(from), `Expected ${JSON.stringify(from)} in ${file}.`);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  return { data, folder, edit, undo };
}

const start = (desk, args = [], at = now) =>
  startService(at, { data: desk.data, args: ['--workflows', desk.folder, ...args] });
const pack = 'zhoucun-2018/pack.yaml',
  drawing = 'zhoucun-2018/ten-kilovolt.bpmn';
const seven = 'then 7 else 5',
  five = 'then 5 else 5';
const versioned = (n) => ['\nversion: 2\n', `\nversion: ${n}\n`];

/// Opens a case whose supply plan is running; gives its number.
async function planning(service) {
  const { caseNo } = await service.createCase(application);
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  return caseNo;
}

const supplyPlan = ({ clocks }) => clocks.find((one) => one.clock === 'supply-plan');
const look = async (service, caseNo) => (await service.ask('GET', `/cases/${caseNo}`)).body;
const limitOf = async (service, caseNo) => supplyPlan(await look(service, caseNo)).limit;
const warnings = async (service) => {
  const answer = await fetch(`${service.origin}/readyz`);
  assert.equal(answer.status, 200, await answer.clone().text());
  const told = (await answer.json()).warnings.filter((one) => one.code !== 'notice-missing');
  return told.map((one) => [one.pack, one.code]);
};
const guided = async (service) => {
  const { packs } = (await service.ask('GET', '/guide?pack=zhoucun-2018')).body;
  return packs.map((one) => [one.version, one.takesCases]);
};
const estimated = async (service) => {
  const attributes = {
    ...application.attributes,
    line: 'cable',
    externalLineMetres: 50,
    civilWorks: false,
    permits: {},
  };
  const { body } = await service.ask('POST', '/guide/ten-kilovolt/estimate', { attributes });
  return supplyPlan(body).limit;
};

async function refused(service, detail) {
  const answer = await service.send('POST', '/cases', { body: application });
  const problem = await answer.json();
  assert.deepEqual([answer.status, problem.code, problem.field], [409, 'pack-closed', 'pack'], JSON.stringify(problem));
  assert.match(problem.detail, detail);
}

const bandian = (...args) => spawnSync(process.env.BANDIAN, args, { encoding: 'utf8' });

function sound(desk) {
  const { status, stdout, stderr } = bandian('audit', 'verify', '--data', desk.data, '--workflows', desk.folder);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /all as recorded/);
}

async function until(what, holds) {
  const begin = performance.now();
  while (!(await holds())) {
    assert.ok(performance.now() - begin < patienceMs, `${what}: not within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/// SIGHUP, and waits for what the service says when it is done.
async function reload(service) {
  const told = service.said().split('read anew').length;
  process.kill(service.pid, 'SIGHUP');
  await until('the reload', () => service.said().split('read anew').length > told);
}

test('a 7 becomes a 5: refused to new cases under the same version, theirs under the next; old ones keep the 7', async (t) => {
  const desk = await deskOf(t);
  let service = await start(desk);
  const old = await planning(service);
  assert.equal(await limitOf(service, old), 7);
  assert.deepEqual(await warnings(service), []);
  await service.stop();

  desk.edit(drawing, seven, five);
  service = await start(desk);
  await refused(service, /version 3 or more.+version: 3/);
  assert.match(service.said(), /Expected version 3 or more in pack\.yaml of zhoucun-2018/);
  assert.deepEqual(await warnings(service), [
    ['zhoucun-2018', 'pack-version'],
    [null, 'no-pack-in-force'],
  ]);
  assert.equal(await limitOf(service, old), 7);
  assert.equal(await estimated(service), 7, 'the guide shows what was last good');
  assert.deepEqual(await guided(service), [[2, false]]);
  await service.act(old, 'supply-plan', 'hold', { reason: 'applicant-request' });
  sound(desk);
  await service.stop();

  desk.edit(pack, ...versioned(3));
  service = await start(desk);
  const fresh = await planning(service);
  assert.deepEqual([await limitOf(service, fresh), await limitOf(service, old), await estimated(service)], [5, 7, 5]);
  assert.deepEqual([(await look(service, fresh)).packVersion, (await look(service, old)).packVersion], [3, 2]);
  assert.deepEqual(await warnings(service), []);
  assert.deepEqual(await guided(service), [[3, true]]);
  const rows = (await service.ask('GET', '/board')).body.lights.filter((one) => one.task === 'supply-plan');
  assert.deepEqual(
    rows.map((one) => one.green + one.paused),
    [2],
    'a step has one row whatever the version',
  );
  await service.act(old, 'supply-plan', 'resume');
  sound(desk);
  await service.stop();

  // Back to the release of before: its bytes are known, so nothing is wrong with them.
  desk.undo();
  service = await start(desk);
  assert.equal(await limitOf(service, await planning(service)), 7);
  assert.equal(await limitOf(service, fresh), 5);
  sound(desk);
  await service.stop();
  const { stdout } = bandian('packs', '--data', desk.data);
  assert.match(stdout, /zhoucun-2018 {2}version 2 {2}[0-9a-f]{64} {2}since \S+ {2}2 cases, 2 of them open\n/);
  assert.match(stdout, /zhoucun-2018 {2}version 3 {2}[0-9a-f]{64} {2}since \S+ {2}1 cases, 1 of them open\n/);
});

test('a comment, an English name, an inForceUntil and another encoding are taken without a word of versions', async (t) => {
  const desk = await deskOf(t);
  let service = await start(desk);
  const old = await planning(service);
  await service.stop();
  desk.edit(pack, 'casePrefix: ZC', 'inForceUntil: 2026-12-31  # succeeded by 2027\ncasePrefix: ZC');
  desk.edit(drawing, 'bd:nameEn="Accept the application"', 'bd:nameEn="Take in the application"');
  const relocation = join(desk.folder, 'zhoucun-2018/relocation.bpmn');
  const text = readFileSync(relocation, 'utf8').replace('encoding="UTF-8"', 'encoding="UTF-16"');
  writeFileSync(relocation, Buffer.from(`\ufeff${text}`, 'utf16le'));
  service = await start(desk);
  assert.deepEqual(await warnings(service), []);
  const title = async (caseNo) => (await look(service, caseNo)).tasks.find((one) => one.task === 'accept').title.en;
  assert.equal(await title(await planning(service)), 'Take in the application');
  assert.equal(await title(old), 'Accept the application', 'also its names are those of its own files');
  await service.setClock('2027-01-04T09:00:00+08:00');
  assert.equal((await service.send('POST', '/cases', { body: application })).status, 422);
  assert.deepEqual(await warnings(service), [[null, 'no-pack-in-force']]);
  sound(desk);
  await service.stop();
});

test('files that cannot be read close their pack alone, whatever is wrong', async (t) => {
  const desk = await deskOf(t);
  let service = await start(desk);
  const old = await planning(service);
  await service.stop();
  const ours = join(desk.folder, 'zhoucun-2018'),
    copy = join(desk.folder, 'zhoucun-copy'),
    recursive = true;
  const wrongs = [
    [
      () => desk.edit(pack, 'departments:', 'departments: ['),
      'pack-unreadable',
      /but zhoucun-2018\/pack\.yaml:\d+:\d+: error/,
    ],
    [
      () => desk.edit(drawing, 'covers="accept ', 'covers="acept '),
      'pack-unreadable',
      /ten-kilovolt\.bpmn:\d+:\d+: error/,
    ],
    [() => desk.edit(pack, 'calendar: cn', 'calendar: cn-99'), 'calendar-missing', /calendar "cn-99"/],
    [() => rmSync(ours, { recursive }), 'pack-missing', /beside desk\.yaml/],
    [() => cpSync(ours, copy, { recursive }), 'pack-twice', /one folder/],
  ];
  for (const [spoil, code, detail] of wrongs) {
    spoil();
    service = await start(desk);
    await refused(service, detail);
    assert.ok(
      (await warnings(service)).some(([id, said]) => id === 'zhoucun-2018' && said === code),
      code,
    );
    assert.equal(await limitOf(service, old), 7, code);
    assert.equal(await estimated(service), 7, code);
    const elsewhere = { ...application, pack: 'state-grid-2023', process: 'residential', attributes: {} };
    const another = await service.send('POST', '/cases', { body: elsewhere });
    assert.equal(another.status, 201, `another pack goes on: ${await another.text()}`);
    sound(desk);
    assert.equal(await service.stop(), 0);
    rmSync(copy, { recursive, force: true });
    desk.undo();
  }
});

test('by a desk.yaml with errors nothing starts: all of them are told at once, each with its place', async (t) => {
  const desk = await deskOf(t);
  for (const [edits, told] of [
    [
      [
        ['takes:', 'take:'],
        ['caseMegabytes: 500', 'caseMegabytes: 0'],
        ['caseFiles: 500', 'caseFyles: 500'],
      ],
      [
        /desk\.yaml:\d+:\d+: error: Expected takes/,
        /desk\.yaml:\d+:\d+: error: Expected caseMegabytes as a whole number/,
        /caseFyles/,
        /"take"/,
      ],
    ],
    [[['takes: [zhoucun-2018]', 'takes: [zhoucun-2018']], [/desk\.yaml:\d+:\d+: error/]],
  ]) {
    for (const [from, to] of edits) desk.edit('desk.yaml', from, to);
    const { status, stderr } = bandian(
      'serve',
      '--workflows',
      desk.folder,
      '--data',
      desk.data,
      '--listen',
      '127.0.0.1:0',
    );
    assert.equal(status, 3, stderr);
    for (const one of told) assert.match(stderr, one);
    assert.ok(!existsSync(join(desk.data, 'postgres')), 'before anything is made');
    desk.undo();
  }
  const service = await start(desk);
  await planning(service);
  await service.stop();
});

test('with calendars that cannot be read it starts, says so, and works out nothing by half of them', async (t) => {
  const desk = await deskOf(t);
  let service = await start(desk);
  const old = await planning(service);
  await service.stop();
  desk.edit('calendars/cn/2026.yaml', 'kind: notice', 'kind: notise');
  service = await start(desk);
  const ready = await fetch(`${service.origin}/readyz`);
  assert.deepEqual([ready.status, (await ready.json()).code], [503, 'calendar-unreadable']);
  const looked = await service.send('GET', `/cases/${old}`);
  assert.deepEqual([looked.status, (await looked.json()).code], [503, 'rules-away']);
  await refused(service, /calendar "cn"/);
  desk.undo();
  await reload(service);
  assert.equal(await limitOf(service, old), 7);
  assert.equal((await fetch(`${service.origin}/readyz`)).status, 200);
  sound(desk);
  await service.stop();
});

// The example of the page for operators, as printed there.
const page = readFileSync(new URL('../../docs/holiday-notice.md', import.meta.url), 'utf8');
const lines = page.slice(page.indexOf('    # yaml-language-server')).split('\n');
const notice = lines
  .slice(0, lines.indexOf(''))
  .map((line) => `${line.slice(4)}\n`)
  .join('');
const add = (desk, file, text) => writeFileSync(join(desk.folder, 'calendars', file), text);
const dueIn = async (service, calendar) => {
  const answer = await service.ask('GET', `/calendar/due?from=2026-12-28&days=7&calendar=${calendar}`);
  return [answer.body.due, answer.body.provisional];
};

test('a new edition file with errors is left out and told: the calendars go on without it, from a start or a reload on', async (t) => {
  const desk = await deskOf(t);
  add(desk, 'cn/2027.yaml', 'edition: cn-2027\nkind: notise\n');
  let service = await start(desk); // of a record that has none yet
  const old = await planning(service);
  const both = async () => [
    await dueIn(service, 'cn'),
    await dueIn(service, 'cn-45'),
    supplyPlan(await look(service, old)).due,
  ];
  const before = await both();
  assert.deepEqual(await warnings(service), [[null, 'edition-left-out']]);
  assert.match(service.said(), /calendars\/cn\/2027\.yaml:2:\d+: error: Expected statutory, notice/);
  await service.stop();

  add(desk, 'cn-45/2027.yaml', 'edition: [\n');
  service = await start(desk);
  assert.deepEqual(await warnings(service), [
    [null, 'edition-left-out'],
    [null, 'edition-left-out'],
  ]);
  assert.deepEqual(await both(), before);
  const ours = readFileSync(join(desk.folder, 'calendars/cn/2026.yaml'), 'utf8');
  add(
    desk,
    'cn/2026-again.yaml',
    ours.replace('edition: cn-2026', 'edition: cn-2026-again').replace(/^published: .*/m, 'published: 2026-09-01'),
  );
  await reload(service);
  assert.ok(
    (await warnings(service)).every(([, code]) => code === 'edition-left-out'),
    'also one that contradicts another',
  );
  assert.deepEqual(await both(), before);
  assert.equal(await limitOf(service, await planning(service)), 7);

  rmSync(join(desk.folder, 'calendars/cn-45/2027.yaml'));
  rmSync(join(desk.folder, 'calendars/cn/2026-again.yaml'));
  add(desk, 'cn/2027.yaml', notice);
  await reload(service);
  assert.deepEqual(await warnings(service), []);
  assert.deepEqual((await dueIn(service, 'cn'))[1], false, 'once it is mended it counts');
  sound(desk);
  assert.equal(await service.stop(), 0);
});

test('a file that contradicts what was imported gives way to it', async (t) => {
  const desk = await deskOf(t);
  let service = await start(desk, [], '2026-12-01T09:00:00+08:00');
  const imported = await service.send('POST', '/calendar/editions', {
    body: notice,
    headers: { 'Content-Type': 'application/yaml' },
  });
  assert.equal(imported.status, 201, await imported.text());
  const before = await dueIn(service, 'cn');
  await service.stop();
  add(
    desk,
    'cn/2027-ours.yaml',
    notice.replace(/^edition: .*/m, 'edition: cn-2027-ours').replace('2026-12-27', '2026-12-26'),
  );
  desk.edit('calendars/cn/2026.yaml', 'edition: cn-2026', '# As the program ships it.\nedition: cn-2026');
  service = await start(desk, [], '2026-12-01T10:00:00+08:00');
  assert.deepEqual(await warnings(service), [[null, 'edition-left-out']]);
  assert.match(service.said(), /2027-ours\.yaml:1:1: error: Expected editions that agree/);
  assert.deepEqual(await dueIn(service, 'cn'), before);
  await service.stop();
});

test('SIGHUP: what is right is taken, for what is wrong the rules of before stay, and no look fails meanwhile', async (t) => {
  const desk = await deskOf(t);
  const service = await start(desk);
  const old = await planning(service);
  let asked = 0,
    going = true;
  t.after(() => {
    going = false; // also when something before the end was not as it should be
    return service.kill();
  });
  const statuses = new Set();
  const readers = (async () => {
    for (; going; ++asked) statuses.add((await service.send('GET', `/cases/${old}`)).status);
  })();

  desk.edit(pack, '# The processes are', '# All processes are');
  await reload(service);
  assert.deepEqual(await warnings(service), []);

  desk.edit(drawing, seven, five);
  await reload(service);
  await refused(service, /version: 3/);
  assert.equal(await estimated(service), 7);

  desk.edit(pack, ...versioned(3));
  await reload(service);
  const fresh = await planning(service);
  assert.deepEqual([await limitOf(service, fresh), await limitOf(service, old)], [5, 7]);

  desk.edit(drawing, '<bpmn:process ', '<bpmn:proces ');
  await reload(service);
  assert.deepEqual(await warnings(service), [['zhoucun-2018', 'pack-unreadable']]);
  assert.equal(await limitOf(service, await planning(service)), 5, 'new cases are taken under what was in force');
  desk.edit(drawing, '<bpmn:proces ', '<bpmn:process ');

  desk.edit('calendars/cn/2026.yaml', 'kind: notice', 'kind: notise');
  desk.edit('desk.yaml', 'takes:', 'take:');
  await reload(service);
  assert.deepEqual(await warnings(service), [
    [null, 'calendar-unreadable'],
    [null, 'desk-unreadable'],
  ]);
  assert.equal(await limitOf(service, await planning(service)), 5);
  desk.edit('calendars/cn/2026.yaml', 'kind: notise', 'kind: notice');
  desk.edit('desk.yaml', 'take:', 'takes:');
  desk.edit('desk.yaml', 'caseFiles: 500', 'caseFiles: none');
  await reload(service);
  assert.deepEqual(
    await warnings(service),
    [[null, 'desk-unreadable']],
    'a fault in the bounds of files is one like others',
  );
  assert.equal(await limitOf(service, await planning(service)), 5);
  desk.edit('desk.yaml', 'caseFiles: none', 'caseFiles: 500');

  // A day less off: the calendar's revision rises, and what rests on it is worked out anew.
  const due = async () => supplyPlan(await look(service, old)).due;
  const before = await due();
  writeFileSync(
    join(desk.folder, 'calendars/cn/2026-test.yaml'),
    [
      'edition: cn-2026-test',
      'kind: amendment',
      'amends: cn-2026',
      'year: 2026',
      'title: 测试',
      'number: 测试',
      'published: 2026-10-01',
      'off:',
      '  - { name: 测试, days: [2026-10-14] }',
      '',
    ].join('\n'),
  );
  await reload(service);
  assert.deepEqual(await warnings(service), []);
  assert.notEqual(await due(), before);
  going = false;
  await readers;
  assert.deepEqual([...statuses], [200], `of ${asked} looks`);
  const listed = async () => (await service.ask('GET', '/tasks')).body.items.every((one) => !one.recalculating);
  await until('the lists', listed);
  sound(desk);
  assert.equal(await service.stop(), 0);
});

test('two instances: each takes cases under its own files, and both work on both', async (t) => {
  const desk = await deskOf(t);
  const first = await start(desk);
  const old = await planning(first);
  const folder = `${desk.folder}-second`;
  cpSync(desk.folder, folder, { recursive: true });
  const other = { ...desk, folder, data: `${desk.data}-second` };
  const url = `host=${realpathSync(`${desk.data}/postgres`)} user=bandian dbname=bandian`;
  const second = await start(other, ['--database', url]);
  t.after(async () => {
    await second.stop();
    await first.stop();
  });

  for (const [file, from, to] of [
    [drawing, seven, five],
    [pack, ...versioned(3)],
  ])
    writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').replace(from, to));
  await reload(second);
  const fresh = await planning(second);
  await until('the case of the other', async () => (await first.send('GET', `/cases/${fresh}`)).status === 200);
  assert.deepEqual([await limitOf(first, fresh), await limitOf(second, old)], [5, 7]);
  assert.equal(await limitOf(first, await planning(first)), 7);
  await first.act(fresh, 'supply-plan', 'hold', { reason: 'applicant-request' });

  // The same version with another meaning is the first's mistake, and its own alone.
  desk.edit(drawing, seven, 'then 6 else 5');
  desk.edit(pack, ...versioned(3));
  await reload(first);
  await refused(first, /version: 4/);
  assert.equal(await limitOf(second, await planning(second)), 5);
  desk.edit(drawing, 'then 6 else 5', five);
  await reload(first);
  assert.equal(await limitOf(first, await planning(first)), 5);
  sound(desk);
});

test('a record made before packs had versions: its files are version 1, and another meaning needs another', async (t) => {
  const desk = await deskOf(t);
  const golden = fileURLToPath(new URL('../golden/0.1.0', import.meta.url));
  const { clock, cases } = JSON.parse(readFileSync(`${golden}.json`, 'utf8'));
  const restored = bandian('restore', `${golden}.dump`, '--data', desk.data);
  assert.equal(restored.status, 0, restored.stdout + restored.stderr);
  desk.edit(pack, '# The processes are', '# All processes are');
  let service = await start(desk, [], clock);
  assert.deepEqual(await warnings(service), []);
  sound(desk);
  await service.stop();
  desk.edit(pack, ...versioned(1));
  service = await start(desk, [], clock);
  assert.deepEqual((await warnings(service))[0], ['zhoucun-2018', 'pack-version']);
  sound(desk);
  await service.stop();
  const { stdout } = bandian('packs', '--data', desk.data);
  assert.match(
    stdout,
    new RegExp(`zhoucun-2018 {2}version 1 {2}[0-9a-f]{64} {2}since .* ${Object.keys(cases).length} cases`),
  );
});
