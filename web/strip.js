// The strip of days of a clock: a leaf of the calendar for each month, every day with its number or the reason why it has none.

import { h } from './elements.js';
import { day, name, say } from './language.js';

const split = (text) => text.split('-').map(Number);
const weekday = (text) => {
  const [y, m, d] = split(text);
  return new Date(Date.UTC(y, m - 1, d)).getUTCDay();
};
const why = (one) => name({ zh: one.why, en: one.whyEn });

function cell(one, due, today) {
  if (!one) return h('td', { class: 'empty' });
  const kind = one.held ? 'held' : one.counts !== null ? 'counts' : one.worked ? 'plain' : 'rest';
  const told = [
    day(one.day),
    one.counts === null ? say().stripNot : String(one.counts),
    why(one),
    one.day === due ? say().stripDue : null,
    one.day === today ? say().stripToday : null,
  ].filter(Boolean);
  return h(
    'td',
    {
      class: [kind, one.day === due ? 'due' : '', one.day === today ? 'today' : ''].join(' ').trim(),
      title: told.join(' · '),
    },
    h('span', { class: 'dom' }, String(split(one.day)[2])),
    h('span', { class: 'count' }, one.counts === null ? '' : String(one.counts)),
    h('span', { class: 'unseen' }, told.slice(1).join(' · ')),
  );
}

function leaf(days, due, today) {
  const [year, month] = split(days[0].day);
  const rows = [];
  for (const one of days) {
    const at = (weekday(one.day) + 6) % 7; // the week begins on Monday
    if (!rows.length || at === 0) rows.push(Array(7).fill(null));
    rows.at(-1)[at] = one;
  }
  return h(
    'table',
    { class: 'month' },
    h('caption', {}, say().month(year, month)),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        [1, 2, 3, 4, 5, 6, 0].map((d) => h('th', { scope: 'col' }, say().weekday(d))),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map((row) =>
        h(
          'tr',
          {},
          row.map((one) => cell(one, due, today)),
        ),
      ),
    ),
  );
}

function byMonth(days) {
  const months = new Map();
  for (const one of days) {
    const month = one.day.slice(0, 7);
    months.set(month, [...(months.get(month) || []), one]);
  }
  return [...months.values()];
}

/// `strip`: as GET …/clocks/{clock}/days answers. The list under it says the reasons to those who cannot point at a day.
export function drawStrip(strip, today) {
  return h(
    'div',
    { class: 'strip' },
    h('p', { class: 'basis' }, say().stripHint(strip.unit), strip.provisional ? ` ${say().provisionalWhy}` : null),
    h(
      'div',
      { class: 'months' },
      byMonth(strip.days).map((days) => leaf(days, strip.due, today)),
    ),
    h(
      'details',
      {},
      h('summary', {}, say().stripList),
      h(
        'table',
        { class: 'strip-list' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            [say().stripDay, say().stripCount, say().stripWhy].map((text) => h('th', { scope: 'col' }, text)),
          ),
        ),
        h(
          'tbody',
          {},
          strip.days.map((one) =>
            h(
              'tr',
              {},
              h('td', { class: 'when' }, day(one.day)),
              h('td', {}, one.counts === null ? '—' : String(one.counts)),
              h(
                'td',
                {},
                why(one),
                one.source && !why(one).includes(one.source)
                  ? h('span', { class: 'soft', lang: 'zh-CN' }, ` ${one.source}`)
                  : null,
                one.day === strip.due ? ` · ${say().stripDue}` : null,
              ),
            ),
          ),
        ),
      ),
    ),
    strip.source ? h('p', { class: 'basis' }, say().stripBasis, h('span', { lang: 'zh-CN' }, strip.source.zh)) : null,
  );
}
