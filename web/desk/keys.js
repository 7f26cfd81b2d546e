// The keyboard, all the way. Keys without Ctrl can be switched off (WCAG 2.1.4): somebody who speaks to the machine would set
// them off by talking.

import { h, refill } from '../elements.js';
import { say } from '../language.js';

const remembered = 'bandian.keys';
const isTyping = (element) => element.matches?.('input, textarea, select, [contenteditable]');

export function keysAreOn() {
  try {
    return localStorage.getItem(remembered) !== 'off';
  } catch {
    return true;
  }
}

function switchKeys(on) {
  try {
    localStorage.setItem(remembered, on ? 'on' : 'off');
  } catch {
    /* on until the page is closed */
  }
}

const table = {
  j: 'down',
  ArrowDown: 'down',
  k: 'up',
  ArrowUp: 'up',
  '/': 'search',
  u: 'back',
  n: 'create',
  '?': 'help',
  g: 'list',
};

/// `keys()`: what the page shown now does on down, up, search, back, create, list and help.
export function listenToKeys(keys) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]'))
      return;
    if (isTyping(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const what = table[event.key];
    const act = what && keys()[what];
    // Arrows scroll the page where they do not lead along a list.
    if (
      !act ||
      (!event.key.startsWith('Arrow') && !keysAreOn()) ||
      (event.key.startsWith('Arrow') && !event.target.matches('a.row-link, .tasks button, .toolbar button'))
    )
      return;
    event.preventDefault();
    act();
  });
}

export function showHelp() {
  const off = h('input', { type: 'checkbox', id: 'keys-on', onchange: () => switchKeys(off.checked) });
  off.checked = keysAreOn();
  const close = h('button', { type: 'button', class: 'main', onclick: () => dialog.close() }, say().close);
  const dialog = h('dialog', {
    class: 'sheet narrow',
    'aria-labelledby': 'help-title',
    onclose: () => dialog.remove(),
  });
  refill(
    dialog,
    h('h2', { id: 'help-title' }, say().keys),
    h(
      'table',
      { class: 'plain-table keys' },
      h(
        'tbody',
        {},
        Object.entries(say().keyHelp).map(([key, text]) =>
          h(
            'tr',
            {},
            h(
              'th',
              { scope: 'row' },
              key.split(' ').map((one) => h('kbd', {}, one)),
            ),
            h('td', {}, text),
          ),
        ),
      ),
    ),
    h('div', { class: 'option' }, off, h('label', { for: 'keys-on' }, say().keysOn)),
    h('div', { class: 'buttons' }, close),
  );
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}
