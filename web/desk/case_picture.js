// The process picture of a case, fetched when somebody wants to see it.

import { callText } from '../calls.js';
import { h, refill } from '../elements.js';
import { say } from '../language.js';

export function picturePart(caseNo) {
  const box = h('div', {});
  let drawn = ''; // of which version and language
  let picture = null;
  const summary = h('summary', {});
  const details = h('details', { class: 'part picture-part', ontoggle: () => fetchFor(latest) }, summary, box);
  let latest = null;

  async function fetchFor(found) {
    const wanted = `${found.version} ${found.today} ${say().lang}`;
    if (!details.open || drawn === wanted) return;
    drawn = wanted;
    if (!picture) {
      refill(box, h('p', {}, say().loading));
      const { processPicture } = await import('../process_picture.js');
      picture = processPicture((file, call) =>
        callText(
          `/cases/${encodeURIComponent(caseNo)}/${file}?lang=${say().lang === 'en' ? 'en' : 'zh'}&call=${encodeURIComponent(call)}`,
        ),
      );
      refill(box, picture.element);
    }
    if (!(await picture.draw())) drawn = '';
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
