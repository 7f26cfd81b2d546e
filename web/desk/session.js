// Who sits here. A session that has run out is asked for again over the page, so that nothing typed is lost.

import { call } from '../calls.js';
import { h, refill } from '../elements.js';
import { passwordField, textField } from '../fields.js';
import { clearFaults, faultList, showFaults } from '../faults.js';
import { name, say } from '../language.js';
import { forgetDrafts, keepDraftsOf } from './drafts.js';

let me = null;
let asking = null; // while the sign-in stands over the page: the promise of its end

export const who = () => me;
export const is = (...roles) => roles.some((role) => me?.roles.includes(role));

/// {me} · {signedOut: true} · {problem}
export async function findSession() {
  const answer = await call('GET', '/session');
  if (answer.problem?.status === 401) return { signedOut: true };
  if (answer.problem) return answer;
  settle(answer.body);
  return { me };
}

function settle(person) {
  me = person;
  keepDraftsOf(me.user);
}

export async function signOut() {
  const answer = await call('DELETE', '/session');
  if (answer.problem && answer.problem.status !== 401) return answer.problem;
  forgetDrafts();
  me = null;
  return null;
}

/// The sign-in form; `done` when somebody is in.
export function signInForm(done) {
  const user = textField({ path: 'user', title: say().user }, { autocomplete: 'username', autocapitalize: 'none' });
  const password = passwordField({ path: 'password', title: say().password }, 'current-password');
  const fields = [user, password];
  const list = faultList();
  const button = h('button', { class: 'main' }, say().signIn);
  const form = h(
    'form',
    { novalidate: true, class: 'sign-in' },
    list,
    fields.map((field) => field.element),
    button,
  );
  call('GET', '/demo').then(({ body }) => form.append(...demoAccounts(body?.users ?? [], user, password)));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearFaults(list, fields);
    const empty = fields
      .filter((field) => !field.read())
      .map((field) => ({ field: field.path, code: 'missing-member' }));
    if (empty.length) return showFaults(list, fields, empty);
    button.disabled = true;
    const answer = await call('POST', '/session', { body: { user: user.read(), password: password.read() } });
    button.disabled = false;
    if (answer.problem) {
      password.write('');
      return showFaults(list, fields, [{ ...answer.problem, field: '' }]);
    }
    settle(answer.body);
    call('GET', '/session'); // with it the browser gets what it is known by the next time
    done(me);
  });
  return form;
}

/// In a demonstration whoever looks may sit on any chair.
function demoAccounts(accounts, user, password) {
  if (!accounts.length) return [];
  return [
    h('h2', {}, say().demoUsers),
    h(
      'ul',
      { class: 'plain demo-accounts' },
      accounts.map((one) =>
        h(
          'li',
          {},
          h(
            'button',
            {
              class: 'link',
              onclick: () => {
                user.write(one.user);
                password.write(one.password);
              },
            },
            name(one),
          ),
        ),
      ),
    ),
  ];
}

/// The session has run out: the same person signs in over the page and goes on; another one starts with a page of his own.
function askAgain() {
  asking ??= new Promise((resolve) => {
    const before = me;
    const dialog = h('dialog', { class: 'sheet narrow', 'aria-labelledby': 'again-title' });
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    refill(
      dialog,
      h('h2', { id: 'again-title' }, say().signInAgain),
      h('p', {}, say().signInAgainHint),
      signInForm((person) => {
        if (before && person.user !== before.user) return location.reload();
        dialog.close();
        dialog.remove();
        asking = null;
        resolve();
      }),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

/// As `call`, by somebody who is signed in.
export async function staffCall(method, path, options) {
  for (;;) {
    const answer = await call(method, path, options);
    if (answer.problem?.code !== 'not-signed-in' || !me) return answer;
    await askAgain();
  }
}

/// A department as the service names it, or by its id alone: {id, zh, en}; `*` is all of them.
export function departmentOf(named) {
  const id = named.id ?? named;
  if (id === '*') return { id, zh: say().allDepartments, en: say().allDepartments };
  return named.id ? named : { id, zh: id, en: id };
}

export const myDepartment = () => departmentOf(me.department);

export const meLine = () => (me ? `${me.name} · ${name(myDepartment())}` : '');
