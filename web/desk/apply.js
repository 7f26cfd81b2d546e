// A new application: one form, from the pack's own schema. It is saved as it is typed, in this tab alone.

import { h, redraw, refill } from '../elements.js';
import { leaves, schemaField, textField } from '../fields.js';
import { clearFaults, faultList, faultsOf, schemaFaults, showFaults } from '../faults.js';
import { name, say } from '../language.js';
import { draftOf, dropDraft, saveDraft } from './drafts.js';
import { guide } from './guide_facts.js';
import { sending } from './sending.js';

const parts = ['applicant', 'site', 'attributes', 'materials'];

/// Attributes that a step finds out: they may be told now, but nobody has to.
const foundOutLater = (facts) =>
  new Set(facts.steps.flatMap((step) => step.asks ?? []).map((id) => `attributes.${id}`));

/// The schema with what the guide knows besides: materials by name, those of the first step alone.
function named(schema, facts) {
  const asked = (facts.steps[0]?.materials ?? []).map((one) => one.id ?? one);
  const options = facts.materials
    .filter((one) => asked.includes(one.id))
    .map((one) => ({ const: one.id, title: one.zh, 'x-en': one.en }));
  const { materials, ...properties } = schema.properties;
  return {
    ...schema,
    properties: {
      ...properties,
      ...(materials && options.length ? { materials: { ...materials, items: { oneOf: options } } } : {}),
    },
  };
}

export function choosePage({ announce }) {
  const element = h('section', { class: 'choose' });
  let packs = null;
  let problem = false;
  function draw() {
    redraw(
      element,
      h('div', { class: 'page-head' }, h('h1', { tabindex: '-1', id: 'page-title' }, say().newCase)),
      problem
        ? h('p', { class: 'problem' }, say().notLoaded)
        : packs === null
          ? h('p', { class: 'empty' }, say().loading)
          : null,
      (packs ?? []).map((pack) =>
        h(
          'section',
          { class: 'part' },
          h('h2', {}, name(pack)),
          h('p', { class: 'hint', lang: 'zh-CN' }, pack.source),
          pack.takesCases ? null : h('p', { class: 'problem' }, say().problems['pack-closed']),
          h(
            'ul',
            { class: 'plain choices' },
            pack.processes.map((one) =>
              h(
                'li',
                {},
                h('a', { class: 'row-link', href: `#/new/${one.id}?pack=${encodeURIComponent(pack.id)}` }, name(one)),
              ),
            ),
          ),
        ),
      ),
    );
  }
  return {
    element,
    title: () => say().newCase,
    draw,
    refresh: async () => ({ fresh: true }),
    keys: {},
    start: async () => {
      draw();
      const all = await guide();
      problem = !all;
      packs = all?.packs ?? [];
      draw();
      const only = packs.length === 1 && packs[0].processes.length === 1 ? packs[0].processes[0] : null;
      if (only) location.replace(`#/new/${only.id}?pack=${encodeURIComponent(packs[0].id)}`);
      announce('');
      return { fresh: !problem };
    },
  };
}

export function applyPage(process, pack, { announce }) {
  const id = `new.${process}.${pack}`;
  const element = h('section', { class: 'apply' });
  let schema = null;
  let facts = null;
  let fields = [];
  let late = null; // the day it was really handed in
  let done = null; // {caseNo, receiptCode}
  let problem = false;
  const earlier = draftOf(id);
  const send = sending(earlier?.pending ?? {});
  let typed = earlier?.value ?? {};

  const read = () => {
    const value = {};
    for (const field of fields) {
      const one = field.read();
      if (one === undefined) continue;
      value[field.path] = Array.isArray(one) || field === late ? one : { ...value[field.path], ...one };
    }
    return value;
  };
  const save = () => {
    typed = read();
    saveDraft(id, { value: typed, pending: send.pending });
  };

  function makeFields() {
    const later = foundOutLater(facts);
    const isLater = (path) => later.has(path);
    const isAttribute = (path) => /^attributes\.[^.[]+$/.test(path);
    const properties = schema.properties;
    fields = parts
      .filter((part) => properties[part])
      .map((part) => schemaField(properties[part], part, (schema.required ?? []).includes(part), isLater));
    if (
      properties.attributes &&
      Object.keys(properties.attributes.properties).some((key) => later.has(`attributes.${key}`))
    )
      fields.push(
        schemaField(
          { ...properties.attributes, title: say().knownAlready, 'x-en': say().knownAlready, required: [] },
          'attributes',
          false,
          (path) => isAttribute(path) && !isLater(path),
        ),
      );
    late = textField({ path: 'submittedOn', title: say().submittedOn, hint: say().submittedOnHint }, { type: 'date' });
    fields.push(late);
    for (const field of fields) field.write(typed[field.path]);
  }

  async function submit(event, list, button) {
    event.preventDefault();
    if (button.disabled) return;
    clearFaults(list, fields);
    save();
    button.disabled = true;
    button.textContent = say().sending;
    const body = {
      pack,
      process,
      ...Object.fromEntries(parts.map((part) => [part, typed[part] ?? (part === 'materials' ? [] : {})])),
      ...(typed.submittedOn ? { submittedOn: typed.submittedOn } : {}),
    };
    const sent = send('/cases', body);
    save(); // with the key it went out under
    const answer = await sent;
    save();
    button.disabled = false;
    button.textContent = say().submitApplication;
    if (answer.problem) {
      const seen = schemaFaults(schema, body);
      const own = answer.problem.status === 422 || answer.problem.status === 0 ? seen : [];
      const told = faultsOf(answer.problem).filter((fault) => !own.some((one) => one.field === fault.field));
      return showFaults(list, fields, [
        ...(answer.problem.status === 0 ? [answer.problem] : []),
        ...inOrder([...own, ...told.filter((fault) => fault.status !== 0 && fault.code !== 'offline')]),
      ]);
    }
    dropDraft(id);
    done = answer.body;
    draw();
    document.getElementById('page-title').focus();
    announce(say().applied(done.caseNo));
  }

  /// As the fields stand on the page.
  const inOrder = (faults) => {
    const order = leaves(fields).map((field) => field.path);
    const at = (fault) => {
      const found = order.indexOf(fault.field);
      return found < 0 ? order.length : found;
    };
    return faults.sort((a, b) => at(a) - at(b));
  };

  function drawForm() {
    makeFields();
    const list = faultList();
    const button = h('button', { class: 'main' }, say().submitApplication);
    const extra = fields.slice(parts.filter((part) => schema.properties[part]).length).find((field) => field !== late);
    const form = h(
      'form',
      { novalidate: true, class: 'application' },
      list,
      h(
        'div',
        { class: 'application-parts' },
        fields.filter((field) => field !== extra && field !== late).map((field) => field.element),
      ),
      extra
        ? h(
            'details',
            { class: 'part', open: leaves([extra]).some((field) => field.read() !== undefined) },
            h('summary', {}, say().knownAlready),
            h('p', { class: 'hint' }, say().knownAlreadyHint),
            extra.element,
          )
        : null,
      h('details', { class: 'part', open: late.read() !== undefined }, h('summary', {}, say().underWay), late.element),
      h(
        'div',
        { class: 'buttons' },
        button,
        h('button', { type: 'button', class: 'plain-button', onclick: clear }, say().clearForm),
      ),
    );
    form.addEventListener('input', save);
    form.addEventListener('change', save);
    form.addEventListener('submit', (event) => submit(event, list, button));
    refill(
      element,
      h('p', { class: 'back' }, h('a', { href: '#/new' }, `‹ ${say().newCase}`)),
      h('div', { class: 'page-head' }, h('h1', { tabindex: '-1', id: 'page-title' }, name(facts.process))),
      h('p', { class: 'hint' }, say().draftHint),
      form,
    );
  }

  function clear() {
    dropDraft(id);
    typed = {};
    drawForm();
    document.getElementById('page-title').focus();
  }

  function drawDone() {
    refill(
      element,
      h('div', { class: 'page-head' }, h('h1', { tabindex: '-1', id: 'page-title' }, say().applied(done.caseNo))),
      h(
        'div',
        { class: 'receipt' },
        h(
          'div',
          {},
          h(
            'dl',
            { class: 'facts list big' },
            h('div', {}, h('dt', {}, say().caseNo), h('dd', {}, done.caseNo)),
            h('div', {}, h('dt', {}, say().receiptCode), h('dd', { class: 'code' }, done.receiptCode)),
          ),
          h('p', { class: 'hint' }, say().receiptHint),
        ),
        h('img', {
          src: `/api/v1/cases/${encodeURIComponent(done.caseNo)}/receipt.svg?base=${encodeURIComponent(location.origin)}`,
          alt: say().receiptAlt,
          width: '180',
          height: '180',
        }),
      ),
      h(
        'div',
        { class: 'buttons' },
        h('a', { class: 'main', href: `#/case/${done.caseNo}` }, say().openCase),
        h('button', { type: 'button', class: 'plain-button', onclick: () => print() }, say().print),
        h('a', { class: 'plain-button', href: '#/new' }, say().anotherCase),
      ),
    );
  }

  function draw() {
    if (done) return drawDone();
    if (schema && facts) return drawForm();
    return refill(
      element,
      h('h1', { tabindex: '-1', id: 'page-title' }, say().newCase),
      h('p', { class: problem ? 'problem' : 'empty' }, problem ? say().notLoaded : say().loading),
    );
  }

  return {
    element,
    title: () => say().newCase,
    refresh: async () => ({ fresh: true }),
    keys: {
      back: () => {
        location.hash = '#/new';
      },
    },
    draw: () => {
      if (schema && facts && !done) typed = read();
      draw();
    },
    start: async () => {
      draw();
      [facts, schema] = await Promise.all([guide(`/${process}`, pack), guide(`/${process}/schema`, pack)]);
      problem = !facts || !schema;
      if (!problem) schema = named(schema, facts);
      draw();
      return { fresh: !problem };
    },
  };
}
