// A list with its filters: the address holds what it is narrowed by, rows come page by page, and every few seconds the service
// is asked whether anything changed. Moving by keyboard is moving from link to link.

import { isAnswered } from '../calls.js';
import { h, redraw, refill } from '../elements.js';
import { say } from '../language.js';
import { faultText } from '../faults.js';
import { staffCall } from './session.js';

const asQuery = (query) => new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();

/// `first`: {name, title(), path, query, filters(), columns(), row(item), empty()}.
export function listPage(first) {
  let list = first;
  let pages = []; // of items, as the service gave them
  let next = null;
  let etag = null;
  let problem = null;
  let loaded = false;
  let turning = false; // a page is on its way
  const body = h('tbody', { role: 'rowgroup' });
  const head = h('thead', { role: 'rowgroup' });
  const foot = h('div', { class: 'list-foot' });
  const bar = h('form', { class: 'filters', role: 'search' });
  const heading = h('h1', { tabindex: '-1', id: 'page-title' });
  const count = h('span', { class: 'count-all' });
  const element = h(
    'section',
    { class: 'list-page' },
    h('div', { class: 'page-head' }, heading, count),
    bar,
    h('table', { class: 'list', role: 'table', 'aria-labelledby': 'page-title' }, head, body),
    foot,
  );

  const address = (cursor) => `${list.path}?${asQuery({ ...list.query, cursor })}`;
  const searchBox = () => bar.querySelector('input[type=search]');

  /// A choice narrows by the words in the box as well: whoever sees them there takes them for said.
  function go(choice) {
    const query = asQuery({ ...list.query, q: searchBox().value.trim(), ...choice });
    location.hash = `#/${list.name}${query ? `?${query}` : ''}`;
  }

  function drawFilter(filter) {
    const id = `filter-${filter.key}`;
    const value = list.query[filter.key] || '';
    const changed = (to) => go({ [filter.key]: to });
    if (filter.kind === 'tabs')
      return h(
        'div',
        { class: 'tabs', role: 'group', 'aria-label': filter.label },
        filter.options.map((one) =>
          h(
            'button',
            {
              type: 'button',
              id: `${id}-${one.value || 'all'}`,
              'aria-pressed': String(value === one.value),
              onclick: () => changed(one.value),
            },
            one.text,
          ),
        ),
      );
    if (filter.kind === 'search')
      return h(
        'div',
        { class: 'filter grow' },
        h('label', { for: id }, filter.label),
        h('input', {
          id,
          type: 'search',
          value,
          placeholder: filter.hint,
          autocomplete: 'off',
          spellcheck: 'false',
          enterkeyhint: 'search',
        }),
      );
    const select = h(
      'select',
      { id, onchange: (event) => changed(event.target.value) },
      h('option', { value: '' }, say().all),
      filter.options.map((one) => h('option', { value: one.value }, one.text)),
    );
    if (value && !filter.options.some((one) => one.value === value)) select.append(h('option', { value }, value));
    select.value = value;
    return h('div', { class: 'filter' }, h('label', { for: id }, filter.label), select);
  }

  bar.addEventListener('submit', (event) => {
    event.preventDefault();
    go();
  });

  function draw() {
    heading.textContent = list.title();
    refill(
      head,
      h(
        'tr',
        { role: 'row' },
        list.columns().map((text) => h('th', { role: 'columnheader', scope: 'col' }, text)),
      ),
    );
    const at = rowsLinks().indexOf(document.activeElement);
    refill(body, pages.flat().map(list.row));
    if (at >= 0) rowsLinks()[Math.min(at, rowCount() - 1)]?.focus({ preventScroll: true });
    drawFoot();
  }

  const rowCount = () => pages.reduce((sum, items) => sum + items.length, 0);

  function drawFoot() {
    const rows = rowCount();
    count.textContent = loaded && rows ? say().rows(rows, Boolean(next)) : '';
    redraw(
      foot,
      problem ? h('p', { class: 'problem' }, faultText(problem)) : null,
      !loaded && !problem ? h('p', { class: 'empty' }, say().loading) : null,
      loaded && !rows ? h('p', { class: 'empty' }, list.empty()) : null,
      next ? h('button', { type: 'button', class: 'small', id: 'more', onclick: more }, say().more) : null,
    );
  }

  async function drawFilters() {
    const asked = list;
    const search = () => [
      drawFilter({ key: 'q', kind: 'search', label: say().search, hint: say().searchHint }),
      h('button', { class: 'small' }, say().searchNow),
    ];
    if (!bar.firstChild) refill(bar, search()); // the choices come when the guide has answered
    const filters = await asked.filters();
    if (list !== asked) return;
    const text = searchBox().value;
    // On a phone the choices are folded away, so that the first screen shows work and not questions.
    const fold = h(
      'button',
      {
        type: 'button',
        class: 'small fold',
        id: 'filters-fold',
        'aria-expanded': String(bar.classList.contains('open')),
        onclick: () => {
          fold.setAttribute('aria-expanded', String(bar.classList.toggle('open')));
        },
      },
      say().narrowDown,
    );
    redraw(bar, filters.map(drawFilter), search(), fold);
    searchBox().value = text;
  }

  async function more() {
    if (turning) return;
    turning = true;
    const asked = list;
    const answer = await staffCall('GET', address(next)).finally(() => {
      turning = false;
    });
    if (list !== asked) return;
    problem = answer.problem ?? null;
    if (problem) return drawFoot();
    pages.push(answer.body.items);
    next = answer.body.next;
    const rows = answer.body.items.map(list.row); // those above stay as they are
    body.append(...rows);
    const waited = foot.contains(document.activeElement);
    drawFoot();
    return waited ? rows[0]?.querySelector('a.row-link')?.focus() : undefined;
  }

  /// The first page tells by its ETag whether anything changed; then as many pages are read as are shown.
  async function refresh() {
    const asked = list;
    const answer = await staffCall('GET', address(), { etag });
    if (list !== asked) return { fresh: true };
    if (answer.unchanged) return { fresh: true };
    if (answer.problem) {
      if (!loaded || answer.problem.status !== 0) problem = answer.problem;
      draw();
      return { fresh: isAnswered(answer) };
    }
    const fetched = [answer.body.items];
    let following = answer.body.next;
    while (following && fetched.length < pages.length) {
      const page = await staffCall('GET', address(following));
      if (list !== asked) return { fresh: true };
      if (page.problem) return { fresh: false };
      fetched.push(page.body.items);
      following = page.body.next;
    }
    [pages, next, etag, loaded, problem] = [fetched, following, answer.etag, true, null];
    draw();
    return { fresh: true };
  }

  const rowsLinks = () => [...body.querySelectorAll('a.row-link')];

  /// One row down or up; from elsewhere to the first.
  function step(by) {
    const links = rowsLinks();
    const at = links.indexOf(document.activeElement);
    const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1);
    links[to]?.focus();
    if (at >= 0 && at + by >= links.length) foot.querySelector('#more')?.focus();
  }

  async function start() {
    draw();
    drawFilters();
    return refresh();
  }

  return {
    element,
    name: list.name,
    title: () => list.title(),
    start,
    /// The same list under another question, in place: what somebody has begun to type stays under his hands.
    narrow: (other) => {
      const said = searchBox().value.trim() === (list.query.q ?? '');
      list = other;
      [pages, next, etag, problem, loaded] = [[], null, null, null, false];
      if (said) searchBox().value = list.query.q ?? '';
      return start();
    },
    refresh,
    draw: () => {
      draw();
      drawFilters();
    },
    keys: { down: () => step(1), up: () => step(-1), search: () => searchBox().focus() },
  };
}
