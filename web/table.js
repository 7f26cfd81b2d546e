// Tables for reading: on a phone each row is a card, and beside each cell stands what its column is called.

import { h } from './elements.js';

/// `columns`: their names. `rows`: elements tr of as many td; one td over all columns gets no name beside it.
export function table(columns, rows, label) {
  const named = rows.map((row) => {
    row.setAttribute('role', 'row');
    for (const cell of row.cells) {
      cell.setAttribute('role', 'cell');
      if (cell.colSpan > 1) continue;
      cell.dataset.column = columns[cell.cellIndex];
      const inside = h('div', {});
      inside.append(...cell.childNodes);
      cell.append(inside);
    }
    return row;
  });
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label },
    // The roles are the elements' own; a browser forgets them when they are shown as blocks.
    h(
      'table',
      { class: 'plain-table stacks', role: 'table' },
      h(
        'thead',
        { role: 'rowgroup' },
        h(
          'tr',
          { role: 'row' },
          columns.map((text) => h('th', { scope: 'col', role: 'columnheader' }, text)),
        ),
      ),
      h('tbody', { role: 'rowgroup' }, named),
    ),
  );
}
