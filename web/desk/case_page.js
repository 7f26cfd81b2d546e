// A case: who it is for, what I may do about it now, and everything known about it. Nothing here works out a date.

import { h, redraw, sign, whenReleased } from '../elements.js';
import { faultText } from '../faults.js';
import { day, name, say } from '../language.js';
import * as act from './actions.js';
import { attributesPart, applicantPart, permitsPart, printPart } from './case_facts.js';
import { caseModel } from './case_model.js';
import { clocksPart } from './case_clocks.js';
import { materialsPart } from './case_materials.js';
import { notesPart } from './case_notes.js';
import { picturePart } from './case_picture.js';
import { handOver, resultsPart } from './case_results.js';
import { decision, doneTasks, openTasks } from './case_tasks.js';
import { eventLine, eventList, eventText } from './events.js';
import { personName } from './people.js';
import { is, myDepartment } from './session.js';

const verdict = (found) => (found.state === 'open' ? say().lights[found.light] : say().caseStates[found.state]);

function header(found, back) {
  const dated = found.expected ? day(found.expected.day) : null;
  return h(
    'header',
    { class: 'case-head' },
    h('p', { class: 'back' }, h('a', { href: back, id: 'back' }, `‹ ${say().backToList}`)),
    h(
      'div',
      { class: 'case-line' },
      h('h1', { tabindex: '-1', id: 'page-title' }, found.caseNo),
      h(
        'span',
        { class: `badge is-${found.light}` },
        sign(found.light),
        h('span', { class: `word is-${found.light}` }, verdict(found)),
      ),
      h('span', { class: 'process' }, found.processTitle ? name(found.processTitle) : found.process),
    ),
    h(
      'p',
      { class: 'subject', lang: 'zh-CN' },
      [found.applicant?.name, found.site?.address].filter(Boolean).join(' · '),
    ),
    h(
      'dl',
      { class: 'facts' },
      h('div', {}, h('dt', {}, say().manager), h('dd', {}, found.manager ? personName(found.manager) : say().nobody)),
      dated
        ? h(
            'div',
            {},
            h('dt', {}, say().expected),
            h(
              'dd',
              { class: 'when' },
              dated,
              found.expected.provisional ? h('span', { class: 'tag' }, say().provisional) : null,
            ),
          )
        : null,
      h('div', {}, h('dt', {}, say().today), h('dd', { class: 'when' }, day(found.today))),
    ),
  );
}

export function casePage(caseNo, { announce, back }) {
  const model = caseModel(caseNo);
  const element = h('article', { class: 'case' });
  const known = () => ({
    materials: model.found?.materials ?? [],
    holds: model.holds,
    clocks: model.found?.clocks ?? [],
  });
  const course = {
    version: () => model.found.version,
    reload: () => refresh(),
    isShown: () => element.isConnected,
    watch: (listener) =>
      model.watch((version, events) =>
        listener(
          version,
          events.map((event) => eventLine(event, known())),
        ),
      ),
  };

  /// Opens the dialog of an action, one at a time, and shows what came of it.
  let acting = false;
  const doing =
    (open) =>
    async (...about) => {
      if (acting) return;
      acting = true;
      const was = document.activeElement?.id;
      try {
        if (await open(model.found, ...about, course)) announce(say().done);
      } finally {
        acting = false;
      }
      if (element.isConnected) (document.getElementById(was) ?? document.getElementById('page-title'))?.focus();
    };
  const acts = {
    complete: doing(act.complete),
    correction: doing(act.correction),
    hold: doing(act.hold),
    resume: doing(act.resume),
    claim: doing(act.claim),
    extend: doing(act.extend),
    filePermits: doing(act.filePermits),
    amend: doing(act.amend),
    withdraw: doing(act.withdraw),
    hand: doing(act.hand),
    handOver: doing(handOver),
    takeBack: doing((found, event, on) => act.takeBack(found, event, eventText(event, known()), on)),
  };

  const clocks = clocksPart(caseNo, acts, () => draw());
  const materials = materialsPart(caseNo, { reload: () => refresh(), draw: () => draw() }, announce);
  const notes = notesPart(caseNo, () => refresh(), announce);
  const picture = picturePart(caseNo);

  function toolbar(found) {
    const may = new Set(found.actions ?? []);
    const button = (id, text, run, kind = '') =>
      may.has(id)
        ? h('button', { type: 'button', class: `small ${kind}`, id: `case-${id}`, onclick: () => run() }, text)
        : null;
    const all = [
      button('file-permits', say().filePermits, acts.filePermits, 'strong'),
      button('amend', say().amend, acts.amend),
      button('hand', say().hand, acts.hand),
      button('withdraw', say().withdraw, acts.withdraw, 'danger'),
    ].filter(Boolean);
    return all.length ? h('div', { class: 'toolbar', role: 'group', 'aria-label': say().caseActions }, all) : null;
  }

  function draw() {
    const { found } = model;
    if (!found)
      return redraw(
        element,
        h('h1', { tabindex: '-1', id: 'page-title' }, say().caseTitle(caseNo)),
        h('p', { class: 'problem' }, model.problem ? faultText(model.problem) : say().loading),
        h('p', { class: 'back' }, h('a', { href: back, id: 'back' }, `‹ ${say().backToList}`)),
      );
    redraw(
      element,
      header(found, back),
      toolbar(found),
      h(
        'div',
        { class: 'columns' },
        h(
          'div',
          { class: 'main-column' },
          is('permit-officer') && !is('manager', 'window', 'supervisor') ? officersColumn(found) : wholeColumn(found),
        ),
        h(
          'div',
          { class: 'side-column' },
          permitsPart(found),
          resultsPart(found, acts),
          materials.draw(found),
          notes.draw(found),
          applicantPart(found),
          attributesPart(found),
          printPart(found),
        ),
      ),
    );
  }

  const record = (found) =>
    h(
      'section',
      { class: 'part' },
      h('h2', {}, say().record),
      eventList(model.events, known(), (found.actions ?? []).includes('void') ? acts.takeBack : null),
    );
  const wholeColumn = (found) => [
    openTasks(found, acts, clocks),
    clocks.draw(found),
    doneTasks(found),
    picture.draw(found),
    record(found),
  ];

  /// A permit officer is asked one question; the case around it is there for whoever wants it.
  let wholeOpen = false;
  function officersColumn(found) {
    const { id } = myDepartment();
    const calls = new Set(
      found.tasks
        .filter((task) => task.owner === id && task.task.includes('.'))
        .map((task) => task.task.split('.').slice(0, 2).join('.')),
    );
    const own = (clock) => calls.has(clock.clock.split('.').slice(0, 2).join('.'));
    return [
      decision(found, id, acts, clocks),
      clocks.draw(found, own),
      record(found),
      h(
        'details',
        {
          class: 'whole part',
          open: wholeOpen,
          ontoggle: (event) => {
            if (event.target === event.currentTarget) wholeOpen = event.target.open;
          },
        },
        h('summary', {}, say().wholeCase),
        openTasks(found, acts, clocks, id),
        clocks.draw(found, (clock) => !own(clock)),
        doneTasks(found),
        picture.draw(found),
      ),
    ];
  }

  async function refresh() {
    const { fresh, changed } = await model.reload();
    if (fresh) await clocks.refresh();
    if (changed) drawWhenNobodyTypes();
    return { fresh };
  }

  /// Drawing under somebody's fingers would cut a Chinese character short that is being composed: it waits until he leaves the field.
  let waiting = false;
  function drawWhenNobodyTypes() {
    const field =
      element.contains(document.activeElement) && document.activeElement.matches('textarea, input, select')
        ? document.activeElement
        : null;
    if (!field) return draw();
    if (waiting) return;
    waiting = true;
    field.addEventListener(
      'blur',
      () =>
        whenReleased(() => {
          waiting = false;
          drawWhenNobodyTypes();
        }),
      { once: true },
    );
  }

  return {
    element,
    title: () => say().caseTitle(caseNo),
    start: async () => {
      draw();
      return refresh();
    },
    refresh,
    draw,
    keys: {
      down: () => step(1),
      up: () => step(-1),
      back: () => {
        location.hash = back;
      },
    },
  };

  /// From one action to the next.
  function step(by) {
    const buttons = [...element.querySelectorAll('.tasks button, .toolbar button')];
    const at = buttons.indexOf(document.activeElement);
    buttons[at < 0 ? 0 : Math.min(Math.max(at + by, 0), buttons.length - 1)]?.focus();
  }
}
