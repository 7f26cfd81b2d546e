// The list of invented cases under the form, when the service is a demonstration.

import { h, refill, sign } from './elements.js';
import { day, name, say } from './language.js';

const list = document.getElementById('demo-cases');
let shown = '';

function entry({ caseNo, receiptCode, light, ...title }) {
  return h(
    'li',
    {},
    h(
      'a',
      { href: `#${caseNo}/${receiptCode}` },
      sign(light),
      h(
        'div',
        {},
        h('p', {}, h('strong', {}, name(title))),
        h('p', { class: 'pair' }, h('span', {}, caseNo), h('span', { class: `word is-${light}` }, say().lights[light])),
      ),
    ),
  );
}

export function drawDemo(demo) {
  document.getElementById('demo').hidden = !demo;
  if (!demo) return;
  const [date, time = ''] = demo.now.split('T');
  document.getElementById('demo-now').textContent = say().demoNow(day(date), time.slice(0, 5));
  const wanted = say().lang + JSON.stringify(demo.cases);
  if (wanted === shown) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.hash : null;
  refill(list, ...demo.cases.map(entry));
  shown = wanted;
  for (const link of list.querySelectorAll('a')) if (link.hash === focused) link.focus();
}
