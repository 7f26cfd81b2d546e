// The parts of the board: each a chart for the eye and a table with the same numbers, each number a link to its list.

import { h, s, sign } from '../elements.js';
import { name, say, shortDay } from '../language.js';
import { table } from '../table.js';

const open = ['red', 'yellow', 'green', 'paused'];
const list = (path, query) =>
  `/desk#/${path}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined))}`;
const number = (n, path, query, label) =>
  n ? h('a', { href: list(path, query), 'aria-label': label }, String(n)) : h('span', { class: 'nothing' }, '0');
/// It may be wider than a phone, and is scrolled by the keyboard too.
const chartBox = (chart, label) =>
  h('div', { class: 'chart-box', tabindex: '0', role: 'group', 'aria-label': label }, chart);
/// The list behind a row: of its step, where one step is counted for each process of its process.
const behind = (row, more) => ({ owner: row.department.id, process: row.process?.id, task: row.task, ...more });
const counted = (text) => ({ count: text }); // a column of numbers
/// A step that two processes have stands there twice, each time with its process.
const titled = (row, rows) =>
  row.process &&
  rows.some(
    (one) => one.task === row.task && one.department.id === row.department.id && one.process.id !== row.process.id,
  )
    ? `${name(row.title)} · ${name(row.process)}`
    : name(row.title);
const room = 255; // beside a bar, in the chart's pixels
const widthOf = (text) => [...text].reduce((sum, one) => sum + (one > '\u2e80' ? 13 : 7), 0);
const cut = (text, most) => {
  if (widthOf(text) <= most) return text;
  let end = text.length;
  while (end > 0 && widthOf(`${text.slice(0, end)}…`) > most) --end;
  return `${text.slice(0, end).trimEnd()}…`;
};
/// The department gives way: rows of one department differ in the step.
function labelled(row) {
  const step = cut(name(row.title), room);
  const department = cut(name(row.department), room - widthOf(` · ${step}`));
  return department.length > 3 ? `${department} · ${step}` : step;
}
const sum = (items, key) => items.reduce((all, one) => all + one[key], 0);
const part = (title, hint, ...children) =>
  h('section', { class: 'part' }, h('h2', {}, title), hint ? h('p', { class: 'hint' }, hint) : null, children);
const figures = (label, columns, rows) =>
  h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label },
    h(
      'table',
      { class: 'plain-table' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map((one) => h('th', { scope: 'col', class: one.count ? 'number' : null }, one.count ?? one)),
        ),
      ),
      h('tbody', {}, rows),
    ),
  );

export function counts({ cases }) {
  return h(
    'ul',
    { class: 'plain counts' },
    ['open', 'energized', 'refused', 'withdrawn'].map((state) =>
      h(
        'li',
        {},
        h(
          'a',
          {
            href: list('cases', { state }),
            class: 'big-number',
            'aria-label': `${say().caseStates[state]} ${cases[state]}`,
          },
          String(cases[state]),
        ),
        h('span', {}, say().caseStates[state]),
      ),
    ),
  );
}

export function thisWeek({ thisWeek: all }) {
  return part(
    say().breaksThisWeek,
    say().breaksHint,
    all.length
      ? table(
          [say().light, say().due, say().step, say().theCase, say().department],
          all.map((one) =>
            h(
              'tr',
              {},
              h(
                'td',
                { class: 'nowrap' },
                sign(one.light),
                ' ',
                h('span', { class: `word is-${one.light}` }, say().lights[one.light]),
              ),
              h('td', { class: 'when' }, one.due ? shortDay(one.due) : '—'),
              h('td', {}, name(one.title)),
              h('td', {}, h('a', { href: `/desk#/case/${one.caseNo}` }, one.caseNo)),
              h('td', {}, name(one.ownerName)),
            ),
          ),
          say().breaksThisWeek,
        )
      : h('p', { class: 'empty' }, say().nothingBreaks),
  );
}

/// One bar a step: its open steps by light, as long as the longest allows.
function lightBars(rows) {
  const longest = Math.max(
    1,
    ...rows.map((row) =>
      sum(
        open.map((light) => ({ n: row[light] })),
        'n',
      ),
    ),
  );
  const left = 270,
    width = 360,
    line = 26;
  return s(
    'svg',
    { viewBox: `0 0 640 ${rows.length * line + 6}`, class: 'chart', 'aria-hidden': 'true' },
    rows.map((row, i) => {
      let x = left;
      return [
        s('text', { x: left - 12, y: i * line + 18, 'text-anchor': 'end' }, labelled(row)),
        open
          .filter((light) => row[light])
          .map((light) => {
            const long = (row[light] / longest) * width;
            const bar = s(
              'a',
              { href: list('tasks', behind(row, { light })), tabindex: '-1' },
              s('rect', {
                x,
                y: i * line + 4,
                width: Math.max(2, long - 2),
                height: line - 9,
                class: `segment is-${light}`,
              }),
              long > 18
                ? s(
                    'text',
                    { x: x + long / 2 - 1, y: i * line + 18, 'text-anchor': 'middle', class: 'inside' },
                    String(row[light]),
                  )
                : null,
            );
            x += long;
            return bar;
          }),
      ];
    }),
  );
}

export function lights({ lights: rows }) {
  const key = h(
    'ul',
    { class: 'plain key', 'aria-hidden': 'true' },
    open.map((light) => h('li', {}, sign(light), h('span', {}, say().lights[light]))),
  );
  return part(
    say().lightsBy,
    null,
    rows.length
      ? [
          key,
          chartBox(lightBars(rows), say().lightsBy),
          figures(
            say().lightsBy,
            [say().department, say().step, ...open.map((light) => counted(say().lights[light]))],
            [
              ...rows.map((row) =>
                h(
                  'tr',
                  {},
                  h('td', {}, name(row.department)),
                  h('td', {}, titled(row, rows)),
                  open.map((light) =>
                    h(
                      'td',
                      { class: 'number' },
                      number(
                        row[light],
                        'tasks',
                        behind(row, { light }),
                        `${name(row.department)} ${titled(row, rows)} ${say().lights[light]} ${row[light]}`,
                      ),
                    ),
                  ),
                ),
              ),
              h(
                'tr',
                { class: 'total' },
                h('th', { scope: 'row', colspan: '2' }, say().total),
                open.map((light) =>
                  h(
                    'td',
                    { class: 'number' },
                    number(sum(rows, light), 'tasks', { light }, `${say().lights[light]} ${sum(rows, light)}`),
                  ),
                ),
              ),
            ],
          ),
        ]
      : h('p', { class: 'empty' }, say().nothingOpen),
  );
}

const rate = ({ met, late }) => (met + late ? Math.round((met / (met + late)) * 1000) / 10 : null);
const percent = (n) => (n === null ? '—' : `${n}%`);

function rateBars(rows) {
  const left = 270,
    width = 300,
    line = 26;
  return s(
    'svg',
    { viewBox: `0 0 640 ${rows.length * line + 6}`, class: 'chart', 'aria-hidden': 'true' },
    s('path', { d: `M${left + width} 0V${rows.length * line + 4}`, class: 'grid' }),
    rows.map((row, i) => [
      s('text', { x: left - 12, y: i * line + 18, 'text-anchor': 'end' }, labelled(row)),
      s('rect', {
        x: left,
        y: i * line + 4,
        width: (rate(row) / 100) * width,
        height: line - 9,
        class: `segment ${rate(row) === 100 ? 'is-green' : 'is-late-rate'}`,
      }),
      s('text', { x: left + width + 12, y: i * line + 18 }, percent(rate(row))),
    ]),
  );
}

const asNamed = (department) =>
  typeof department === 'string' ? { id: department, zh: department, en: department } : department;

export function onTime({ onTime: all }) {
  const rows = all
    .map((row) => ({ ...row, department: asNamed(row.department) }))
    .filter((row) => row.met + row.late > 0);
  const whole = { met: sum(rows, 'met'), late: sum(rows, 'late') };
  return part(
    say().onTimeBy,
    say().onTimeHint,
    rows.length
      ? [
          chartBox(rateBars(rows), say().onTimeBy),
          figures(
            say().onTimeBy,
            [
              say().department,
              say().step,
              counted(say().lights.met),
              counted(say().lights.late),
              counted(say().onTimeRate),
            ],
            [
              ...rows.map((row) =>
                h(
                  'tr',
                  {},
                  h('td', {}, name(row.department)),
                  h('td', {}, name(row.title)),
                  ['met', 'late'].map((done) =>
                    h(
                      'td',
                      { class: 'number' },
                      number(
                        row[done],
                        'tasks',
                        behind(row, { done }),
                        `${name(row.department)} ${name(row.title)} ${say().lights[done]} ${row[done]}`,
                      ),
                    ),
                  ),
                  h('td', { class: 'number' }, percent(rate(row))),
                ),
              ),
              h(
                'tr',
                { class: 'total' },
                h('th', { scope: 'row', colspan: '2' }, say().total),
                ['met', 'late'].map((done) =>
                  h(
                    'td',
                    { class: 'number' },
                    number(whole[done], 'tasks', { done }, `${say().lights[done]} ${whole[done]}`),
                  ),
                ),
                h('td', { class: 'number' }, percent(rate(whole))),
              ),
            ],
          ),
        ]
      : h('p', { class: 'empty' }, say().nothingDone),
  );
}

function meanBars(rows) {
  const longest = Math.max(1, ...rows.flatMap((row) => [row.meanDays ?? 0, row.promise ?? 0]));
  const left = 170,
    width = 360,
    line = 32;
  return s(
    'svg',
    { viewBox: `0 0 640 ${rows.length * line + 6}`, class: 'chart', 'aria-hidden': 'true' },
    rows.map((row, i) => [
      s('text', { x: left - 12, y: i * line + 21, 'text-anchor': 'end' }, name(row.process)),
      s('rect', {
        x: left,
        y: i * line + 8,
        width: ((row.meanDays ?? 0) / longest) * width,
        height: line - 18,
        class: `segment ${row.promise !== null && row.meanDays > row.promise ? 'is-red' : 'is-green'}`,
      }),
      row.promise === null
        ? null
        : s('path', { d: `M${left + (row.promise / longest) * width} ${i * line + 2}v${line - 6}`, class: 'promise' }),
      s(
        'text',
        { x: left + width + 12, y: i * line + 21 },
        row.meanDays === null ? '—' : say().meanOf(row.meanDays, row.promise),
      ),
    ]),
  );
}

export function means({ mean: rows }) {
  return part(
    say().meanBy,
    say().meanHint,
    chartBox(meanBars(rows), say().meanBy),
    figures(
      say().meanBy,
      [say().process, counted(say().closedCases), counted(say().meanDays), counted(say().promised)],
      rows.map((row) =>
        h(
          'tr',
          {},
          h('td', {}, name(row.process)),
          h(
            'td',
            { class: 'number' },
            number(
              row.closed,
              'cases',
              { state: 'energized', process: row.process.id },
              `${name(row.process)} ${row.closed}`,
            ),
          ),
          h('td', { class: 'number' }, row.meanDays === null ? '—' : String(Math.round(row.meanDays * 10) / 10)),
          h('td', { class: 'number' }, row.promise === null ? '—' : String(row.promise)),
        ),
      ),
    ),
  );
}

export function ageing({ ageing: rows }) {
  const most = Math.max(1, ...rows.map((row) => row.open));
  const width = 600 / Math.max(1, rows.length);
  const span = (row) => say().ageSpan(row.from, row.to);
  const chart = s(
    'svg',
    { viewBox: '0 0 640 200', class: 'chart', 'aria-hidden': 'true' },
    s('path', { d: 'M20 160H620', class: 'grid' }),
    rows.map((row, i) => [
      s('rect', {
        x: 20 + i * width + width * 0.15,
        y: 160 - (row.open / most) * 130,
        width: width * 0.7,
        height: (row.open / most) * 130,
        class: 'segment is-brand',
      }),
      s(
        'text',
        { x: 20 + i * width + width / 2, y: 150 - (row.open / most) * 130, 'text-anchor': 'middle' },
        String(row.open),
      ),
      s('text', { x: 20 + i * width + width / 2, y: 182, 'text-anchor': 'middle' }, span(row)),
    ]),
  );
  return part(
    say().ageingBy,
    say().ageingHint,
    chartBox(chart, say().ageingBy),
    figures(
      say().ageingBy,
      [say().age, counted(say().caseStates.open)],
      rows.map((row) =>
        h(
          'tr',
          {},
          h('td', {}, span(row)),
          h(
            'td',
            { class: 'number' },
            number(row.open, 'cases', { state: 'open', ageFrom: row.from, ageTo: row.to }, `${span(row)} ${row.open}`),
          ),
        ),
      ),
    ),
  );
}
