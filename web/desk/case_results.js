// What the case gave its applicant 出件, and who has it by now.

import { h } from '../elements.js';
import { oneOfField, textField } from '../fields.js';
import { name, say, shortDay } from '../language.js';
import { askFor } from './action_dialog.js';

const handedOver = (one) => say().handedOver(shortDay(one.on), say().ways[one.how], one.recipient || say().erased);

export function resultsPart(found, acts) {
  const { results = [] } = found;
  if (!results.length) return null;
  const may = (found.actions ?? []).includes('hand-over');
  return h(
    'section',
    { class: 'part results' },
    h('h2', {}, say().handOvers),
    h(
      'ul',
      { class: 'plain rows' },
      results.map((result) =>
        h(
          'li',
          {},
          h(
            'p',
            { class: 'pair' },
            h('strong', {}, name(result.title)),
            h('span', { class: 'word' }, name(result.outcomeTitle)),
            result.handOver ? h('span', {}, name(result.handOver)) : null,
          ),
          h(
            'p',
            { class: 'when' },
            shortDay(result.given),
            result.deliverBy && !result.handedOver.length
              ? [
                  ' · ',
                  h(
                    'span',
                    { class: result.overdue ? 'word is-red' : 'word' },
                    say().deliverBy(shortDay(result.deliverBy)),
                  ),
                  result.provisional ? h('span', { class: 'tag' }, say().provisional) : null,
                ]
              : null,
          ),
          result.handedOver.map((one) => h('p', { lang: 'zh-CN' }, handedOver(one))),
          may
            ? h(
                'button',
                { type: 'button', class: 'small', id: `over-${result.task}`, onclick: () => acts.handOver(result) },
                say().handOver,
              )
            : null,
        ),
      ),
    ),
  );
}

export function handOver(found, result, course) {
  const recipient = textField({ path: 'recipient', title: say().recipient, needed: true });
  const how = oneOfField(
    { path: 'how', title: say().how, needed: true },
    ['in-person', 'post'].map((one) => ({ value: one, zh: say().ways[one], en: say().ways[one] })),
  );
  const on = textField(
    { path: 'on', title: say().handedOverOn, needed: true },
    { type: 'date', max: found.today, min: result.given },
  );
  on.write(found.today);
  const fields = [recipient, how, on];
  return askFor(
    {
      id: `${found.caseNo}.over.${result.task}`,
      title: `${say().handOver} · ${name(result.title)}`,
      fields,
      submit: say().handOver,
      path: `/cases/${found.caseNo}/hand-over`,
      check: () =>
        fields
          .filter((field) => field.read() === undefined)
          .map((field) => ({ field: field.path, code: 'missing-member' })),
      body: () => ({ task: result.task, recipient: recipient.read(), how: how.read(), on: on.read() }),
    },
    course,
  );
}
