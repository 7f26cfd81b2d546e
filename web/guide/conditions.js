// A pack's conditions in the reader's words: `supplies >= 2 and line = "cable"` → 电源数 ≥ 2 且 线路形式 为 电缆.

import { name, say } from '../language.js';

/// By name, what a condition may speak of: {title, options}. A place's members are those of every kind of place.
export function vocabulary(schema) {
  const known = new Map();
  const add = (prefix, properties = {}) => {
    for (const [id, property] of Object.entries(properties)) {
      known.set(prefix + id, property);
      if (property.items?.properties) add('place.', property.items.properties);
      else if (property.properties) add(`${prefix}${id}.`, property.properties);
    }
  };
  add('', schema?.properties?.attributes?.properties);
  return known;
}

export const titleIn = (known, id) => {
  const one = known.get(id);
  return one?.title ? name({ zh: one.title, en: one['x-en'] }) : id;
};

function valueIn(known, id, text) {
  const value = text.replace(/^"|"$/g, '');
  const named = known.get(id)?.oneOf?.find((one) => one.const === value);
  return named ? name({ zh: named.title, en: named['x-en'] }) : (say().choices[value] ?? value);
}

function comparison(known, text) {
  if (known.has(text.trim())) return titleIn(known, text.trim());
  const [, id, sign, value] = text.trim().match(/^([\w.]+)\s*(>=|<=|!=|=|>|<)\s*("[^"]*"|[\w.-]+)$/) ?? [];
  if (!id) return null;
  if (value === 'true') return titleIn(known, id);
  if (value === 'false') return say().isNot(titleIn(known, id));
  if (sign === '=') return say().is(titleIn(known, id), valueIn(known, id, value));
  if (sign === '!=') return say().isOther(titleIn(known, id), valueIn(known, id, value));
  return `${titleIn(known, id)} ${{ '>=': '≥', '<=': '≤' }[sign] ?? sign} ${value}`;
}

/// Null when it says more than these words can: then the condition itself is shown.
export function inWords(known, text) {
  const parts = text.split(/\s+(and|or)\s+/);
  const words = parts.map((part, i) => (i % 2 ? say()[part] : comparison(known, part)));
  return words.includes(null) ? null : words.join('');
}
