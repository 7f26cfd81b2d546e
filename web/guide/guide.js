// The guide: what has to be done for a connection, by whom, in which time, with which papers, at what price, by which rule.
// #/PROCESS?pack=… names what is shown; #/PROCESS/steps goes to a chapter of it.

import { call } from '../calls.js';
import { h, refill } from '../elements.js';
import { languageButton, name, say, speak } from '../language.js';
import { common } from '../words/common.js';
import { guide as words } from '../words/guide.js';
import { problems } from '../words/problems.js';
import { chaptersOf } from './chapters.js';
import { estimator } from './estimator.js';

speak(common, words, problems);

const at = (id) => document.getElementById(id);
let packs = null;
let shown = null; // {pack, facts, schema, estimate}
let trouble = false;

function asked() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [process, chapter] = path.split('/').map(decodeURIComponent);
  const all = (packs ?? []).flatMap((pack) => pack.processes.map((one) => ({ pack, process: one })));
  const pack = new URLSearchParams(query).get('pack');
  return { ...(all.find((one) => one.process.id === process && (!pack || one.pack.id === pack)) ?? all[0]), chapter };
}

const href = (pack, process, chapter = '') =>
  `#/${process}${chapter ? `/${chapter}` : ''}?pack=${encodeURIComponent(pack)}`;

function draw() {
  document.title = shown ? `${name(shown.facts.process)} · ${say().guideTitle}` : say().guideTitle;
  if (!shown)
    return refill(
      at('main'),
      h('h1', {}, say().guideTitle),
      h('p', { class: trouble ? 'problem' : 'empty' }, trouble ? say().notLoaded : say().loading),
    );
  const { pack, facts } = shown;
  const chapters = [...chaptersOf(shown), { id: 'estimate', title: say().estimate, element: shown.estimate.draw() }];
  refill(
    at('main'),
    h(
      'nav',
      { 'aria-label': say().guideTitle },
      h(
        'ul',
        { class: 'plain processes' },
        packs.flatMap((one) =>
          one.processes.map((process) =>
            h(
              'li',
              {},
              h(
                'a',
                {
                  href: href(one.id, process.id),
                  ...(one.id === pack.id && process.id === facts.process.id ? { 'aria-current': 'page' } : {}),
                },
                name(process),
              ),
            ),
          ),
        ),
      ),
    ),
    h('h1', { id: 'page-title', tabindex: '-1' }, name(facts.process)),
    h('p', { class: 'source' }, name(pack), ' · ', h('span', { lang: 'zh-CN' }, facts.source)),
    h(
      'nav',
      { 'aria-label': say().contents },
      h(
        'ul',
        { class: 'plain toc' },
        chapters.map((one) => h('li', {}, h('a', { href: href(pack.id, facts.process.id, one.id) }, one.title))),
      ),
    ),
    chapters.map((one) =>
      h(
        'section',
        { class: 'chapter', id: one.id, 'aria-labelledby': `${one.id}-title` },
        h('h2', { id: `${one.id}-title`, tabindex: '-1' }, one.title),
        one.element,
      ),
    ),
  );
}

async function show() {
  if (!packs) {
    const answer = await call('GET', '/guide');
    trouble = !answer.body;
    packs = answer.body?.packs ?? null;
    if (!packs) return draw();
  }
  const { pack, process, chapter } = asked();
  if (!process) {
    trouble = true;
    return draw();
  }
  if (shown?.pack.id !== pack.id || shown?.facts.process.id !== process.id) {
    const query = `?pack=${encodeURIComponent(pack.id)}`;
    const [facts, schema] = await Promise.all([
      call('GET', `/guide/${process.id}${query}`),
      call('GET', `/guide/${process.id}/schema${query}`),
    ]);
    if (asked().pack !== pack || asked().process !== process) return; // another has been chosen meanwhile
    trouble = !facts.body || !schema.body;
    shown = trouble ? null : { pack, facts: facts.body, schema: schema.body };
    if (shown)
      shown.estimate = estimator(shown, (text) => {
        at('announce').textContent = text;
      });
    draw();
  }
  const heading = chapter && at(`${chapter}-title`);
  if (heading) {
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  }
}

at('skip').addEventListener('click', (event) => {
  event.preventDefault();
  at('main').focus();
});
languageButton(at('language'), () => {
  shown?.estimate.keep();
  draw();
});
addEventListener('hashchange', show);
draw();
show();
