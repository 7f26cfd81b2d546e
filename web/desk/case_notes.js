// Notes colleagues leave each other on a case.

import { h } from '../elements.js';
import { longTextField } from '../fields.js';
import { clearFaults, faultList, faultsOf, showFaults } from '../faults.js';
import { moment, name, say } from '../language.js';
import { draftOf, dropDraft, saveDraft } from './drafts.js';
import { personName } from './people.js';
import { sending } from './sending.js';

export function notesPart(caseNo, reload, announce) {
  const draft = `note.${caseNo}`;
  const send = sending();
  let field, form, spoken;

  /// Made once for each language: what is being typed stays under the hands when the case is drawn anew.
  function formFor(language, readers) {
    if (spoken === language) return form;
    const typed = field?.read() ?? draftOf(draft);
    spoken = language;
    field = longTextField({ path: 'text', title: say().newNote, hint: readers ? say().notesFor(name(readers)) : null });
    field.write(typed);
    const list = faultList();
    form = h(
      'form',
      { novalidate: true, class: 'note-form' },
      list,
      field.element,
      h('button', { class: 'small', id: 'add-note' }, say().addNote),
    );
    form.addEventListener('input', () => saveDraft(draft, field.read() ?? ''));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      clearFaults(list, [field]);
      if (!field.read()) return showFaults(list, [field], [{ field: 'text', code: 'missing-member' }]);
      const text = field.read();
      const answer = await send(`/cases/${encodeURIComponent(caseNo)}/notes`, { text });
      if (answer.problem) return showFaults(list, [field], faultsOf(answer.problem));
      if (field.read() === text) {
        // else it is the next one already
        field.write('');
        dropDraft(draft);
      }
      await reload();
      announce(say().noteAdded);
    });
    return form;
  }

  /// Of which department alone a note is, where others read it too.
  function readersOf(note, found) {
    return note.department && !found.notesFor ? h('p', { class: 'hint' }, say().notesFor(name(note.department))) : null;
  }

  return {
    draw: (found) =>
      h(
        'section',
        { class: 'part notes' },
        h('h2', {}, say().notes),
        (found.notes ?? []).length
          ? h(
              'ul',
              { class: 'plain rows' },
              found.notes.map((note) =>
                h(
                  'li',
                  {},
                  h('p', { class: 'when' }, `${moment(note.at)} · ${note.by ? personName(note.by) : say().bySystem}`),
                  h('p', { lang: 'zh-CN', class: 'text' }, note.text),
                  readersOf(note, found),
                ),
              ),
            )
          : h('p', { class: 'empty' }, say().noNotes),
        formFor(say().lang, found.notesFor),
      ),
  };
}
