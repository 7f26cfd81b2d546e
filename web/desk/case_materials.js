// What the applicant has handed in: one row a material, its file up and down.

import { h } from '../elements.js';
import { faultText } from '../faults.js';
import { day, moment, name, say } from '../language.js';
import { materialPreview, isShown } from './material_preview.js';
import { staffCall } from './session.js';

const accepted = '.pdf,.jpg,.jpeg,.png,.heic,.heif,.tif,.tiff,.docx,.xlsx,.odt,.ods,.ofd,.zip';
const size = (bytes) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/// `page`: {reload(), draw()} of the case around it.
export function materialsPart(caseNo, page, announce) {
  const faults = new Map(); // by material: what came of the last try
  const sendingNow = new Set();
  const previews = new Map(); // by material: the one that is open
  let othersOpen = false;
  let room = null; // how much more the case may hold
  const waiting = new Map(); // by material: the file that could not be sent yet
  const address = (id) => `/cases/${encodeURIComponent(caseNo)}/materials/${encodeURIComponent(id)}`;

  async function send(id, file) {
    faults.delete(id);
    if (room && (file.size > room.largest || file.size > room.bytes || room.files < 1)) {
      faults.set(id, file.size > room.largest ? say().fileTooLarge : faultText({ code: 'case-full' }));
      return page.draw();
    }
    sendingNow.add(id);
    page.draw();
    const answer = await staffCall('PUT', address(id), {
      bytes: file,
      headers: { 'X-File-Name': encodeURIComponent(file.name), 'Content-Type': 'application/octet-stream' },
    });
    sendingNow.delete(id);
    if (answer.problem) {
      faults.set(id, answer.problem.code === 'body-too-large' ? say().fileTooLarge : faultText(answer.problem));
      waiting.set(id, file);
    } else {
      waiting.delete(id);
      previews.delete(id);
      announce(say().fileStored(answer.body.name));
      await page.reload();
    }
    page.draw();
  }

  function togglePreview(material) {
    if (previews.has(material.id)) previews.delete(material.id);
    else previews.set(material.id, materialPreview(address(material.id), name(material), page.draw));
    page.draw();
  }

  function fileLine({ file, ...material }) {
    if (file.erased) return h('p', {}, say().erased, ` ${size(file.bytes)} · ${moment(file.storedAt)}`);
    const { id } = material,
      open = previews.has(id);
    const at = { href: `/api/v1${address(id)}`, download: file.name || id, id: `get-${id}` };
    const link = h('a', at, file.name || say().download);
    const look = {
      type: 'button',
      class: 'link',
      id: `preview-${id}`,
      'aria-expanded': String(open),
      onclick: () => togglePreview(material),
    };
    return h(
      'p',
      {},
      link,
      ` ${size(file.bytes)} · ${moment(file.storedAt)} `,
      isShown(file.type) ? h('button', look, open ? say().closePreview : say().preview) : null,
    );
  }

  function row(material) {
    const { id, file } = material;
    const input = h('input', {
      type: 'file',
      accept: accepted,
      class: 'unseen',
      id: `file-${id}`,
      'aria-label': say().uploadOf(name(material)),
      onchange: (event) => event.target.files[0] && send(id, event.target.files[0]),
    });
    const upload = sendingNow.has(id)
      ? say().uploading
      : [input, h('label', { class: 'small', for: `file-${id}` }, file ? say().replace : say().upload)];
    return h(
      'li',
      { class: `material ${file ? 'have' : material.asked ? 'asked' : ''}` },
      h(
        'div',
        {},
        h(
          'p',
          {},
          h('strong', {}, name(material)),
          ' ',
          h(
            'span',
            { class: 'state' },
            file
              ? say().have
              : material.received
                ? `${say().received} · ${day(material.received)}`
                : material.asked
                  ? say().asked
                  : say().notAsked,
          ),
        ),
        file ? fileLine(material) : null,
        faults.has(id) ? h('p', { class: 'fault', role: 'alert' }, faults.get(id)) : null,
        waiting.has(id)
          ? h(
              'button',
              { type: 'button', class: 'link', id: `again-${id}`, onclick: () => send(id, waiting.get(id)) },
              say().tryAgain,
            )
          : null,
      ),
      h('p', { class: 'upload' }, upload),
      file && previews.get(id)?.draw(),
    );
  }

  const draw = (found) => {
    const all = found.materials ?? [];
    room = found.room ?? null;
    // What the steps so far ask for, and what a correction has asked for.
    const asked = new Set(
      found.tasks.flatMap((task) => [...(task.materials ?? []), ...(task.hold?.missing ?? []).map((one) => one.id)]),
    );
    for (const one of all) one.asked ??= asked.has(one.id);
    const wanted = all.filter((one) => one.asked || one.file || one.received || faults.has(one.id));
    const others = all.filter((one) => !wanted.includes(one));
    const rows = (some) => h('ul', { class: 'plain rows' }, some.map(row));
    return h(
      'section',
      { class: 'part materials' },
      h('h2', {}, say().materials),
      wanted.length ? rows(wanted) : null,
      others.length
        ? h(
            'details',
            {
              open: othersOpen,
              ontoggle: (event) => {
                othersOpen = event.target.open;
              },
            },
            h('summary', {}, say().otherMaterials(others.length)),
            rows(others),
          )
        : null,
    );
  };
  return { draw };
}
