// The record of a case, in words.

import { h } from '../elements.js';
import { moment, name, say, shortDay } from '../language.js';
import { personName } from './people.js';

function titleOf(event, clocks) {
  const title = event.title ?? clocks.find((one) => one.clock === event.clock)?.title;
  return title ? name(title) : event.task || event.clock || '';
}

function listed(items, materials) {
  return say().list(
    items.map((id) => {
      const known = materials.find((one) => one.id === id);
      return known ? name(known) : id;
    }),
  );
}

/// What was done, as one sentence. `holds`: names of the hold reasons by id.
export function eventText(event, { materials = [], holds = new Map(), clocks = [] } = {}) {
  const words = say().events;
  const title = titleOf(event, clocks);
  switch (event.do) {
    case 'submit':
      return words.submit + (event.materials?.length ? say().colon + listed(event.materials, materials) : '');
    case 'complete':
      return words.complete(title, name(event.outcomeTitle));
    case 'hold':
      return (
        words.hold(
          title,
          holds.has(event.reason) ? name(holds.get(event.reason)) : say().holds[event.reason] || event.reason,
        ) + (event.missing?.length ? say().colon + listed(event.missing, materials) : '')
      );
    case 'resume':
      return words.resume(title);
    case 'extend':
      return words.extend(title, event.days, event.unit);
    case 'amend':
      return words.amend;
    case 'void':
      return event.step === undefined ? words.voidOther : words.void(event.step);
    case 'withdraw':
      return words.withdraw;
    case 'lapse':
      return words.lapse(title, name(event.outcomeTitle));
    default:
      return event.do;
  }
}

/// Empty: who it was is not told to whoever sees only a department's part.
function who(event) {
  if (event.by === undefined) return '';
  return event.by ? personName(event.by) : say().bySystem;
}

/// As the one who was slower is told of it.
export const eventLine = (event, known) =>
  [moment(event.at), who(event)].filter(Boolean).join(' ') + say().colon + eventText(event, known);

/// Whether to offer it; whether a later entry needs this one is the service's to say.
const mayBeTakenBack = (event) => event.voidable ?? (!event.takenBack && event.do !== 'submit' && event.do !== 'void');

/// The newest first; a button takes one back, where that may be.
export function eventList(events, known, takeBack) {
  return h(
    'ol',
    { class: 'events plain', reversed: true },
    [...events]
      .reverse()
      .map((event) =>
        h(
          'li',
          { class: event.takenBack ? 'taken-back' : '' },
          h(
            'p',
            { class: 'when' },
            h('span', { class: 'number' }, String(event.number)),
            ` ${[moment(event.at), who(event)].filter(Boolean).join(' · ')}`,
          ),
          h(
            'p',
            {},
            event.takenBack ? h('s', {}, eventText(event, known)) : eventText(event, known),
            event.takenBack ? h('span', { class: 'tag' }, say().takenBack) : null,
          ),
          event.effective ? h('p', { class: 'when' }, say().reallyOn(shortDay(event.effective))) : null,
          event.reason && event.do !== 'hold'
            ? h('p', { class: 'reason' }, say().reasonWas, h('span', { lang: 'zh-CN' }, event.reason))
            : null,
          event.law ? h('p', { class: 'reason' }, say().lawWas, h('span', { lang: 'zh-CN' }, event.law)) : null,
          event.override
            ? h('p', { class: 'reason' }, say().overrideWas, h('span', { lang: 'zh-CN' }, event.override))
            : null,
          takeBack && mayBeTakenBack(event)
            ? h(
                'button',
                { type: 'button', class: 'link', id: `void-${event.number}`, onclick: () => takeBack(event) },
                say().takeBack,
              )
            : null,
        ),
      ),
  );
}
