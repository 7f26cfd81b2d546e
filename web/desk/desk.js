// The staff's desk. The fragment of the address says what is shown: #/tasks?…, #/cases?…, #/case/NO, #/new/PROCESS,
// #/absence, #/account.

import { h, refill } from '../elements.js';
import { faultText } from '../faults.js';
import { languageButton, say, sayStatic, speak } from '../language.js';
import { common } from '../words/common.js';
import { desk } from '../words/desk.js';
import { problems } from '../words/problems.js';
import { absencePage } from './absence.js';
import { accountPage } from './account.js';
import { applyPage, choosePage } from './apply.js';
import { caseList } from './case_list.js';
import { casePage } from './case_page.js';
import { listenToKeys, showHelp } from './keys.js';
import { listPage } from './list_page.js';
import { findSession, is, meLine, signInForm, signOut, who } from './session.js';
import { worklist } from './worklist.js';

speak(common, desk, problems);

const at = (id) => document.getElementById(id);
const refreshMs = 15000;
let page = null;
let lastList = '#/tasks';
let freshAt = null; // when the service last answered
let trouble = null; // why nobody could be signed in

const announce = (text) => {
  at('announce').textContent = text;
};

function askedBy(address) {
  const [path, query = ''] = address.replace(/^#\/?/, '').split('?');
  const [what, one] = path.split('/').map(decodeURIComponent);
  return { what, one, query: Object.fromEntries(new URLSearchParams(query)) };
}

/// Null: a list is asked for.
function pageOf({ what, one, query }) {
  if (what === 'case' && one) return casePage(one, { announce, back: lastList });
  if (what === 'absence') return absencePage({ announce });
  if (what === 'account') return accountPage({ announce });
  if (what === 'new' && is('window', 'manager'))
    return one ? applyPage(one, query.pack ?? '', { announce }) : choosePage({ announce });
  return null;
}

const listOf = ({ what, query }) => (what === 'cases' ? caseList(query) : worklist(query));

function drawFrame() {
  const signedIn = Boolean(who());
  const here = location.hash;
  const link = (href, text, current) => h('a', { href, ...(current ? { 'aria-current': 'page' } : {}) }, text);
  at('nav').hidden = at('help').hidden = at('sign-out').hidden = !signedIn;
  at('nav').setAttribute('aria-label', say().deskNav);
  refill(at('who'), signedIn ? [link('#/account', meLine(), here.startsWith('#/account'))] : []);
  refill(
    at('nav'),
    signedIn
      ? [
          link('#/tasks', say().worklist, here === '' || here.startsWith('#/tasks')),
          link('#/cases', say().cases, here.startsWith('#/case')),
          is('window', 'manager') ? link('#/new', say().newCase, here.startsWith('#/new')) : null,
          is('supervisor') ? link('/board', say().board) : null,
          link('#/absence', say().absence, here.startsWith('#/absence')),
          link('/guide', say().guideLink),
        ]
      : [],
  );
}

function drawFresh(fresh) {
  if (fresh) freshAt = new Date();
  at('fresh').hidden = fresh || !page;
  at('fresh').textContent = fresh ? '' : say().stale(freshAt ? freshAt.toTimeString().slice(0, 5) : '—');
}

async function show() {
  drawFrame();
  if (!who()) return drawSignIn();
  const asked = askedBy(location.hash);
  const other = pageOf(asked);
  const list = other ? null : listOf(asked);
  const narrows = list && page?.name === list.name;
  if (!narrows) page = other ?? listPage(list);
  const shown = page;
  if (/^#\/(tasks|cases)/.test(location.hash)) lastList = location.hash;
  const keepFocus = document.activeElement?.id;
  if (!narrows) refill(at('main'), shown.element);
  const started = narrows ? shown.narrow(list) : shown.start();
  document.title = `${shown.title()} · ${say().deskTitle}`;
  const { fresh } = await started;
  if (page !== shown) return;
  drawFresh(fresh);
  // What somebody has gone to in the meantime keeps the focus; what was drawn anew under it gets it back; else the heading.
  if (document.activeElement === document.body)
    ((keepFocus && document.getElementById(keepFocus)) || at('page-title'))?.focus({ preventScroll: true });
}

function drawSignIn() {
  page = null;
  drawFresh(true);
  document.title = `${say().signIn} · ${say().deskTitle}`;
  refill(
    at('main'),
    h(
      'section',
      { class: 'sign-in-page' },
      h('h1', { id: 'page-title', tabindex: '-1' }, say().signIn),
      trouble ? h('p', { class: 'problem' }, faultText(trouble)) : null,
      h('p', { class: 'hint' }, say().signInHint),
      signInForm(() => {
        trouble = null;
        show();
      }),
    ),
  );
}

async function refresh() {
  if (!page || document.hidden || document.querySelector('dialog.narrow[open]')) return;
  const asked = page;
  const { fresh } = await asked.refresh();
  if (page === asked) drawFresh(fresh);
}

at('sign-out').addEventListener('click', async () => {
  const problem = await signOut();
  if (problem) return announce(faultText(problem));
  location.hash = '';
  show();
});
at('help').addEventListener('click', showHelp);
at('skip').addEventListener('click', (event) => {
  event.preventDefault();
  at('main').focus();
});
languageButton(at('language'), () => {
  drawFrame();
  if (page) page.draw();
  else drawSignIn();
});
listenToKeys(() => ({
  help: who() ? showHelp : null,
  list: () => {
    location.hash = '#/tasks';
  },
  create: is('window', 'manager')
    ? () => {
        location.hash = '#/new';
      }
    : null,
  ...page?.keys,
}));
addEventListener('hashchange', show);
addEventListener('online', refresh);
document.addEventListener('visibilitychange', refresh);

const session = await findSession();
trouble = session.problem ?? null;
show();
setInterval(refresh, refreshMs);
sayStatic();
