// The language of the page: Chinese unless the address or an earlier choice says otherwise.

import { words } from './words.js';

const remembered = 'bandian.language';

function earlierChoice() {
  try { return localStorage.getItem(remembered); } catch { return null; }
}

const asked = new URLSearchParams(location.search).get('lang');
let current = words[asked] ? asked : words[earlierChoice()] ? earlierChoice() : 'zh';
remember();

function remember() {
  try { localStorage.setItem(remembered, current); } catch { /* a browser that stores nothing still shows the page */ }
}

/// The strings of the language in use.
export const say = () => words[current];

/// A name that comes in both languages: {zh, en}.
export const name = (both) => (current === 'en' && both.en) || both.zh;

/// "2018-10-16" as people write it. Read as a day and nothing else: no zone can move it.
export function day(text) {
  const [y, m, d] = text.split('-').map(Number);
  return say().day(y, m, d, new Date(Date.UTC(y, m - 1, d)).getUTCDay());
}

/// Fills every element marked data-say.
export function sayStatic() {
  document.documentElement.lang = say().lang;
  for (const element of document.querySelectorAll('[data-say]')) element.textContent = say()[element.dataset.say];
}

export function switchLanguage() {
  current = current === 'zh' ? 'en' : 'zh';
  remember();
  const address = new URL(location.href);
  address.searchParams.delete('lang');
  history.replaceState(null, '', address);
}
