// The facts of a case: the applicant, what was asked for, the permits side by side, what can be printed.

import { h, sign } from '../elements.js';
import { name, say, shortDay } from '../language.js';
import { factsOf } from './guide_facts.js';

const line = (label, value) =>
  value === undefined || value === null || value === '' ? null : h('div', {}, h('dt', {}, label), h('dd', {}, value));
const theirs = (value) => (value ? h('span', { lang: 'zh-CN' }, value) : null);

/// As it was typed; the link is as it is dialled.
const telephone = ({ phone, phoneDialled = phone }) => (phone ? h('a', { href: `tel:${phoneDialled}` }, phone) : null);
const documentOf = ({ idNumber, idType = 'resident-identity' }) =>
  idNumber ? `${say().documents[idType]} ${idNumber}` : null;

export function applicantPart({ applicant = {}, site = {} }) {
  return h(
    'section',
    { class: 'part' },
    h('h2', {}, say().applicant),
    h(
      'dl',
      { class: 'facts list' },
      line(say().applicantName, theirs(applicant?.name)),
      line(say().phone, telephone(applicant ?? {})),
      line(say().idNumber, documentOf(applicant ?? {})),
      line(say().creditCode, applicant?.creditCode),
      line(say().customerNo, applicant?.customerNo),
      line(say().site, theirs(site?.address)),
      line(say().division, site?.division),
    ),
  );
}

const choice = (schema, value) => {
  const named = schema?.oneOf?.find((one) => one.const === value);
  return named ? name({ zh: named.title, en: named['x-en'] }) : (say().choices[value] ?? theirs(value));
};

const plain = (schema, value) => {
  if (typeof value === 'boolean') return value ? say().yes : say().no;
  if (typeof value === 'number') return String(value);
  return schema?.enum || schema?.oneOf ? choice(schema, value) : theirs(value);
};

/// A place in one line, what it is called first.
function placeLine(schema, place) {
  const names = ['place', 'road'].filter((key) => key in place);
  const others = Object.keys(place).filter((key) => !names.includes(key));
  return h(
    'li',
    {},
    names.map((key) => [theirs(place[key]), ' ']),
    others.map((key) =>
      h(
        'span',
        { class: 'pairing' },
        `${titleOf(schema?.properties?.[key], key)}${say().colon}`,
        plain(schema?.properties?.[key], place[key]),
        ' ',
      ),
    ),
  );
}

function shown(schema, value) {
  if (Array.isArray(value))
    return h(
      'ul',
      { class: 'plain places' },
      value.map((one) => placeLine(schema?.items, one)),
    );
  if (!value || typeof value !== 'object') return plain(schema, value);
  return Object.keys(value).length
    ? h(
        'dl',
        { class: 'inner' },
        Object.entries(value).map(([key, one]) => [
          h('dt', {}, titleOf(schema?.properties?.[key], key)),
          h('dd', {}, shown(schema?.properties?.[key], one)),
        ]),
      )
    : say().none;
}

const titleOf = (schema, key) => (schema?.title ? name({ zh: schema.title, en: schema['x-en'] }) : key);

export function attributesPart(found) {
  const schema = factsOf(found);
  return h(
    'section',
    { class: 'part' },
    h('h2', {}, say().knownFacts),
    h(
      'dl',
      { class: 'facts list' },
      Object.entries(found.attributes ?? {}).map(([key, value]) =>
        line(titleOf(schema?.properties?.[key], key), shown(schema?.properties?.[key], value)),
      ),
    ),
  );
}

export function permitsPart({ permits = [] }) {
  if (!permits.length) return null;
  return h(
    'section',
    { class: 'part permits' },
    h('h2', {}, say().permits),
    h(
      'ul',
      { class: 'plain rows' },
      permits.map((permit) => {
        const light = permit.light ?? permit.state;
        return h(
          'li',
          { class: 'task' },
          sign(light),
          h(
            'div',
            {},
            h(
              'p',
              { class: 'pair' },
              h('strong', {}, name(permit)),
              h(
                'span',
                { class: `word is-${light}` },
                permit.light ? say().lights[permit.light] : say().stageStates[permit.state],
              ),
            ),
            h('p', {}, permit.place ? [theirs(permit.place), ' · '] : null, permit.owner ? name(permit.owner) : null),
            permit.due && permit.state !== 'done' ? h('p', { class: 'when' }, say().dueBy(shortDay(permit.due))) : null,
          ),
        );
      }),
    ),
  );
}

/// Letters for the applicant, opened in a tab of their own to be printed: in Chinese whatever the page speaks, since that
/// is the one that counts, and in English for whoever reads no other.
export function printPart({ caseNo, letters = [] }) {
  const link = (path, text) =>
    h('a', { href: `/api/v1/cases/${encodeURIComponent(caseNo)}/${path}`, target: '_blank', rel: 'noopener' }, text);
  if (!letters.length) return null;
  return h(
    'section',
    { class: 'part' },
    h('h2', {}, say().letters),
    h(
      'ul',
      { class: 'plain' },
      letters.map((one) =>
        h('li', {}, link(`notices/${one.id}`, name(one)), ' · ', link(`notices/${one.id}?lang=en`, say().inEnglish)),
      ),
    ),
  );
}
