// The chapters of a process: picture, steps, limits, materials, fees, law.

import { callText } from '../calls.js';
import { h } from '../elements.js';
import { name, say } from '../language.js';
import { processPicture } from '../process_picture.js';
import { table } from '../table.js';
import { inWords, titleIn, vocabulary } from './conditions.js';

const theirs = (text) => h('span', { lang: 'zh-CN' }, text);
const condition = (known, text) => inWords(known, text) ?? h('code', {}, text);

/// A limit that depends on the case comes with the whole choice, `if A then 7 else 5`: of it each number's own condition.
function ownCondition(limits, i) {
  const { when } = limits[i];
  const choice = when?.match(/^if\s/) ? when.split(/\belse\b/)[i] : null;
  return choice === null ? when : (choice?.match(/^\s*if\s+(.*?)\s+then\b/)?.[1] ?? null);
}

function limitText(known, limits) {
  if (!limits?.length) return say().noLimit;
  return limits.map((one, i) => [
    i ? say().semicolon : '',
    ownCondition(limits, i)
      ? [condition(known, ownCondition(limits, i)), say().colon]
      : limits.length > 1
        ? say().otherwise
        : '',
    one.days === null
      ? say().caseByCase
      : one.unit === 'months'
        ? say().months(one.days)
        : say().days(one.days, one.unit === 'calendar' ? one.unit : undefined),
  ]);
}

function picture({ facts, pack }) {
  const drawn = processPicture((file, call) =>
    callText(
      `/guide/${call || facts.process.id}/${file}?pack=${encodeURIComponent(pack.id)}&lang=${say().lang === 'en' ? 'en' : 'zh'}`,
    ),
  );
  drawn.draw();
  return h('div', {}, drawn.element, h('p', { class: 'hint' }, say().pictureHint));
}

/// Whose step it is; where that depends on the case, each with what decides.
function ownerText(known, { owner, owners = [] }) {
  if (owner) return name(owner);
  if (!owners.length) return say().dependsOnPlace;
  return owners.map((one) =>
    h(
      'div',
      {},
      name(one),
      one.when
        ? [' ', h('span', { class: 'owner' }, say().bracketStart, condition(known, one.when), say().bracketEnd)]
        : null,
    ),
  );
}

function papersText({ materials = [] }, byId) {
  const named = materials.map((one) => (one.zh ? one : byId.get(one))).filter(Boolean);
  return named.length ? say().list(named.map(name)) : '—';
}

function steps(known, all, label, { materials, applicants }) {
  const isApplicants = ({ owner }) => applicants.has(owner?.id);
  return table(
    [say().step, say().who, say().limit, say().papers, say().law],
    all.map((step) =>
      h(
        'tr',
        {},
        h('td', {}, name(step)),
        h('td', { class: isApplicants(step) ? 'applicants' : '' }, ownerText(known, step)),
        h(
          'td',
          { class: 'limit' },
          isApplicants(step) && !step.limit?.length ? say().yourOwnTime : limitText(known, step.limit),
        ),
        h('td', {}, papersText(step, materials)),
        h('td', { class: 'clause' }, step.clause ? theirs(step.clause) : '—'),
      ),
    ),
    label,
  );
}

function stepsChapter(known, facts) {
  const around = {
    materials: new Map(facts.materials.map((one) => [one.id, one])),
    applicants: new Set(facts.departments.filter((one) => one.party === 'applicant').map((one) => one.id)),
  };
  return h(
    'div',
    {},
    h('p', {}, say().stepsHint),
    steps(known, facts.steps, say().steps, around),
    (facts.calls ?? []).length ? h('p', {}, say().callsHint) : null,
    (facts.calls ?? []).map((one) => h('div', {}, h('h3', {}, name(one)), steps(known, one.steps, name(one), around))),
  );
}

function limits(known, { facts }) {
  const ofCall = ({ clock }) => (facts.calls ?? []).find(({ id }) => clock.startsWith(`${id}.`));
  const all = facts.promises.map((one) => {
    const call = ofCall(one);
    return call ? { ...one, zh: `${call.zh} · ${one.zh}`, en: `${call.en} · ${one.en}` } : one;
  });
  return h(
    'div',
    {},
    table(
      [say().promise, say().limit, say().kind, say().law],
      all.map((one) =>
        h(
          'tr',
          {},
          h('td', {}, name(one)),
          h('td', {}, one.limit ? limitText(known, one.limit) : one.days ? say().days(one.days) : say().caseByCase),
          h('td', {}, say().kinds[one.kind] ?? one.kind),
          h('td', { class: 'clause' }, one.clause ? theirs(one.clause) : '—'),
        ),
      ),
      say().limits,
    ),
    h('p', { class: 'hint' }, say().limitsHint),
  );
}

function materials(known, { facts }) {
  return h(
    'div',
    {},
    h('p', {}, say().materialsHint),
    table(
      [say().material, say().neededWhen],
      facts.materials.map((one) =>
        h('tr', {}, h('td', {}, name(one)), h('td', {}, one.when ? condition(known, one.when) : say().always)),
      ),
      say().materials,
    ),
  );
}

function fees(known, { facts }) {
  if (!facts.fees.length) return h('p', {}, say().noFees);
  return h(
    'div',
    {},
    h('p', {}, say().feesHint),
    table(
      [say().fee, say().rate, say().applies, say().law],
      facts.fees.map((one) =>
        h(
          'tr',
          {},
          h('td', {}, name(one)),
          h(
            'td',
            {},
            one.rate === null
              ? say().caseByCase
              : one.of
                ? say().rateOf(one.rate, titleIn(known, one.of))
                : say().yuan(one.rate),
          ),
          h('td', {}, one.when ? condition(known, one.when) : say().always),
          h('td', { class: 'clause' }, one.clause ? theirs(one.clause) : '—'),
        ),
      ),
      say().fees,
    ),
  );
}

function law({ facts }) {
  const clauses = [
    facts.source,
    ...[
      ...facts.steps,
      ...facts.promises,
      ...facts.fees,
      ...(facts.calls ?? []).flatMap((one) => [one, ...one.steps]),
    ].map((one) => one.clause),
  ];
  return h(
    'ul',
    { class: 'law' },
    [...new Set(clauses.filter(Boolean))].map((one) => h('li', {}, theirs(one))),
  );
}

/// [{id, title, element}]
export function chaptersOf(shown) {
  const known = vocabulary(shown.schema);
  return [
    { id: 'picture', title: say().picture, element: picture(shown) },
    { id: 'steps', title: say().steps, element: stepsChapter(known, shown.facts) },
    { id: 'limits', title: say().limits, element: limits(known, shown) },
    { id: 'materials', title: say().materials, element: materials(known, shown) },
    { id: 'fees', title: say().fees, element: fees(known, shown) },
    { id: 'law', title: say().law, element: law(shown) },
  ];
}
