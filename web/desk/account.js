// One's own account: where one is signed in, and one's password.

import { h, redraw } from '../elements.js';
import { passwordField } from '../fields.js';
import { clearFaults, faultList, faultsOf, faultText, showFaults } from '../faults.js';
import { moment, say } from '../language.js';
import { staffCall } from './session.js';

export function accountPage({ announce }) {
  const element = h('section', { class: 'apply' });
  let sessions = null;
  let trouble = null;
  let form = passwordForm();

  async function load() {
    const answer = await staffCall('GET', '/session/all');
    if (answer.problem) return false;
    sessions = answer.body.items;
    return true;
  }

  async function end(path) {
    const answer = await staffCall('DELETE', path);
    trouble = answer.problem && answer.problem.code !== 'no-such-session' ? answer.problem : null;
    await load();
    draw();
    announce(trouble ? faultText(trouble) : say().done);
  }

  function passwordForm() {
    const field = (path, title, autocomplete, hint) => passwordField({ path, title, needed: true, hint }, autocomplete);
    const old = field('old', say().oldPassword, 'current-password');
    const fresh = field('new', say().newPassword, 'new-password', say().newPasswordHint);
    const again = field('again', say().newPasswordAgain, 'new-password');
    const fields = [old, fresh, again];
    const list = faultList();
    const button = h('button', { class: 'main' }, say().changePassword);
    const made = h(
      'form',
      { novalidate: true, class: 'application' },
      list,
      fields.map((one) => one.element),
      h('div', { class: 'buttons' }, button),
    );
    made.addEventListener('submit', async (event) => {
      event.preventDefault();
      clearFaults(list, fields);
      const empty = fields.filter((one) => !one.read()).map((one) => ({ field: one.path, code: 'missing-member' }));
      if (empty.length) return showFaults(list, fields, empty);
      if (fresh.read() !== again.read()) return showFaults(list, fields, [{ field: 'again', code: 'not-the-same' }]);
      button.disabled = true;
      const answer = await staffCall('PUT', '/session/password', { body: { old: old.read(), new: fresh.read() } });
      button.disabled = false;
      if (answer.problem) return showFaults(list, fields, faultsOf(answer.problem));
      for (const one of fields) one.write('');
      await load();
      draw();
      announce(say().passwordChanged);
    });
    return made;
  }

  function item(one) {
    const kind = say().sessionKinds[one.kind];
    const remove = h(
      'button',
      {
        type: 'button',
        class: 'small',
        'aria-label': `${say().endSession}: ${kind} ${moment(one.began)}`,
        onclick: () => end(`/session/all/${one.id}`),
      },
      say().endSession,
    );
    return h(
      'li',
      {},
      h('p', {}, kind, one.thisOne ? h('strong', {}, ` ${say().thisSession}`) : [' ', remove]),
      h('p', { class: 'hint' }, say().sessionFacts(moment(one.began), moment(one.seen), one.source)),
    );
  }

  function sessionsPart() {
    const others = sessions?.some((one) => !one.thisOne && one.kind === 'browser');
    const endOthers = h(
      'button',
      { type: 'button', class: 'plain-button', onclick: () => end('/session/all') },
      say().endOtherSessions,
    );
    return h(
      'section',
      { class: 'part' },
      h('h2', {}, say().sessions),
      h('p', { class: 'hint' }, say().sessionsHint),
      trouble ? h('p', { class: 'problem' }, faultText(trouble)) : null,
      sessions
        ? h('ul', { class: 'plain rows sessions' }, sessions.map(item))
        : h('p', { class: 'empty' }, say().loading),
      others ? h('div', { class: 'buttons' }, endOthers) : null,
    );
  }

  function draw() {
    redraw(
      element,
      h('div', { class: 'page-head' }, h('h1', { tabindex: '-1', id: 'page-title' }, say().account)),
      sessionsPart(),
      h(
        'section',
        { class: 'part' },
        h('h2', {}, say().changePassword),
        h('p', { class: 'hint' }, say().changePasswordHint),
        form,
      ),
    );
  }

  return {
    element,
    title: () => say().account,
    keys: {},
    draw: () => {
      form = passwordForm();
      draw();
    }, // in another language
    refresh: async () => ({ fresh: true }),
    start: async () => {
      draw();
      const fresh = await load();
      draw();
      return { fresh };
    },
  };
}
