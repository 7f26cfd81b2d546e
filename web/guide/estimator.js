// My connection: from what I tell to my steps, dates, fees and papers. Nothing is stored, and the service works out every date.

import { call } from '../calls.js';
import { h, refill, s } from '../elements.js';
import { schemaField, textField } from '../fields.js';
import { clearFaults, faultList, faultsOf, showFaults } from '../faults.js';
import { day, name, say, shortDay } from '../language.js';
import { table } from '../table.js';

const time = (text) => Date.parse(`${text}T00:00:00Z`);

/// A bar for each step that takes time, on one line of days. The table under it says the same.
function bars(steps) {
  const shown = steps.filter((step) => step.to > step.from);
  if (!shown.length) return null;
  const first = Math.min(...shown.map((step) => time(step.from))),
    last = Math.max(...shown.map((step) => time(step.to)));
  const left = 250,
    right = 940,
    line = 26;
  const x = (text) => left + ((time(text) - first) / Math.max(1, last - first)) * (right - left);
  const short = (text) => (text.length > 30 ? `${text.slice(0, 29)}…` : text);
  return h(
    'div',
    { class: 'bars-box', tabindex: '0', role: 'group', 'aria-label': say().mySteps },
    s(
      'svg',
      { viewBox: `0 0 1000 ${shown.length * line + 34}`, class: 'bars', 'aria-hidden': 'true' },
      [
        shown[0].from,
        shown
          .map((step) => step.to)
          .sort()
          .at(-1),
      ].map((one, i) =>
        s('text', { x: i ? right : left, y: 14, class: 'axis', 'text-anchor': i ? 'end' : 'start' }, shortDay(one)),
      ),
      s('path', {
        class: 'grid',
        d: `M${left} 20V${shown.length * line + 30}M${right} 20V${shown.length * line + 30}`,
      }),
      shown.map((step, i) => [
        s('text', { x: left - 10, y: 26 + i * line + 15, 'text-anchor': 'end' }, short(name(step))),
        s('rect', {
          class: `bar ${step.applicants ? 'applicants' : ''}`,
          x: x(step.from),
          y: 26 + i * line + 3,
          width: Math.max(3, x(step.to) - x(step.from)),
          height: line - 9,
          rx: 2,
        }),
      ]),
    ),
  );
}

function resultOf(answer) {
  const papers = [
    ...new Map(answer.steps.flatMap((step) => step.materials ?? []).map((one) => [one.id, one])).values(),
  ];
  const known = answer.fees.filter((fee) => fee.yuan !== null && fee.yuan !== undefined);
  const total = known.reduce((sum, fee) => sum + fee.yuan, 0);
  return [
    h(
      'p',
      { class: 'end-day' },
      h('span', {}, say().endDay),
      h('strong', { class: 'when' }, answer.end ? day(answer.end) : say().unknownDay),
      answer.provisional ? h('span', { class: 'tag' }, say().provisional) : null,
    ),
    h('p', {}, say().endDayHint, answer.provisional ? ` ${say().provisionalWhy}` : null),
    h('h3', {}, say().mySteps),
    bars(answer.steps),
    table(
      [say().step, say().who, say().from, say().to, say().papers],
      answer.steps.map((step) =>
        h(
          'tr',
          {},
          h('td', {}, name(step)),
          h('td', { class: step.applicants ? 'applicants' : '' }, step.owner ? name(step.owner) : '—'),
          h('td', { class: 'when' }, day(step.from)),
          h('td', { class: 'when' }, step.applicants ? say().yourOwnTime : day(step.to)),
          h('td', {}, step.materials?.length ? say().list(step.materials.map(name)) : '—'),
        ),
      ),
      say().mySteps,
    ),
    h('h3', {}, say().myFees),
    answer.fees.length
      ? table(
          [say().fee, say().amount, say().law],
          [
            ...answer.fees.map((fee) =>
              h(
                'tr',
                {},
                h('td', {}, name(fee), fee.place ? ` ${fee.place}` : null),
                h(
                  'td',
                  { class: 'when' },
                  fee.yuan === null || fee.yuan === undefined ? say().caseByCase : say().yuan(fee.yuan),
                ),
                h('td', { class: 'clause', lang: 'zh-CN' }, fee.clause ?? '—'),
              ),
            ),
            known.length > 1
              ? h(
                  'tr',
                  { class: 'total' },
                  h('td', {}, say().total),
                  h('td', { class: 'when' }, say().yuan(total)),
                  h('td', {}),
                )
              : null,
          ].filter(Boolean),
          say().myFees,
        )
      : h('p', {}, say().noFees),
    h('h3', {}, say().myPapers),
    papers.length
      ? h(
          'ul',
          {},
          papers.map((one) => h('li', {}, name(one))),
        )
      : h('p', {}, say().noPapers),
  ];
}

/// {draw(), keep()}: drawn anew in another language, it keeps what was told and what came of it.
export function estimator({ pack, facts, schema }, announce) {
  let told = {};
  let answer = null;
  let fields = [];
  const read = () => {
    const [attributes, from] = [
      Object.assign(
        {},
        ...fields
          .filter((field) => field.path !== 'from')
          .map((field) => ({ [field.path.slice('attributes.'.length)]: field.read() })),
      ),
      fields.at(-1)?.read(),
    ];
    return {
      attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)),
      from,
    };
  };

  function draw() {
    const properties = schema.properties.attributes.properties;
    fields = [
      ...Object.entries(properties)
        .filter(([, property]) => property.const === undefined)
        .map(([id, property]) => schemaField(property, `attributes.${id}`)),
      textField({ path: 'from', title: say().applyOn, hint: say().applyOnHint }, { type: 'date' }),
    ];
    for (const field of fields)
      field.write(field.path === 'from' ? told.from : told.attributes?.[field.path.slice('attributes.'.length)]);
    const list = faultList();
    const result = h('div', { class: 'estimate' }, answer ? resultOf(answer) : null);
    const button = h('button', { class: 'main' }, say().estimateNow);
    const form = h(
      'form',
      { novalidate: true, class: 'estimate-form' },
      list,
      h(
        'div',
        { class: 'estimate-fields' },
        fields.map((field) => field.element),
      ),
      button,
    );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      clearFaults(list, fields);
      told = read();
      button.disabled = true;
      const came = await call('POST', `/guide/${facts.process.id}/estimate`, {
        body: {
          pack: pack.id,
          ...(told.from ? { from: told.from } : {}),
          attributes: withNoPermits(told.attributes, properties),
        },
      });
      button.disabled = false;
      if (came.problem) return showFaults(list, fields, faultsOf(came.problem));
      answer = came.body;
      refill(result, resultOf(answer));
      announce(`${say().endDay} ${answer.end ? day(answer.end) : say().unknownDay}`);
      result.scrollIntoView({ block: 'nearest' });
    });
    return h('div', {}, h('p', {}, say().estimateHint), form, result);
  }

  return {
    draw,
    keep: () => {
      told = read();
    },
  };
}

/// Whoever lists no place needs no permit.
const withNoPermits = (attributes, properties) => ({
  ...Object.fromEntries(
    Object.entries(properties)
      .filter(([, property]) => property.type === 'object')
      .map(([id]) => [id, {}]),
  ),
  ...attributes,
});
