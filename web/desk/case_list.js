// All cases in scope, the newest first.

import { h, sign } from '../elements.js';
import { moment, name, say } from '../language.js';
import { guide } from './guide_facts.js';
import { personName } from './people.js';

const states = ['open', 'energized', 'refused', 'withdrawn'];

function row(item) {
  return h(
    'tr',
    { role: 'row' },
    h(
      'td',
      { role: 'cell', class: 'c-light' },
      item.light ? [sign(item.light), h('span', { class: `word is-${item.light}` }, say().lights[item.light])] : '',
    ),
    h(
      'td',
      { role: 'cell', class: 'c-step' },
      h('a', { href: `#/case/${item.caseNo}`, class: 'row-link case-no' }, item.caseNo),
      h('span', { class: 'process' }, name(item.processTitle)),
    ),
    h(
      'td',
      { role: 'cell', class: 'c-case' },
      h('span', { class: 'applicant', lang: 'zh-CN' }, item.applicant || '—'),
      item.address ? h('span', { class: 'place', lang: 'zh-CN' }, item.address) : null,
    ),
    h('td', { role: 'cell', class: 'c-state' }, say().caseStates[item.state]),
    h('td', { role: 'cell', class: 'c-due when' }, moment(item.submittedAt)),
    h('td', { role: 'cell', class: 'c-who' }, item.manager ? personName(item.manager) : '—'),
  );
}

async function filters() {
  const packs = (await guide())?.packs ?? [];
  return [
    {
      key: 'state',
      kind: 'select',
      label: say().state,
      options: states.map((state) => ({ value: state, text: say().caseStates[state] })),
    },
    {
      key: 'light',
      kind: 'select',
      label: say().light,
      options: ['red', 'yellow', 'green', 'paused'].map((light) => ({ value: light, text: say().lights[light] })),
    },
    {
      key: 'process',
      kind: 'select',
      label: say().process,
      options: packs.flatMap((pack) => pack.processes.map((one) => ({ value: one.id, text: name(one) }))),
    },
  ];
}

export function caseList(query) {
  return {
    name: 'cases',
    title: () => say().cases,
    path: '/cases',
    query,
    filters,
    columns: () => [say().light, say().theCase, say().applicant, say().state, say().submitted, say().manager],
    row,
    empty: () => say().noCases,
  };
}
