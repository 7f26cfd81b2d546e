// The status page: the fragment of the address names the case (#caseNo/receiptCode) and never reaches a server's log.

import { drawDemo } from './demo.js';
import { detailsOf } from './details.js';
import { h, redraw, refill } from './elements.js';
import { day, languageButton, say, speak } from './language.js';
import { askDemo, askStatus } from './service.js';
import { sheet, summary } from './sheet.js';
import { common } from './words/common.js';
import { status } from './words/status.js';

speak(common, status);

const at = (id) => document.getElementById(id);
const fields = { caseNo: at('case-no'), code: at('code') };
const refreshMs = 30000;
const demoMs = 5000;

let wanted = null; // {caseNo, code} of the address; a new object for each look-up
let busy = false;
let missing = []; // fields left empty
let problem = null; // {problem, code} of the last look-up
let shown = null; // {answer, etag, stale}
let demo = null;

/// As a person types it: full-width letters, long dashes, blanks, small letters.
const tidyNumber = (text) =>
  text
    .normalize('NFKC')
    .replace(/[‐-―−]/g, '-')
    .replace(/\s/g, '')
    .toUpperCase();
/// A receipt code has no O, I or L (Crockford's alphabet): whoever reads one means 0 or 1. Dashes only group it.
const tidyCode = (text) => tidyNumber(text).replace(/-/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
const tidied = (caseNo, code) => ({ caseNo: tidyNumber(caseNo), code: tidyCode(code) });

function fromAddress() {
  let text = '';
  try {
    text = decodeURIComponent(location.hash.slice(1));
  } catch {
    /* a broken link is an empty form */
  }
  const [caseNo = '', code = ''] = text.split('/');
  return caseNo && code ? tidied(caseNo, code) : null;
}

function problemText() {
  if (missing.length) return missing.map((field) => (field === 'caseNo' ? say().needCaseNo : say().needCode)).join(' ');
  return problem ? say().problems[problem.problem] + (problem.code ? ` (${problem.code})` : '') : '';
}

function drawForm() {
  at('lookup').hidden = Boolean(shown);
  at('problem').textContent = problemText();
  at('look-up').textContent = busy ? say().finding : say().find;
  for (const [field, input] of Object.entries(fields)) {
    const wrong = missing.includes(field);
    input.setAttribute('aria-invalid', String(wrong));
    input.setAttribute('aria-describedby', wrong ? `problem ${input.id}-hint` : `${input.id}-hint`);
  }
}

function drawCase() {
  at('case').hidden = !shown;
  document.title = shown ? `${say().caseTitle(shown.answer.caseNo)} · ${say().title}` : say().title;
  if (!shown) return;
  at('case-title').textContent = say().caseTitle(shown.answer.caseNo);
  detailsOf(wanted);
  redraw(at('sheet'), sheet(shown.answer));
}

function drawFresh() {
  if (!shown) return;
  refill(
    at('fresh'),
    say().asOf(day(shown.answer.today)),
    h('span', { class: 'live' }, ` · ${shown.stale ? say().stale : say().justNow}`),
  );
  at('fresh').classList.toggle('stale', shown.stale);
}

function draw() {
  drawForm();
  drawCase();
  drawFresh();
  drawDemo(demo);
}

async function lookUp() {
  const asked = fromAddress();
  wanted = asked;
  shown = null;
  problem = null;
  missing = [];
  at('announce').textContent = '';
  busy = Boolean(asked);
  if (asked)
    Object.keys(fields).forEach((field) => {
      fields[field].value = asked[field];
    });
  draw();
  if (!asked) return;

  const result = await askStatus(asked);
  if (wanted !== asked) return;
  busy = false;
  if (result.problem) problem = result;
  else shown = { ...result, stale: false };
  draw();
  if (!shown) return;
  scrollTo(0, 0);
  at('case-title').focus({ preventScroll: true });
  at('announce').textContent = summary(shown.answer);
}

async function refresh() {
  if (!shown || document.hidden) return;
  const asked = wanted;
  const result = await askStatus(asked, shown.etag);
  if (wanted !== asked || !shown) return;
  if (result.problem === 'not-found') {
    shown = null;
    problem = result;
    return draw();
  }
  const wasStale = shown.stale;
  shown.stale = Boolean(result.problem);
  if (result.answer) {
    Object.assign(shown, result);
    drawCase();
    at('announce').textContent = say().changed + say().stop + summary(shown.answer);
  } else if (shown.stale !== wasStale) {
    at('announce').textContent = shown.stale ? say().stale : say().justNow;
  }
  drawFresh();
}

async function refreshDemo() {
  demo = (await askDemo()) || demo;
  drawDemo(demo);
}

at('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const typed = tidied(fields.caseNo.value, fields.code.value);
  missing = Object.keys(typed).filter((field) => !typed[field]);
  if (missing.length) {
    drawForm();
    return fields[missing[0]].focus();
  }
  const fragment = `#${encodeURIComponent(typed.caseNo)}/${encodeURIComponent(typed.code)}`;
  if (location.hash === fragment) lookUp();
  else location.hash = fragment;
});

at('another').addEventListener('click', () => {
  history.pushState(null, '', location.pathname + location.search);
  Object.values(fields).forEach((input) => {
    input.value = '';
  });
  lookUp();
  fields.caseNo.focus();
});
at('print').addEventListener('click', () => print());
languageButton(at('language'), draw);
addEventListener('hashchange', lookUp);
addEventListener('online', refresh);
document.addEventListener('visibilitychange', refresh);

lookUp();
setInterval(refresh, refreshMs);
refreshDemo().then(() => {
  if (demo) setInterval(() => !document.hidden && (shown ? refresh() : refreshDemo()), demoMs);
});
