// A file that was handed in, looked at page by page: pictures that the service makes, so that no stranger's file is
// opened here.

import { h } from '../elements.js';
import { faultText } from '../faults.js';
import { say } from '../language.js';
import { staffCall } from './session.js';

export const isShown = (type) =>
  ['application/pdf', 'image/jpeg', 'image/png', 'image/heic', 'image/heif'].includes(type);

/// `address` of the material under /api/v1; `changed` is called when there is more to be drawn.
export function materialPreview(address, title, changed) {
  let pages = 0,
    page = 1,
    fault = null;
  staffCall('GET', `${address}/preview`).then((answer) => {
    pages = answer.body?.pages ?? 0;
    fault = answer.problem ? faultText(answer.problem) : null;
    changed();
  });

  const turn = (to) => () => {
    page = to;
    changed();
  };
  const turner = (id, word, to) => {
    const disabled = to < 1 || to > pages;
    return h('button', { type: 'button', class: 'small', id: `${address}-${id}`, disabled, onclick: turn(to) }, word);
  };

  const picture = h('img', { alt: '' });
  picture.addEventListener('error', () => {
    fault = faultText({ code: 'no-preview' });
    changed();
  });

  const large = h('a', { target: '_blank', rel: 'noopener' }, picture); // the same picture alone, as large as it is

  function draw() {
    if (fault) return h('div', { class: 'preview' }, h('p', { class: 'fault', role: 'alert' }, fault));
    if (!pages) return h('div', { class: 'preview' }, h('p', { role: 'status' }, say().drawing));
    const at = `/api/v1${address}/preview?page=${page}`;
    if (picture.getAttribute('src') !== at) picture.setAttribute('src', at);
    picture.setAttribute('alt', say().previewOf(title, page, pages));
    large.setAttribute('href', at);
    return h(
      'div',
      { class: 'preview' },
      pages > 1
        ? h(
            'p',
            { class: 'turn' },
            turner('previous', say().previousPage, page - 1),
            h('span', { role: 'status' }, ` ${page} / ${pages} `),
            turner('next', say().nextPage, page + 1),
          )
        : null,
      large,
    );
  }
  return { draw };
}
