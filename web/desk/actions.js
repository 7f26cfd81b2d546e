// What may be done on a case, each as the dialog that asks for what it needs. The service says what I may do (`actions`); the
// page adds nothing to it.

import { h } from '../elements.js';
import { longTextField, numberField, oneOfField, schemaField, severalOfField, textField } from '../fields.js';
import { day, name, say } from '../language.js';
import { askFor } from './action_dialog.js';
import { isNo } from './case_model.js';
import { guide } from './guide_facts.js';
import { personName } from './people.js';
import { departmentOf, staffCall, who } from './session.js';

const encoded = encodeURIComponent;
const given = (body) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== ''));
const about = (...lines) =>
  h(
    'div',
    { class: 'about-action' },
    lines.filter(Boolean).map((line) => (typeof line === 'string' ? h('p', {}, line) : line)),
  );
const reasonField = (hint) => longTextField({ path: 'reason', title: say().reason, needed: true, hint });
/// 民法典与行政许可法 count from the day it happened: when that was before today, it is said here.
const effectiveField = (today) =>
  textField({ path: 'effective', title: say().effective, hint: say().effectiveHint }, { type: 'date', max: today });
const need = (field) => (field.read() === undefined ? [{ field: field.path, code: 'missing-member' }] : []);

async function attributeSchema(found) {
  const schema = await guide(`/${found.process}/schema`, found.pack);
  return schema?.properties?.attributes ?? null;
}

/// Which material a task may call missing: its own first, then all others of the case.
function missingOptions(found, task) {
  const own = new Set(task.materials ?? []);
  const all = found.materials ?? [];
  return [...all.filter((one) => own.has(one.id)), ...all.filter((one) => !own.has(one.id))].map((one) => ({
    ...one,
    value: one.id,
  }));
}

export function complete(found, task, action, course) {
  return attributeSchema(found).then((schema) => {
    const asked = (action.asks ?? [])
      .filter((id) => schema?.properties?.[id] && schema.properties[id].const === undefined)
      .map((id) => schemaField(schema.properties[id], `attributes.${id}`, true));
    const needs = action.needs ?? [];
    const reason = needs.includes('reason') ? reasonField(isNo(action) ? say().refusalReasonHint : '') : null;
    const law =
      isNo(action) || needs.includes('law')
        ? longTextField({ path: 'law', title: say().law, needed: needs.includes('law'), hint: say().lawHint })
        : null;
    if (law && task.clause) law.write(task.clause);
    const effective = effectiveField(found.today);
    const outcome = name(action.title);
    return askFor(
      {
        id: `${found.caseNo}.${task.task}.${action.outcome}`,
        title: `${outcome} · ${name(task.title)}`,
        about: about(
          task.place ? h('p', { lang: 'zh-CN' }, task.place) : null,
          task.due ? say().dueBy(day(task.due)) : null,
        ),
        fields: [...asked, reason, law, effective].filter(Boolean),
        submit: outcome,
        danger: isNo(action),
        path: `/cases/${found.caseNo}/tasks/${encoded(task.task)}/complete`,
        // A record may be empty: no permits at all is an answer too.
        check: () => [
          ...asked.filter((field) => emptyOf(schema, field) === undefined).flatMap(need),
          ...(reason ? need(reason) : []),
          ...(needs.includes('law') ? need(law) : []),
        ],
        body: () => {
          const attributes = Object.fromEntries(
            asked
              .map((field) => [field.path.slice('attributes.'.length), field.read() ?? emptyOf(schema, field)])
              .filter(([, value]) => value !== undefined),
          );
          return given({
            outcome: action.outcome,
            attributes: Object.keys(attributes).length ? attributes : undefined,
            effective: effective.read(),
            reason: reason?.read(),
            law: law?.read(),
          });
        },
      },
      course,
    );
  });
}

/// No permits at all is an answer too: the pack wants it said.
function emptyOf(schema, field) {
  const property = schema.properties[field.path.slice('attributes.'.length)];
  return property.type === 'object' ? {} : undefined;
}

/// 一次性告知: one notice with all that is missing. What a second one, or a late one, needs besides is asked for when it is refused.
export function correction(found, task, reasons, course) {
  const reason = reasons.find((one) => one.namesMissing);
  const missing = severalOfField(
    { path: 'missing', title: say().missing, needed: true, hint: say().missingHint },
    missingOptions(found, task),
  );
  return holdDialog(found, task, course, {
    id: 'correction',
    title: say().correctionNotice,
    hint: say().correctionHint,
    fields: [missing],
    check: () => need(missing),
    body: () => ({ reason: reason.id, missing: missing.read() }),
  });
}

export function hold(found, task, reasons, course) {
  const others = reasons.filter((one) => !one.namesMissing);
  const reason = oneOfField(
    { path: 'reason', title: say().holdReason, needed: true },
    others.map((one) => ({ ...one, value: one.id })),
  );
  return holdDialog(found, task, course, {
    id: 'hold',
    title: say().hold,
    hint: say().holdHint,
    fields: [reason],
    check: () => need(reason),
    body: () => ({ reason: reason.read() }),
  });
}

function holdDialog(found, task, course, kind) {
  const override = longTextField({ path: 'override', title: say().override, hint: say().overrideHint });
  override.element.hidden = true;
  const effective = effectiveField(found.today);
  return askFor(
    {
      id: `${found.caseNo}.${task.task}.${kind.id}`,
      title: `${kind.title} · ${name(task.title)}`,
      about: about(kind.hint),
      fields: [...kind.fields, override, effective],
      submit: kind.title,
      path: `/cases/${found.caseNo}/tasks/${encoded(task.task)}/hold`,
      check: kind.check,
      body: () => given({ ...kind.body(), override: override.read(), effective: effective.read() }),
      refused: (faults) => {
        if (faults.some(({ code }) => code === 'second-correction' || code === 'late-correction'))
          override.element.hidden = false;
      },
    },
    course,
  );
}

export function resume(found, task, course) {
  const effective = effectiveField(found.today);
  return askFor(
    {
      id: `${found.caseNo}.${task.task}.resume`,
      title: `${say().resume} · ${name(task.title)}`,
      about: about(task.hold ? say().heldFor(name(task.hold)) : null, say().resumeHint),
      fields: [effective],
      submit: say().resume,
      path: `/cases/${found.caseNo}/tasks/${encoded(task.task)}/resume`,
      body: () => given({ effective: effective.read() }),
    },
    course,
  );
}

export function claim(found, task, course) {
  return askFor(
    {
      id: `${found.caseNo}.${task.task}.claim`,
      title: `${say().claim} · ${name(task.title)}`,
      about: about(say().claimHint),
      fields: [],
      submit: say().claim,
      path: `/cases/${found.caseNo}/tasks/${encoded(task.task)}/claim`,
      body: () => ({}),
    },
    course,
  );
}

export function extend(found, clock, action, course) {
  const days = numberField(
    {
      path: 'days',
      title: say().extendDays(clock.unit),
      needed: true,
      hint: say().extendHint(action.most, clock.unit, clock.clause),
    },
    true,
  );
  const reason = reasonField(say().extendReasonHint);
  return askFor(
    {
      id: `${found.caseNo}.${clock.clock}.extend`,
      title: `${say().extend} · ${name(clock.title)}`,
      about: about(clock.due ? say().dueBy(day(clock.due)) : null),
      fields: [days, reason],
      submit: say().extend,
      path: `/cases/${found.caseNo}/clocks/${encoded(clock.clock)}/extend`,
      check: () => [...need(days), ...need(reason)],
      body: () => given({ days: days.read(), reason: reason.read() }),
    },
    course,
  );
}

export function filePermits(found, course) {
  const filings = found.tasks.filter(
    (task) => task.state === 'active' && task.task.replace(/~\d+$/, '').endsWith('.filing'),
  );
  return askFor(
    {
      id: `${found.caseNo}.file-permits`,
      title: say().filePermits,
      about: about(
        say().filePermitsHint,
        h(
          'ul',
          {},
          filings.map((task) => h('li', {}, [name(task.title), task.place].filter(Boolean).join(' · '))),
        ),
      ),
      fields: [],
      submit: say().filePermits,
      path: `/cases/${found.caseNo}/file-permits`,
      body: () => ({}),
    },
    course,
  );
}

/// Only what was changed is sent; places are added, and whole permits dropped.
export async function amend(found, course) {
  const schema = await attributeSchema(found);
  const permits = schema?.properties?.permits;
  const known = found.attributes ?? {};
  const fields = Object.entries(schema?.properties ?? {})
    .filter(([id, property]) => id in known && id !== 'permits' && property.const === undefined)
    .map(([id, property]) => {
      const field = schemaField(property, `attributes.${id}`);
      field.write(known[id]);
      return field;
    });
  const added =
    permits && known.permits
      ? Object.entries(permits.properties).map(([id, property]) => schemaField(property, `add.${id}`))
      : [];
  const droppable = (found.permits ?? []).filter((one) => one.state !== 'done' && one.state !== 'cancelled');
  const drop = droppable.length
    ? severalOfField(
        { path: 'drop', title: say().dropPermits },
        droppable.map((one) => ({
          value: one.call,
          zh: [one.zh, one.place].filter(Boolean).join(' · '),
          en: [one.en, one.place].filter(Boolean).join(' · '),
        })),
      )
    : null;
  const reason = reasonField(say().amendReasonHint);
  const key = (field) => field.path.slice(field.path.indexOf('.') + 1);
  const section = (title, some) =>
    some.length
      ? {
          path: '',
          title,
          children: some,
          read: () => undefined,
          write: () => {},
          mark: () => {},
          focus: () => some[0].focus(),
          element: h(
            'fieldset',
            { class: 'group' },
            h('legend', {}, title),
            some.map((field) => field.element),
          ),
        }
      : null;
  return askFor(
    {
      id: `${found.caseNo}.amend`,
      title: say().amend,
      about: about(say().amendHint),
      fields: [section(say().knownFacts, fields), section(say().addPermits, added), drop, reason].filter(Boolean),
      submit: say().amend,
      path: `/cases/${found.caseNo}/amend`,
      check: () => need(reason),
      body: () => {
        const attributes = Object.fromEntries(
          fields
            .map((field) => [key(field), field.read()])
            .filter(([id, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(known[id])),
        );
        const add = Object.fromEntries(
          added.map((field) => [key(field), field.read()]).filter(([, value]) => value !== undefined),
        );
        return given({
          attributes: Object.keys(attributes).length ? attributes : undefined,
          add: Object.keys(add).length ? add : undefined,
          drop: drop?.read(),
          reason: reason.read(),
        });
      },
    },
    course,
  );
}

export function takeBack(found, event, text, course) {
  const reason = reasonField(say().voidReasonHint);
  return askFor(
    {
      id: `${found.caseNo}.void.${event.number}`,
      title: say().takeBackTitle(event.number),
      about: about(text, say().voidHint),
      fields: [reason],
      submit: say().takeBack,
      danger: true,
      path: `/cases/${found.caseNo}/void`,
      check: () => need(reason),
      body: () => ({ step: event.number, reason: reason.read() }),
    },
    course,
  );
}

export function withdraw(found, course) {
  const reason = reasonField();
  return askFor(
    {
      id: `${found.caseNo}.withdraw`,
      title: say().withdraw,
      about: about(say().withdrawHint),
      fields: [reason],
      submit: say().withdraw,
      danger: true,
      path: `/cases/${found.caseNo}/withdraw`,
      check: () => need(reason),
      body: () => ({ reason: reason.read() }),
    },
    course,
  );
}

export async function hand(found, course) {
  const answer = await staffCall('GET', '/colleagues');
  const others = (answer.body?.items ?? []).filter((one) => one.user !== who().user);
  const to = others.length
    ? oneOfField(
        { path: 'to', title: say().handTo, needed: true },
        others.map((one) => {
          const told = say().bracketed(personName(one), name(departmentOf(one.department)));
          return { value: one.user, zh: told, en: told };
        }),
      )
    : textField({ path: 'to', title: say().handTo, needed: true, hint: say().handToHint });
  return askFor(
    {
      id: `${found.caseNo}.hand`,
      title: say().hand,
      about: about(say().handHint),
      fields: [to],
      submit: say().hand,
      path: `/cases/${found.caseNo}/hand`,
      check: () => need(to),
      body: () => ({ to: to.read() }),
    },
    course,
  );
}
