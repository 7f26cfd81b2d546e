// The process picture of a case, fetched when somebody wants to see it.

import { callText } from '../calls.js';
import { h, refill } from '../elements.js';
import { name, say } from '../language.js';
import { pictureOf } from '../picture.js';

export function picturePart(caseNo) {
  const box = h('div', {});
  let drawn = '';  // of which version and language
  const summary = h('summary', {});
  const details = h('details', { class: 'part picture-part', ontoggle: () => fetchFor(latest) }, summary, box);
  let latest = null;

  async function fetchFor(found) {
    const wanted = `${found.version} ${found.today} ${say().lang}`;
    if (!details.open || drawn === wanted) return;
    drawn = wanted;
    if (!box.firstChild) refill(box, h('p', {}, say().loading));
    const label = say().pictureOf(found.processTitle ? name(found.processTitle) : found.process);
    const picture = pictureOf(await callText(`/cases/${encodeURIComponent(caseNo)}/picture.svg?lang=${say().lang === 'en' ? 'en' : 'zh'}`), label);
    refill(box, picture ?? h('p', {}, say().notLoaded));
    if (!picture) drawn = '';
  }

  return {
    draw: (found) => {
      latest = found;
      summary.textContent = say().picture;
      fetchFor(found);
      return details;
    },
  };
}
