// All that is wrong with a form: one list at its head, each fault also beside its field, in the language of the page.

import { h, refill } from './elements.js';
import { fieldAt } from './fields.js';
import { say } from './language.js';

const present = (value) => value !== undefined && value !== '';

/// What can be seen to be wrong without asking the service: [{field, code, reason, bound}]. The service is asked all the
/// same.
export function schemaFaults(schema, value, path = '') {
  const below = (key) => (path ? `${path}.${key}` : key);
  if (schema.properties) {
    const given = value ?? {};
    const absent = (schema.required || [])
      .filter((key) => !present(given[key]) && !schema.properties[key]?.properties)
      .map((key) => ({ field: below(key), code: 'missing-member' }));
    return [
      ...absent,
      ...Object.entries(schema.properties).flatMap(([key, property]) =>
        present(given[key]) || (property.properties && (schema.required || []).includes(key))
          ? schemaFaults(property, given[key], below(key))
          : [],
      ),
    ];
  }
  if (Array.isArray(value))
    return schema.items?.properties ? value.flatMap((one, i) => schemaFaults(schema.items, one, `${path}[${i}]`)) : [];
  const fault = (reason, bound) => [{ field: path, code: 'invalid-member', reason, bound }];
  if (schema.type === 'integer' && !Number.isInteger(value)) return fault('not-a-whole-number');
  if (schema.type === 'number' && typeof value !== 'number') return fault('not-a-number');
  if (schema.minimum !== undefined && value < schema.minimum) return fault('number-too-small', schema.minimum);
  if (schema.maximum !== undefined && value > schema.maximum) return fault('number-too-large', schema.maximum);
  // Characters, as the service counts them: [...text] has one of each, however many units it takes.
  const length = schema.maxLength === undefined ? 0 : [...value].length;
  if (length > schema.maxLength) return fault('text-too-long', schema.maxLength);
  return [];
}

/// The problem's faults, one or many.
export function faultsOf(problem) {
  if (problem.errors?.length) return problem.errors;
  const { field, code, reason, bound, detail } = problem;
  return [{ field, code, reason, bound, detail }];
}

/// What a fault says: which rule was broken and what was expected, if it says so. What the service adds in English is
/// kept for those who have to look into it.
export function faultText(fault) {
  const text = say().faultReasons[fault.reason] ?? say().problems[fault.code];
  if (typeof text === 'function') return text(fault);
  if (text) return text;
  return (
    say().problems.other +
    (fault.detail ? ` (${fault.code}: ${fault.detail})` : ` (${fault.code || fault.status || ''})`)
  );
}

/// Marks the fields and fills the list. Of two faults of one field the first is told.
export function showFaults(list, fields, faults) {
  clearFaults(list, fields);
  const told = new Map();
  for (const fault of faults) {
    const field = fieldAt(fields, fault.field || '');
    const key = field ?? fault;
    const nothingChosen = field?.choice && (fault.code === 'missing-member' || fault.code === 'missing-attribute');
    const text = nothingChosen ? say().problems['missing-choice'] : faultText(fault);
    if (!told.has(key)) told.set(key, { field, text });
  }
  const items = [...told.values()].map(({ field, text }) => {
    field?.mark(text);
    return h(
      'li',
      {},
      field
        ? h(
            'button',
            { type: 'button', class: 'link', onclick: () => field.focus() },
            `${field.title}${say().colon}${text}`,
          )
        : text,
    );
  });
  list.hidden = items.length === 0;
  refill(list, h('h2', {}, say().faultsFound(items.length)), h('ul', {}, items));
  if (items.length) list.focus();
}

export function clearFaults(list, fields) {
  list.hidden = true;
  const clear = (some) =>
    some.forEach((field) => {
      field.mark(null);
      clear(field.children);
    });
  clear(fields);
}

/// The empty list, to be put at the head of a form.
export const faultList = () => h('div', { class: 'faults', role: 'alert', tabindex: '-1', hidden: true });
