// The language of the page: Chinese unless the address or an earlier choice says otherwise.

const remembered = 'bandian.language';
const languages = ['zh', 'en'];
const words = { zh: {}, en: {} };

function earlierChoice() {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

const asked = new URLSearchParams(location.search).get('lang');
let current = [asked, earlierChoice()].find((one) => languages.includes(one)) || 'zh';
remember();

function remember() {
  try {
    localStorage.setItem(remembered, current);
  } catch {
    /* a browser that stores nothing still shows the page */
  }
}

/// The page's words: sets of {zh, en}, of which no two have a key in common.
export function speak(...sets) {
  for (const language of languages) words[language] = Object.assign({}, ...sets.map((set) => set[language]));
}

/// The strings of the language in use.
export const say = () => words[current];

/// A name that comes in both languages: {zh, en}.
export const name = (both) => (current === 'en' && both.en) || both.zh;

const dated = (text, write) => {
  const [y, m, d] = text.split('-').map(Number);
  return write(y, m, d, new Date(Date.UTC(y, m - 1, d)).getUTCDay());
};

/// "2018-10-16" as people write it. Read as a day and nothing else: no zone can move it.
export const day = (text) => dated(text, say().day);

/// The same without the year, for lists of days that are near.
export const shortDay = (text) => dated(text, say().shortDay);

/// "2018-10-16T09:30:00+08:00" as people write it, in the zone it is written in.
export const moment = (text) => `${shortDay(text.slice(0, 10))} ${text.slice(11, 16)}`;

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

/// The button that switches, in the language it switches to. `draw` shows the page anew.
export function languageButton(button, draw) {
  const label = () => {
    button.textContent = say().otherLanguage;
    button.lang = say().lang === 'en' ? 'zh-CN' : 'en';
  };
  button.addEventListener('click', () => {
    switchLanguage();
    sayStatic();
    label();
    draw();
  });
  sayStatic();
  label();
}
