// The worklist: open steps by what falls due, narrowed by the address's own query, so that a board's number or a colleague's
// link opens the same list.

import { h, sign } from '../elements.js';
import { name, say, shortDay } from '../language.js';
import { allDepartments, allSteps } from './guide_facts.js';
import { personName } from './people.js';
import { is, myDepartment } from './session.js';

const lights = ['red', 'yellow', 'green', 'paused'];

function leftText({ daysLeft: left, unit }) {
  if (left === null || left === undefined) return '';
  return left > 0 ? say().daysLeft(left, unit) : left === 0 ? say().dueToday : say().daysOver(-left, unit);
}

function row(item) {
  const person = item.assignee || item.manager;
  return h(
    'tr',
    { role: 'row', class: `light-${item.light}` },
    h(
      'td',
      { role: 'cell', class: 'c-light' },
      sign(item.light),
      h('span', { class: `word is-${item.light}` }, say().lights[item.light]),
    ),
    h(
      'td',
      { role: 'cell', class: 'c-due when' },
      item.due ? shortDay(item.due) : '—',
      item.provisional ? h('span', { class: 'tag' }, say().provisional) : null,
      item.recalculating ? h('span', { class: 'tag' }, say().recalculating) : null,
      h(
        'span',
        { class: `left is-${item.light}` },
        item.hold ? say().heldBrief(name(item.hold)) : item.state === 'held' ? '' : leftText(item),
      ),
    ),
    h(
      'td',
      { role: 'cell', class: 'c-step' },
      h('a', { href: `#/case/${item.caseNo}`, class: 'row-link' }, name(item.title)),
      item.place ? h('span', { class: 'place', lang: 'zh-CN' }, item.place) : null,
    ),
    h(
      'td',
      { role: 'cell', class: 'c-case' },
      h('span', { class: 'case-no' }, item.caseNo),
      ' ',
      h('span', { class: 'process' }, name(item.processTitle)),
      item.applicant
        ? h('span', { class: 'applicant', lang: 'zh-CN' }, [item.applicant, item.address].filter(Boolean).join(' · '))
        : null,
    ),
    h('td', { role: 'cell', class: 'c-owner' }, name(item.ownerName)),
    h(
      'td',
      { role: 'cell', class: 'c-who' },
      person ? personName(person) : '—',
      item.standingInFor ? h('span', { class: 'tag' }, say().standingIn(personName(item.standingInFor))) : null,
    ),
  );
}

async function filters(query) {
  const oneDepartment = is('permit-officer') && !is('supervisor');
  const [departments, steps] = await Promise.all([oneDepartment ? [] : allDepartments(), allSteps()]);
  return [
    {
      key: 'mine',
      kind: 'tabs',
      label: say().whose,
      options: [
        { value: '', text: oneDepartment || !is('supervisor', 'window') ? say().myDepartment : say().everybody },
        { value: '1', text: say().mine },
      ],
    },
    {
      key: 'light',
      kind: 'select',
      label: say().light,
      options: lights.map((light) => ({ value: light, text: say().lights[light] })),
    },
    {
      key: 'task',
      kind: 'select',
      label: say().step,
      options: steps.map((step) => ({ value: step.task, text: name(step) })),
    },
    ...(departments.length
      ? [
          {
            key: 'owner',
            kind: 'select',
            label: say().department,
            options: departments.map((one) => ({ value: one.id, text: name(one) })),
          },
        ]
      : []),
    ...(query.done
      ? [
          {
            key: 'done',
            kind: 'select',
            label: say().finished,
            options: ['met', 'late'].map((light) => ({ value: light, text: say().lights[light] })),
          },
        ]
      : []),
  ];
}

export function worklist(query) {
  return {
    name: 'tasks',
    title: () =>
      query.done ? say().finishedSteps : is('permit-officer') ? say().myPermits(name(myDepartment())) : say().worklist,
    path: '/tasks',
    query,
    filters: () => filters(query),
    columns: () => [say().light, say().due, say().step, say().theCase, say().department, say().person],
    row: (item) => (item.until ? doneRow(item) : row(item)),
    empty: () => say().nothingOpen,
  };
}

/// A step that is finished, behind a number of the board.
function doneRow(item) {
  return h(
    'tr',
    { role: 'row' },
    h(
      'td',
      { role: 'cell', class: 'c-light' },
      sign(item.light),
      h('span', { class: `word is-${item.light}` }, say().lights[item.light]),
    ),
    h(
      'td',
      { role: 'cell', class: 'c-due when' },
      shortDay(item.until),
      h('span', { class: 'left' }, item.lateBy ? say().daysOver(item.lateBy, item.unit) : ''),
    ),
    h(
      'td',
      { role: 'cell', class: 'c-step' },
      h('a', { href: `#/case/${item.caseNo}`, class: 'row-link' }, name(item.title)),
    ),
    h(
      'td',
      { role: 'cell', class: 'c-case' },
      h('span', { class: 'case-no' }, item.caseNo),
      ' ',
      h('span', { class: 'process' }, name(item.processTitle)),
    ),
    h('td', { role: 'cell', class: 'c-owner' }, name(item.ownerName)),
    h('td', { role: 'cell', class: 'c-who' }, '—'),
  );
}
