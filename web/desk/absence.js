// Who stands in for me while I am away, and for whom I do.

import { h, redraw } from '../elements.js';
import { choiceField, textField } from '../fields.js';
import { clearFaults, faultList, faultsOf, showFaults } from '../faults.js';
import { day, say } from '../language.js';
import { personName } from './people.js';
import { staffCall } from './session.js';

export function absencePage({ announce }) {
  const element = h('section', { class: 'apply' });
  let me = null;
  let others = [];

  async function load() {
    const [session, colleagues] = await Promise.all([staffCall('GET', '/session'), staffCall('GET', '/colleagues')]);
    if (session.problem || colleagues.problem) return false;
    me = session.body;
    others = colleagues.body.items.filter((one) => one.user !== me.user && one.department.id === me.department.id);
    return true;
  }

  function form() {
    const deputy = choiceField(
      { path: 'deputy', title: say().deputy, needed: true },
      others.map((one) => ({ value: one.user, zh: personName(one), en: personName(one) })),
    );
    const until = textField(
      { path: 'until', title: say().absentUntil, needed: true, hint: say().absentUntilHint },
      { type: 'date' },
    );
    const fields = [deputy, until];
    const list = faultList();
    const made = h(
      'form',
      { novalidate: true, class: 'application' },
      list,
      fields.map((field) => field.element),
      h('div', { class: 'buttons' }, h('button', { class: 'main' }, say().nameDeputy)),
    );
    made.addEventListener('submit', async (event) => {
      event.preventDefault();
      clearFaults(list, fields);
      const empty = fields
        .filter((field) => !field.read())
        .map((field) => ({ field: field.path, code: 'missing-member' }));
      if (empty.length) return showFaults(list, fields, empty);
      const answer = await staffCall('PUT', '/session/deputy', {
        body: { deputy: deputy.read(), until: until.read() },
      });
      if (answer.problem) return showFaults(list, fields, faultsOf(answer.problem));
      await reload();
    });
    return made;
  }

  async function end() {
    const answer = await staffCall('DELETE', '/session/deputy');
    if (!answer.problem) await reload();
  }

  async function reload() {
    if (await load()) draw();
    announce(say().done);
  }

  function draw() {
    redraw(
      element,
      h('div', { class: 'page-head' }, h('h1', { tabindex: '-1', id: 'page-title' }, say().absence)),
      h('p', { class: 'hint' }, say().absenceHint),
      !me
        ? h('p', { class: 'empty' }, say().loading)
        : me.deputy
          ? h(
              'p',
              {},
              say().deputyUntil(me.deputy.name, day(me.deputy.until)),
              ' ',
              h('button', { type: 'button', class: 'small', onclick: end }, say().endDeputy),
            )
          : form(),
      me?.standsInFor.length
        ? h(
            'section',
            { class: 'part' },
            h('h2', {}, say().standsInFor),
            h(
              'ul',
              { class: 'plain' },
              me.standsInFor.map((one) => h('li', {}, say().awayUntil(one.name, day(one.until)))),
            ),
          )
        : null,
    );
  }

  return {
    element,
    title: () => say().absence,
    draw,
    refresh: async () => ({ fresh: true }),
    keys: {},
    start: async () => {
      draw();
      const fresh = await load();
      draw();
      return { fresh };
    },
  };
}
