// Form fields, from a JSON Schema or by hand. A field is {path, title, element, read(), write(value), mark(text or null), focus(),
// children}; what stands in it that is no number yet is read as the text it is, so that a draft loses nothing.

import { h } from './elements.js';
import { name, say } from './language.js';

let ids = 0;
const isEmpty = (value) => value === undefined || value === '' || (Array.isArray(value) && !value.length);
const titleOf = (schema, path) =>
  schema.title ? name({ zh: schema.title, en: schema['x-en'] }) : path.split('.').at(-1);

/// Label, hint, fault and control, tied together for those who hear them.
function frame({ path, title, needed, hint }, control) {
  const id = `field-${++ids}`;
  control.id = id;
  const fault = h('p', { class: 'fault', id: `${id}-fault`, hidden: true });
  const note = hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null;
  const described = () => [fault.hidden ? '' : fault.id, note ? note.id : ''].filter(Boolean).join(' ');
  if (note) control.setAttribute('aria-describedby', note.id);
  if (needed) control.setAttribute('aria-required', 'true');
  const label = h('label', { for: id }, title, needed ? h('span', { class: 'needed' }, ` ${say().needed}`) : null);
  return {
    path,
    title,
    element: h('div', { class: 'field' }, label, note, fault, control),
    children: [],
    mark: (text) => {
      fault.hidden = !text;
      fault.textContent = text || '';
      if (text) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
      if (described()) control.setAttribute('aria-describedby', described());
      else control.removeAttribute('aria-describedby');
    },
    focus: () => control.focus(),
  };
}

/// One line of text; `options.type`: text, date …
export function textField(about, options = {}) {
  const control = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...options });
  return {
    ...frame(about, control),
    read: () => control.value.trim() || undefined,
    write: (value) => {
      control.value = value ?? '';
    },
  };
}

/// A password, every character of it: also spaces at its ends.
export function passwordField(about, autocomplete) {
  const control = h('input', { type: 'password', autocomplete, spellcheck: 'false', autocapitalize: 'none' });
  const write = (value) => {
    control.value = value ?? '';
  };
  return { ...frame(about, control), read: () => control.value || undefined, write };
}

export function longTextField(about) {
  const control = h('textarea', { rows: '3' });
  return {
    ...frame(about, control),
    read: () => control.value.trim() || undefined,
    write: (value) => {
      control.value = value ?? '';
    },
  };
}

export function numberField(about, whole) {
  const control = h('input', {
    type: 'text',
    autocomplete: 'off',
    inputmode: whole ? 'numeric' : 'decimal',
    class: 'number',
  });
  const read = () => {
    const typed = control.value.normalize('NFKC').trim();
    return typed === '' ? undefined : Number.isFinite(Number(typed)) ? Number(typed) : typed;
  };
  return {
    ...frame(about, control),
    read,
    write: (value) => {
      control.value = value ?? '';
    },
  };
}

/// `options`: [{value, zh, en}]. `blank`: what stands for no choice.
export function choiceField(about, options, blank = say().choose) {
  const control = h(
    'select',
    {},
    h('option', { value: '' }, blank),
    options.map((one) => h('option', { value: one.value }, name(one))),
  );
  return {
    ...frame(about, control),
    choice: true,
    read: () => control.value || undefined,
    write: (value) => {
      control.value = value ?? '';
    },
  };
}

/// A set of radios or of checkboxes under one legend. `read` gives the chosen value, or a list of them.
function setField({ path, title, needed, hint }, options, type, kind = '') {
  const id = `field-${++ids}`;
  const fault = h('p', { class: 'fault', id: `${id}-fault`, hidden: true });
  const note = hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null;
  const inputs = options.map((one, i) => h('input', { type, name: id, id: `${id}-${i}`, value: String(one.value) }));
  const set = h(
    'fieldset',
    { class: `field set ${kind}`, ...(note ? { 'aria-describedby': note.id } : {}) },
    h('legend', {}, title, needed ? h('span', { class: 'needed' }, ` ${say().needed}`) : null),
    note,
    fault,
    options.map((one, i) => h('div', { class: 'option' }, inputs[i], h('label', { for: `${id}-${i}` }, name(one)))),
  );
  return {
    path,
    title,
    choice: true,
    element: set,
    children: [],
    inputs,
    mark: (text) => {
      fault.hidden = !text;
      fault.textContent = text || '';
      const described = [text ? fault.id : '', note ? note.id : ''].filter(Boolean).join(' ');
      if (described) set.setAttribute('aria-describedby', described);
      else set.removeAttribute('aria-describedby');
    },
    focus: () => (inputs.find((input) => input.checked) || inputs[0])?.focus(),
  };
}

export function oneOfField(about, options, kind) {
  const field = setField(about, options, 'radio', kind);
  return {
    ...field,
    read: () => options[field.inputs.findIndex((input) => input.checked)]?.value,
    write: (value) =>
      field.inputs.forEach((input, i) => {
        input.checked = options[i].value === value;
      }),
  };
}

export function severalOfField(about, options) {
  const field = setField(about, options, 'checkbox');
  return {
    ...field,
    read: () => {
      const chosen = options.filter((one, i) => field.inputs[i].checked).map((one) => one.value);
      return chosen.length ? chosen : undefined;
    },
    write: (values = []) =>
      field.inputs.forEach((input, i) => {
        input.checked = values.includes(options[i].value);
      }),
  };
}

const yesNo = () => [
  { value: true, zh: say().yes, en: say().yes },
  { value: false, zh: say().no, en: say().no },
];

/// What a schema offers to choose from: its names if it has any, else ours, else the bare value.
function optionsOf(schema) {
  if (schema.oneOf) return schema.oneOf.map((one) => ({ value: one.const, zh: one.title, en: one['x-en'] }));
  return schema.enum.map((value) => ({ value, zh: say().choices[value] || value, en: say().choices[value] || value }));
}

/// Fields of an object, one below the other.
function groupField(about, schema, leaveOut) {
  const children = Object.entries(schema.properties)
    .filter(([id, property]) => property.const === undefined && !leaveOut(about.path ? `${about.path}.${id}` : id))
    .map(([id, property]) =>
      schemaField(property, about.path ? `${about.path}.${id}` : id, (schema.required || []).includes(id), leaveOut),
    );
  const element = h(
    'fieldset',
    { class: 'group' },
    h('legend', {}, about.title),
    children.map((child) => child.element),
  );
  const key = (child) => child.path.slice(about.path ? about.path.length + 1 : 0);
  return {
    path: about.path,
    title: about.title,
    element,
    children,
    read: () => {
      const all = children.map((child) => [key(child), child.read()]).filter(([, value]) => !isEmpty(value));
      return all.length ? Object.fromEntries(all) : undefined;
    },
    write: (value = {}) => children.forEach((child) => child.write(value[key(child)])),
    mark: () => {},
    focus: () => children[0]?.focus(),
  };
}

/// A list of places: each an object, added and taken away one by one. Their paths are numbered anew as they stand.
function listField(about, schema, leaveOut) {
  const rows = h('div', { class: 'list-rows' });
  const fault = h('p', { class: 'fault', hidden: true });
  const add = h(
    'button',
    {
      type: 'button',
      class: 'small',
      onclick: () => {
        append(undefined).focus();
        changed();
      },
    },
    say().addPlace(about.title),
  );
  const element = h('fieldset', { class: 'group list' }, h('legend', {}, about.title), fault, rows, add);
  const field = {
    path: about.path,
    title: about.title,
    element,
    children: [],
    read: () => (field.children.length ? field.children.map((child) => child.read() ?? {}) : undefined),
    write: (values = []) => {
      field.children.splice(0);
      rows.textContent = '';
      values.forEach(append);
    },
    mark: (text) => {
      fault.hidden = !text;
      fault.textContent = text || '';
    },
    focus: () => add.focus(),
  };
  const changed = () => element.dispatchEvent(new Event('input', { bubbles: true }));
  function append(value) {
    const at = field.children.length;
    const child = groupField(
      { path: `${about.path}[${at}]`, title: say().placeNumber(about.title, at + 1) },
      schema.items,
      leaveOut,
    );
    child.element.append(
      h(
        'button',
        {
          type: 'button',
          class: 'small',
          onclick: () => {
            const kept = field.read().filter((one, i) => i !== field.children.indexOf(child));
            field.write(kept);
            changed();
            add.focus();
          },
        },
        say().removePlace,
      ),
    );
    child.write(value);
    field.children.push(child);
    rows.append(child.element);
    return child;
  }
  return field;
}

const schemaType = (schema) => (Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type);

/// The field of a schema. `leaveOut(path)`: not here.
export function schemaField(schema, path, needed = false, leaveOut = () => false) {
  const about = {
    path,
    title: titleOf(schema, path),
    needed,
    hint: schema.description ? name({ zh: schema.description, en: schema['x-en-description'] }) : null,
  };
  const type = schemaType(schema);
  if (type === 'object' || schema.properties) return groupField(about, schema, leaveOut);
  if (type === 'array' && (schema.items.oneOf || schema.items.enum))
    return severalOfField(about, optionsOf(schema.items));
  if (type === 'array') return listField(about, schema, leaveOut);
  if (schema.oneOf || schema.enum)
    return choiceField({ ...about, hint: about.hint ?? standard(schema) }, optionsOf(schema));
  if (type === 'boolean') return oneOfField(about, yesNo(), 'inline');
  if (type === 'number' || type === 'integer')
    return numberField({ ...about, hint: about.hint ?? standard(schema) }, type === 'integer');
  return textField(about);
}

function standard(schema) {
  if (schema.default === undefined) return null;
  const known = schema.oneOf || schema.enum ? optionsOf(schema).find((one) => one.value === schema.default) : null;
  return say().takenWhenEmpty(known ? name(known) : String(schema.default));
}

/// The fields with no fields below them, in the order of the page.
export const leaves = (fields) => fields.flatMap((field) => (field.children.length ? leaves(field.children) : [field]));

const everyField = (fields) => fields.flatMap((field) => [field, ...everyField(field.children)]);

/// The field a fault is about: the deepest one whose path the fault's path begins with.
export function fieldAt(fields, path = '') {
  const reaches = (field) =>
    field.path !== '' && (path === field.path || (path.startsWith(field.path) && /[.[]/.test(path[field.path.length])));
  return (
    everyField(fields)
      .filter(reaches)
      .sort((a, b) => b.path.length - a.path.length)[0] ?? null
  );
}
