// Whoever owns the disk edits one stored event, past the triggers: every single edit is found.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dataFolder, startService } from '../service/service.mjs';
import { callerOf } from './caller.mjs';
import { clerk, desk as newDesk } from './clerks.mjs';
import { until } from './patience.mjs';
import { audit, auditIsClean, clearAway, rows, session, tamper } from './record.mjs';

// Most edits are judged by the very query that `bandian audit verify` asks, inside a transaction that is rolled back; the first of
// each kind, and some more, by the command itself, since it has to start and to replay every case.
const flawsOfEvents = readFileSync(new URL('../../src/store/sql/flaws_of_events.sql', import.meta.url), 'utf8');
const byCommand = 0.05;
const days = ['2018-10-08', '2018-10-09', '2018-10-10'];

const text = (value) => `'${String(value).replaceAll("'", "''")}'`;
const at = (event) => `where case_no = ${text(event.case_no)} and number = ${event.number}`;

/// One place in an entry, changed: a value, a member more or a member less.
function otherEntry(entry, chance) {
  const copy = structuredClone(entry);
  const members = [];
  const walk = (value) => {
    for (const [name, inner] of Object.entries(value)) {
      members.push([value, name]);
      if (inner && typeof inner === 'object') walk(inner);
    }
  };
  walk(copy);
  const [holder, name] = chance.pick(members);
  const value = holder[name];
  if (chance.happens(0.2)) Array.isArray(holder) ? holder.push('another') : (holder[`${name}_`] = true);
  else if (chance.happens(0.25)) Array.isArray(holder) ? holder.splice(Number(name), 1) : delete holder[name];
  else
    holder[name] =
      typeof value === 'number'
        ? value + 1
        : typeof value === 'boolean'
          ? !value
          : typeof value === 'string'
            ? `${value}　`
            : null;
  return copy;
}

/// Each gives SQL that makes one edit, and what has to be named; undefined where it would change nothing.
const edits = {
  entry: (one, { chance }) => [
    `update event set entry = ${text(JSON.stringify(otherEntry(one.entry, chance)))}::jsonb ${at(one)}`,
    one.case_no,
  ],
  'a number of the entry written otherwise': (one) =>
    one.entry.attributes?.capacityKva && [
      `update event set entry = jsonb_set(entry, '{attributes,capacityKva}', '630.0') ${at(one)}`,
      one.case_no,
    ],
  'a member that nobody knows': (one) => [`update event set entry = entry || '{"x": 1}' ${at(one)}`, one.case_no],
  'a place dropped that there is not': (one) =>
    one.number > 1 && [
      `update event set entry = '{"do": "amend", "drop": ["green-space.999"], "reason": "x"}' ${at(one)}`,
      one.case_no,
    ],
  'a place dropped without a number': (one) =>
    one.number > 1 && [
      `update event set entry = '{"do": "amend", "drop": ["green-space"], "reason": "x"}' ${at(one)}`,
      one.case_no,
    ],
  'places added that are no list': (one) =>
    one.number > 1 && [
      `update event set entry = '{"do": "amend", "add": {"greenSpace": 3}, "reason": "x"}' ${at(one)}`,
      one.case_no,
    ],
  'another process': (one) =>
    one.number === 1 && [`update event set entry = jsonb_set(entry, '{process}', '"another"') ${at(one)}`, one.case_no],
  'no submission': (one) =>
    one.number === 1 && [`update event set entry = '{"do": "resume", "task": "accept"}' ${at(one)}`, one.case_no],
  at: (one, { chance }) => [
    `update event set at = at ${chance.pick(['+', '-'])} ${1 + chance.below(10 ** chance.below(9))} * interval '1 microsecond' ${at(one)}`,
    one.case_no,
  ],
  day: (one, { chance }) => [
    `update event set day = day ${chance.pick(['+', '-'])} ${1 + chance.below(400)} ${at(one)}`,
    one.case_no,
  ],
  number: (one, { lengths, chance }) => [
    `update event set number = ${lengths.get(one.case_no) + 1 + chance.below(5)} ${at(one)}`,
    one.case_no,
  ],
  hash: (one, { chance }) => {
    const bit = chance.below(256);
    return [`update event set hash = set_bit(hash, ${bit}, 1 - get_bit(hash, ${bit})) ${at(one)}`, one.case_no];
  },
  'hash cut short': (one) => [`update event set hash = substr(hash, 1, 31) ${at(one)}`, one.case_no],
  case_no: (one, { lengths, chance }) => {
    const room = [...lengths]
      .filter(([caseNo, length]) => caseNo !== one.case_no && length < one.number)
      .map(([caseNo]) => caseNo);
    return [`update event set case_no = ${text(chance.pick([...room, 'ZC2018-999999']))} ${at(one)}`, one.case_no];
  },
  position: (one, { chance, sealed, last }) =>
    one.position <= sealed && [`update event set position = ${last + 1 + chance.below(1000)} ${at(one)}`, 'head of '],
  delete: (one) => [`delete from event ${at(one)}`, one.case_no],
  insert: (one, { lengths }) => [
    `insert into event (case_no, number, at, day, entry, hash) select case_no, number + 1, at, day, entry, event_hash(hash, case_no, number + 1, at, day, entry) from event
      where case_no = ${text(one.case_no)} and number = ${lengths.get(one.case_no)}`,
    one.case_no,
  ],
  'two entries swapped': (one, { chance, events }) => {
    const other = chance.pick(events);
    if (JSON.stringify(other.entry) === JSON.stringify(one.entry)) return undefined;
    return [
      `update event e set entry = o.entry from event o where ((e.case_no, e.number) = (${text(one.case_no)}, ${one.number}) and (o.case_no, o.number) = (${text(other.case_no)}, ${other.number}))
        or ((e.case_no, e.number) = (${text(other.case_no)}, ${other.number}) and (o.case_no, o.number) = (${text(one.case_no)}, ${one.number}))`,
      one.case_no,
    ];
  },
  'two events swapped': (one, { chance, lengths }) => {
    const other = 1 + chance.below(lengths.get(one.case_no));
    if (other === one.number) return undefined;
    const here = `where case_no = ${text(one.case_no)}`;
    return [
      `update event set number = 1000 ${here} and number = ${one.number}; update event set number = ${one.number} ${here} and number = ${other}; update event set number = ${other} ${here} and number = 1000`,
      one.case_no,
    ];
  },
  'two positions swapped': (one, { chance, events, sealed }) => {
    const other = chance.pick(events.filter((event) => event.position <= sealed));
    if (one.position > sealed || other.position === one.position) return undefined;
    return [
      `update event set position = -1 ${at(one)}; update event set position = ${one.position} ${at(other)}; update event set position = ${other.position} ${at(one)}`,
      'head of ',
    ];
  },
};
export const kinds = Object.keys(edits);

/// A few cases over a few days, the last of them not yet under a head.
async function fill(service, data, chance) {
  const caller = callerOf(service);
  const desk = newDesk({ cases: 5 });
  for (const [index, day] of days.entries()) {
    await service.setClock(`${day}T09:00:00+08:00`);
    await until(`the head of ${day}`, async () => Number(await rows(data, 'select count(*) from head')) >= index);
    await clerk(`t${index}`, { caller: () => caller, desk, chance }).work(() => desk.acknowledged >= 25 * (index + 1));
  }
  caller.close();
  assert.deepEqual(desk.unforeseen, []);
}

export async function tampering(count, { chance, tell = () => {} }) {
  const data = await dataFolder();
  const service = await startService(`${days[0]}T09:00:00+08:00`, { data });
  let psql;
  try {
    await fill(service, data, chance);
    await auditIsClean(data);
    await tamper(
      data,
      'create table kept as select * from event; alter table event alter position set generated by default',
    );
    const restore = () =>
      tamper(data, 'delete from event; insert into event overriding system value select * from kept');
    const events = (await rows(data, 'select to_json(e) from event e order by position')).map((line) =>
      JSON.parse(line),
    );
    const lengths = new Map();
    for (const { case_no, number } of events) lengths.set(case_no, Math.max(number, lengths.get(case_no) ?? 0));
    const [sealed] = (await rows(data, 'select max(through) from head')).map(Number);
    const about = { chance, events, lengths, sealed, last: events.at(-1).position };
    psql = session(data);
    const judge = async (edit) => {
      await psql.ask('begin; set local session_replication_role = replica');
      await psql.ask(edit);
      const flaws = await psql.ask(flawsOfEvents);
      await psql.ask('rollback');
      return flaws;
    };
    assert.deepEqual(
      await judge(`update event set entry = entry ${at(events[0])}`),
      [],
      'an edit that changes nothing was found',
    );
    const figures = { edits: 0, byCommand: 0, kinds: {} };
    while (figures.edits < count) {
      const kind = kinds[figures.edits % kinds.length];
      const made = edits[kind](chance.pick(events), about);
      if (!made) continue;
      const [edit, named] = made;
      const flaws = await judge(edit);
      assert.ok(
        flaws.some((flaw) => flaw.startsWith(named)),
        `${kind} was not found: ${edit}\n${flaws.join('\n')}`,
      );
      figures.kinds[kind] = (figures.kinds[kind] ?? 0) + 1;
      ++figures.edits;
      if (figures.kinds[kind] > 1 && !chance.happens(byCommand)) continue;
      await tamper(data, edit);
      const { code, said } = await audit(['--data', data]);
      assert.ok(
        code === 1 && said.includes(named),
        `${kind} was not found by the command, which ended with ${code}: ${edit}\n${said}`,
      );
      await restore();
      await auditIsClean(data);
      if (++figures.byCommand % 20 === 0) tell(figures);
    }
    assert.deepEqual(await psql.ask(flawsOfEvents), [], 'something was left behind');
    return { ...figures, events: events.length, sealed };
  } finally {
    await psql?.end();
    await service.stop();
    await clearAway(data);
  }
}
