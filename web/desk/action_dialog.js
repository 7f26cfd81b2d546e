// One action on a case, in a dialog. What is typed stays: while the connection is gone, when somebody else was faster, when
// the session ran out, and until the tab is closed or the action is done.

import { h, refill } from '../elements.js';
import { leaves } from '../fields.js';
import { clearFaults, faultList, faultsOf, showFaults } from '../faults.js';
import { say } from '../language.js';
import { draftOf, dropDraft, saveDraft } from './drafts.js';
import { sending } from './sending.js';

const recorded = (fields) =>
  Object.fromEntries(
    leaves(fields)
      .concat(fields)
      .map((field) => [field.path, field.read()]),
  );

/// `action`: {id, title, about (elements), fields, submit, danger, path, body(), nothingTyped}. `course`: the case under it,
/// {version(), reload(), isShown(), watch(listener)}. Resolves with what the service answered, or with null when it was left.
export function askFor(action, course) {
  if (!course.isShown()) return Promise.resolve(null); // left while the action was being made ready
  let version = course.version();
  let busy = false;
  const { fields } = action;
  const send = sending();
  const draft = `action.${action.id}`;
  const list = faultList();
  const changed = h('div', { class: 'changed', role: 'status', hidden: true });
  const submit = h('button', { class: action.danger ? 'main danger' : 'main' }, action.submit);
  const leave = h('button', { type: 'button', class: 'plain-button' }, say().cancel);
  const title = h('h2', { id: 'action-title', tabindex: '-1' }, action.title);
  const form = h(
    'form',
    { novalidate: true },
    title,
    action.about || null,
    changed,
    list,
    fields.map((field) => field.element),
    h('div', { class: 'buttons' }, submit, leave),
  );
  const dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'action-title' }, form);

  const typed = draftOf(draft);
  if (typed) for (const field of fields) if (typed[field.path] !== undefined) field.write(typed[field.path]);
  form.addEventListener('input', () => saveDraft(draft, recorded(fields)));

  /// Somebody else was here meanwhile: told at once, before anything is sent.
  const stopWatching = course.watch((now, lines) => {
    if (now === version) return;
    version = now;
    changed.hidden = false;
    refill(
      changed,
      h('p', {}, h('strong', {}, say().changedMeanwhile)),
      h(
        'ul',
        {},
        lines.map((line) => h('li', {}, line)),
      ),
      h('p', {}, say().inputKept),
    );
  });

  return new Promise((resolve) => {
    const end = (result) => {
      stopWatching();
      dialog.close();
      dialog.remove();
      resolve(result);
    };
    leave.addEventListener('click', () => {
      dropDraft(draft);
      end(null);
    });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      if (!busy) end(null);
    }); // Esc: what was typed waits
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (busy) return;
      clearFaults(list, fields);
      const wrong = action.check ? action.check() : [];
      if (wrong.length) return showFaults(list, fields, wrong);
      busy = submit.disabled = true;
      submit.textContent = say().sending;
      const answer = await send(action.path, action.body(), { 'If-Match': `"${version}"` });
      busy = submit.disabled = false;
      submit.textContent = action.submit;
      if (!answer.problem) {
        dropDraft(draft);
        stopWatching();
        await course.reload(); // first, so that nothing moves under the pointer once the dialog is gone
        return end(answer.body ?? {});
      }
      if (answer.problem.code === 'stale-version') {
        await course.reload(); // tells the watcher above what happened
        changed.hidden = false;
        return changed.scrollIntoView({ block: 'nearest' });
      }
      const told = faultsOf(answer.problem);
      action.refused?.(told);
      return showFaults(
        list,
        fields,
        told.map((fault) => ({ ...fault, field: action.fieldOf ? action.fieldOf(fault.field) : fault.field })),
      );
    });
    document.body.append(dialog);
    dialog.showModal();
    (fields.length ? leaves(fields)[0] : submit).focus();
  });
}
