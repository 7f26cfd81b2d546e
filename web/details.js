// What stands behind the status page's first screen: the days of a date, the papers, what happened, the picture, the calendar.

import { h, refill, sign } from './elements.js';
import { day, name, say } from './language.js';
import { askMore } from './service.js';
import { drawStrip } from './strip.js';

let holder = null; // {caseNo, code} of the case on the page
let pictureOpen = false;
let shownPicture = null; // once it has been opened: the picture, and of which answer
let dates = new Map(); // how many dates of a clock the sheet shows so far

/// Called before a sheet is drawn.
export function detailsOf(wanted) {
  dates = new Map();
  if (holder?.caseNo !== wanted.caseNo) [pictureOpen, shownPicture] = [false, null];
  holder = wanted;
}

/// Shows in a dialog how a clock's days were counted.
async function showDays(clock) {
  const content = h('div', {}, h('p', {}, say().loading));
  const close = h('button', { type: 'button', class: 'main', onclick: () => dialog.close() }, say().close);
  const title = h('h2', { id: 'days-title' }, say().strip);
  const dialog = h(
    'dialog',
    { class: 'days', 'aria-labelledby': 'days-title', onclose: () => dialog.remove() },
    title,
    content,
    close,
  );
  document.body.append(dialog);
  dialog.showModal();
  close.focus({ preventScroll: true });
  const text = await askMore(holder, `clocks/${encodeURIComponent(clock)}/days`);
  const strip = text && JSON.parse(text);
  if (strip) title.textContent = say().stripOf(name(strip.title));
  refill(content, strip ? drawStrip(strip) : h('p', {}, say().notLoaded));
}

/// A date that opens the days it was counted over. A clock's date may stand in several places of the sheet, each with an id of its own.
export function dateButton(clock, text) {
  const nth = (dates.get(clock) ?? 0) + 1;
  dates.set(clock, nth);
  return h(
    'button',
    { type: 'button', class: 'date', id: `days-${nth}-${clock}`, title: say().strip, onclick: () => showDays(clock) },
    text,
  );
}

/// A due day that a holiday notice has moved, or the taking back of one: {clock, from, to, edition, source, withdrawn}.
function movedLine({ from, to, source, withdrawn }) {
  const told = withdrawn ? say().movedBack : say().movedBy;
  const notice = source ? h('span', { lang: 'zh-CN' }, ` ${source}`) : null;
  return h('p', { class: 'when' }, told(from ? day(from) : '—', to ? day(to) : '—'), notice);
}

export function clocks({ clocks: all = [], movedBy = [] }) {
  if (!all.length) return null;
  return h(
    'section',
    { class: 'clocks' },
    h('h2', {}, say().clocks),
    h('p', { class: 'soft' }, say().clocksHint),
    h(
      'ul',
      { class: 'plain rows' },
      all.map((one) => {
        const light = one.light ?? 'skipped';
        return h(
          'li',
          {},
          sign(light),
          h(
            'div',
            {},
            h(
              'p',
              { class: 'pair' },
              h('strong', {}, name(one.title)),
              one.light ? h('span', { class: `word is-${light}` }, say().lights[one.light]) : null,
            ),
            h(
              'p',
              { class: 'when' },
              say().usedOf(one.used, one.limit, one.unit),
              one.due ? h('span', { class: 'fact' }, say().stripDueOn, day(one.due)) : null,
              one.provisional ? [' ', h('span', { class: 'tag' }, say().provisional)] : null,
            ),
            movedBy.filter((move) => move.clock === one.clock).map(movedLine),
            h(
              'p',
              {},
              h(
                'button',
                {
                  type: 'button',
                  class: 'date',
                  id: `clock-${one.clock}`,
                  'aria-label': say().stripOf(name(one.title)),
                  onclick: () => showDays(one.clock),
                },
                say().strip,
              ),
            ),
          ),
        );
      }),
    ),
  );
}

/// What has been handed in, and what is still asked for; what nobody asks for is not told as missing, nor is anything once the case is closed.
export function materials({ state, materials: all = [], now = [], waitingForYou = [] }) {
  const missing = new Set([...now, ...waitingForYou].flatMap((task) => task.hold?.missing ?? []).map((one) => one.id));
  const told = all.filter((one) => one.have || (state === 'open' && (one.asked || missing.has(one.id))));
  if (!told.length) return null;
  return h(
    'section',
    { class: 'papers' },
    h('h2', {}, say().materials),
    h(
      'ul',
      { class: 'plain' },
      told.map((one) =>
        h(
          'li',
          {},
          sign(one.have ? 'met' : 'waiting'),
          ' ',
          name(one),
          ' ',
          h('span', { class: one.have ? 'word is-met' : 'word' }, one.have ? say().handedIn : say().notHandedIn),
        ),
      ),
    ),
  );
}

export function history({ history: all = [] }) {
  if (!all.length) return null;
  return h(
    'section',
    { class: 'history' },
    h('h2', {}, say().history),
    h(
      'ol',
      { class: 'plain' },
      all.map((one) => h('li', {}, h('span', { class: 'when' }, day(one.day)), ' ', name(one))),
    ),
  );
}

/// Fetched, viewer and all, when it is asked for.
export function picture(answer) {
  const box = h('div', { class: 'picture-box' });
  const wanted = `${say().lang} ${answer.today} ${JSON.stringify([answer.stages, answer.permits, answer.clocks])}`;
  async function fetchIt() {
    if (shownPicture) refill(box, shownPicture.element);
    else refill(box, h('p', {}, say().loading));
    if (shownPicture?.of === wanted) return;
    const { processPicture } = await import('./process_picture.js');
    const asker = holder;
    shownPicture ??= processPicture((file, call) =>
      askMore(asker, `${file}?lang=${say().lang === 'en' ? 'en' : 'zh'}&call=${encodeURIComponent(call)}`),
    );
    if (box.firstChild !== shownPicture.element) refill(box, shownPicture.element);
    shownPicture.of = (await shownPicture.draw()) ? wanted : null;
  }
  const details = h(
    'details',
    {
      class: 'picture-part',
      open: pictureOpen,
      ontoggle: () => {
        pictureOpen = details.open;
        if (details.open) fetchIt();
      },
    },
    h('summary', {}, say().picture),
    box,
  );
  return details;
}

/// The dates as a calendar that keeps itself up to date; its address holds the receipt code, so it is made only here.
/// A program subscribes at `feed`, the address that the service is known by from everywhere; null: it does not know it.
export function calendarLink({ state, feed }) {
  if (state !== 'open') return null;
  const code = `?code=${encodeURIComponent(holder.code)}${say().lang === 'en' ? '&lang=en' : ''}`;
  const address = `/api/v1/status/${encodeURIComponent(holder.caseNo)}/feed.ics${code}`;
  const download = `${holder.caseNo}.ics`;
  const follow = feed && h('a', { href: feed.replace(/^https?:/, 'webcal:') + code, id: 'follow' }, say().followLink);
  const keep = h('a', { href: address, download, id: 'subscribe' }, say().subscribeLink);
  return h(
    'section',
    { class: 'subscribe' },
    h('h2', {}, say().subscribe),
    h('p', {}, say().subscribeHint),
    follow && h('p', {}, follow),
    h('p', {}, keep),
    follow && h('p', { class: 'hint' }, say().followHint),
  );
}
