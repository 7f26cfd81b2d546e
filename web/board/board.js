// The supervisors' board. Every number leads to the list behind it on the desk.

import { h, redraw, refill } from '../elements.js';
import { faultText } from '../faults.js';
import { day, languageButton, say, speak } from '../language.js';
import { common } from '../words/common.js';
import { board as words } from '../words/board.js';
import { desk } from '../words/desk.js';
import { problems } from '../words/problems.js';
import { findSession, meLine, signInForm, signOut, staffCall, who } from '../desk/session.js';
import { ageing, counts, lights, means, onTime, thisWeek } from './parts.js';

speak(common, desk, words, problems);

const at = (id) => document.getElementById(id);
const refreshMs = 60000;
let shown = null;
let etag = null;
let problem = null;
let fresh = true;
let freshAt = null;

function drawFrame() {
  const signedIn = Boolean(who());
  at('nav').hidden = at('sign-out').hidden = !signedIn;
  at('nav').setAttribute('aria-label', say().deskNav);
  at('who').textContent = meLine();
  refill(
    at('nav'),
    signedIn
      ? [
          h('a', { href: '/desk#/tasks' }, say().worklist),
          h('a', { href: '/desk#/cases' }, say().cases),
          h('a', { href: '/board', 'aria-current': 'page' }, say().board),
          h('a', { href: '/guide' }, say().guideLink),
        ]
      : [],
  );
  at('fresh').hidden = fresh || !shown;
  at('fresh').textContent = fresh ? '' : say().stale(freshAt ? freshAt.toTimeString().slice(0, 5) : '—');
}

function draw() {
  drawFrame();
  document.title = say().boardTitle;
  if (!who())
    return refill(
      at('main'),
      h(
        'section',
        { class: 'sign-in-page' },
        h('h1', { id: 'page-title', tabindex: '-1' }, say().signIn),
        problem ? h('p', { class: 'problem' }, faultText(problem)) : null,
        h('p', { class: 'hint' }, say().boardSignIn),
        signInForm(start),
      ),
    );
  if (!shown)
    return refill(
      at('main'),
      h('h1', { id: 'page-title', tabindex: '-1' }, say().boardTitle),
      h(
        'p',
        { class: problem ? 'problem' : 'empty' },
        problem
          ? problem.status === 404 || problem.status === 403
            ? say().supervisorsOnly
            : faultText(problem)
          : say().loading,
      ),
    );
  redraw(
    at('main'),
    h(
      'div',
      { class: 'page-head' },
      h('h1', { id: 'page-title', tabindex: '-1' }, say().boardTitle),
      h('span', { class: 'count-all' }, say().asOf(day(shown.today))),
    ),
    counts(shown),
    h(
      'div',
      { class: 'board' },
      thisWeek(shown),
      lights(shown),
      onTime(shown),
      h('div', {}, means(shown), ageing(shown)),
    ),
  );
}

async function load() {
  const answer = await staffCall('GET', '/board', { etag });
  fresh = !answer.problem;
  if (fresh) freshAt = new Date();
  if (answer.problem && (!shown || answer.problem.status !== 0))
    [problem, shown] = [answer.problem, answer.problem.status === 0 ? shown : null];
  if (answer.body) [shown, etag, problem] = [answer.body, answer.etag, null];
  if (answer.unchanged || (answer.problem && shown)) return drawFrame();
  return draw();
}

async function start() {
  problem = null;
  draw();
  await load();
}

at('sign-out').addEventListener('click', async () => {
  const why = await signOut();
  if (why) {
    at('announce').textContent = faultText(why);
    return;
  }
  [shown, etag] = [null, null];
  draw();
});
at('skip').addEventListener('click', (event) => {
  event.preventDefault();
  at('main').focus();
});
languageButton(at('language'), draw);
const refresh = () => {
  if (who() && !document.hidden && !document.querySelector('dialog[open]')) load();
};
addEventListener('online', refresh);
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, refreshMs);

const session = await findSession();
problem = session.problem ?? null;
if (session.me) start();
else draw();
