// The steps of a case: those that are open with what I may do about them, and those that are over.

import { h, sign } from '../elements.js';
import { name, say, shortDay } from '../language.js';
import { table } from '../table.js';
import { isNo } from './case_model.js';
import { isPerson, personName } from './people.js';
import { who } from './session.js';

/// The light of an open step: its clock's, or that it is paused.
const lightOf = (task) => task.light || (task.state === 'held' ? 'paused' : 'active');

function buttons(task, acts) {
  const all = [];
  const add = (id, text, kind, run) =>
    all.push(h('button', { type: 'button', class: `small ${kind}`, id: `do-${task.task}-${id}`, onclick: run }, text));
  const order = ['complete', 'resume', 'hold', 'claim'];
  for (const action of [...(task.actions ?? [])].sort((a, b) => order.indexOf(a.do) - order.indexOf(b.do))) {
    if (action.do === 'complete')
      add(action.outcome, name(action.title), isNo(action) ? 'danger' : 'strong', () => acts.complete(task, action));
    if (action.do === 'resume') add('resume', say().resume, 'strong', () => acts.resume(task));
    if (action.do === 'hold') {
      if (action.reasons.some((one) => one.namesMissing))
        add('correction', say().correctionNotice, '', () => acts.correction(task, action.reasons));
      if (action.reasons.some((one) => !one.namesMissing))
        add('hold', say().hold, '', () => acts.hold(task, action.reasons));
    }
    if (action.do === 'claim' && !isPerson(task.assignee, who())) add('claim', say().claim, '', () => acts.claim(task));
  }
  return all.length ? h('div', { class: 'task-actions', role: 'group', 'aria-label': name(task.title) }, all) : null;
}

/// `clocks`: opens the strip of days behind a due day.
function openTask(task, acts, clocks) {
  const light = lightOf(task);
  return h(
    'li',
    { class: `task ${task.actions?.length ? 'mine' : ''}` },
    sign(light),
    h(
      'div',
      { class: 'task-body' },
      h(
        'p',
        { class: 'pair' },
        h('strong', {}, name(task.title)),
        h('span', { class: `word is-${light}` }, say().lights[light] ?? say().stageStates.active),
        task.place ? h('span', { class: 'place', lang: 'zh-CN' }, task.place) : null,
      ),
      h(
        'p',
        { class: 'when' },
        task.ownerName ? name(task.ownerName) : task.owner,
        ' · ',
        say().since(shortDay(task.since)),
        task.due
          ? h(
              'span',
              { class: 'due' },
              h('span', { class: 'dot-between' }, ' · '),
              task.clock
                ? clocks.dateButton(task.clock, task.due, `task-${task.task}`)
                : say().dueBy(shortDay(task.due)),
            )
          : null,
        task.provisional && task.due ? h('span', { class: 'tag' }, say().provisional) : null,
        task.assignee ? ` · ${say().assignedTo(personName(task.assignee))}` : null,
      ),
      task.hold ? h('p', { class: 'held' }, say().heldFor(name(task.hold))) : null,
      task.hold?.missing?.length
        ? h('p', { class: 'held' }, say().missingWas, say().list(task.hold.missing.map(name)))
        : null,
      buttons(task, acts),
    ),
  );
}

const isOpen = (task) => task.state === 'active' || task.state === 'held';

/// A permit department's own part: the one question it is asked, and the papers the answer rests on.
export function decision(found, department, acts, clocks) {
  const open = found.tasks.filter((task) => isOpen(task) && task.owner === department);
  const papers = (task) => (found.materials ?? []).filter((one) => (task.materials ?? []).includes(one.id));
  const told = (one) =>
    say().bracketed(name(one), one.file ? say().have : one.received ? say().received : say().notYet);
  return h(
    'section',
    { class: 'part tasks decide' },
    h(
      'h2',
      {},
      !open.length
        ? say().openSteps
        : open.some((task) => task.state === 'active')
          ? say().decideThis
          : say().waitingForPapers,
    ),
    open.length
      ? h(
          'ul',
          { class: 'plain rows' },
          open.map((task) => {
            const item = openTask(task, acts, clocks);
            if (papers(task).length)
              item
                .querySelector('.task-actions')
                ?.before(h('p', { class: 'papers' }, say().papers, say().list(papers(task).map(told))));
            return item;
          }),
        )
      : h('p', { class: 'empty' }, say().nothingToDecide),
  );
}

export function openTasks(found, acts, clocks, but = null) {
  const open = found.tasks.filter((task) => isOpen(task) && task.owner !== but);
  const mine = (task) => (task.actions?.length ? 0 : 1);
  open.sort((a, b) => mine(a) - mine(b) || (a.due ?? '9').localeCompare(b.due ?? '9'));
  return h(
    'section',
    { class: 'part tasks' },
    h('h2', {}, say().openSteps),
    open.length
      ? h(
          'ul',
          { class: 'plain rows' },
          open.map((task) => openTask(task, acts, clocks)),
        )
      : h('p', { class: 'empty' }, say().noOpenSteps),
  );
}

export function doneTasks(found) {
  const over = found.tasks.filter((task) => task.state === 'done' || task.state === 'cancelled');
  if (!over.length) return null;
  return h(
    'section',
    { class: 'part' },
    h('h2', {}, say().doneSteps),
    table(
      [say().step, say().department, say().begun, say().ended, say().outcome],
      over.map((task) =>
        h(
          'tr',
          {},
          h('td', {}, name(task.title)),
          h('td', {}, task.ownerName ? name(task.ownerName) : task.owner),
          h('td', { class: 'when' }, shortDay(task.since)),
          h('td', { class: 'when' }, task.until ? shortDay(task.until) : '—'),
          h('td', {}, task.state === 'cancelled' ? say().stageStates.cancelled : name(task.outcomeTitle)),
        ),
      ),
      say().doneSteps,
    ),
  );
}
