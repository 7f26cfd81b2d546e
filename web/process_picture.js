// The process picture: the pack's diagram in bpmn-js, each step in the colour and with the sign of its light, its days left as a badge,
// and the same as a table. Every light is the service's. Fetched, as the viewer is, when somebody opens a picture.

import { h, refill, sign } from './elements.js';
import { day, name, say } from './language.js';
import { pictureOf } from './picture.js';

const vendor = (file) => new URL(`vendor/bpmn-js/${file}`, import.meta.url).href;
const styles = [vendor('diagram-js.css'), new URL('process_picture.css', import.meta.url).href];
let loading = null;

const arrived = (element) =>
  new Promise((resolve, reject) => {
    element.addEventListener('load', resolve);
    element.addEventListener('error', reject);
    document.head.append(element);
  });

/// bpmn-js; null when it is not installed, or came broken.
function viewerClass() {
  loading ??= Promise.all([
    ...styles.map((href) => arrived(h('link', { rel: 'stylesheet', href }))),
    arrived(h('script', { src: vendor('viewer.js') })),
  ]).then(
    () => globalThis.BpmnJS ?? null,
    () => {
      loading = null;
      return null;
    },
  );
  return loading;
}

const isOpen = ({ state }) => state === 'active' || state === 'held';
const isJudged = ({ light, state, left }) => light && !(state === 'active' && left === null);
const signOf = (step) => (isJudged(step) ? step.light : step.state);
const wordOf = (step) => (isJudged(step) ? say().lights[step.light] : say().stageStates[step.state]);
const numberOf = ({ call }) => call.split('.')[1];

/// The names of the drawing are Chinese; the pack gives the English beside them.
function translate(elements) {
  if (say().lang !== 'en') return;
  for (const element of Object.values(elements)) element.name = element.$attrs?.['bd:nameEn'] ?? element.name;
}

function badge(step, open) {
  const told = isOpen(step) && step.left !== null ? h('span', {}, say().leftBrief(step.left, step.unit)) : null;
  const calls = step.calls.map((one) =>
    h(
      'button',
      { type: 'button', tabindex: '-1', class: `is-${one.light ?? 'waiting'}`, onclick: () => open(one.call) },
      say().openCall(step.calls.length > 1 ? numberOf(one) : ''),
    ),
  );
  return [
    step.light
      ? h('div', { class: `badge is-${signOf(step)}`, 'aria-hidden': 'true' }, sign(signOf(step)), told)
      : null,
    calls.length ? h('div', { class: 'open-calls', 'aria-hidden': 'true' }, calls) : null,
  ];
}

/// A finger pans sideways, and once somebody has zoomed in, any way; two fingers zoom. The page itself scrolls on, with wheel and finger.
function handle(box, canvas, isNear) {
  const fingers = new Map();
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  box.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) event.stopPropagation();
    },
    { capture: true, passive: true },
  );
  box.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'])
    box.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
  box.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const apart = fingers.size === 2 ? spread() : 0;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1)
      canvas.scroll({ dx: event.clientX - before.x, dy: isNear() ? event.clientY - before.y : 0 });
    else if (apart) canvas.zoom((canvas.zoom() * spread()) / apart);
  });
  const steps = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };
  box.addEventListener('keydown', (event) => {
    const [dx, dy] = steps[event.key] ?? [];
    if (dx === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    canvas.scroll({ dx, dy });
  });
}

/// `ask`: fetches `picture.json` or `picture.svg` of a call ('' for the whole), as text; null when it cannot be had.
/// {element, draw}: `draw` fetches anew and keeps what is looked at.
export function processPicture(ask) {
  let call = '',
    viewer = null,
    drawn = null; // drawn: the diagram in the viewer, and in which language
  const title = h('p', { class: 'picture-title', role: 'status' });
  const back = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => open('') });
  const tools = h('p', { class: 'picture-tools' });
  const box = h('div', { class: 'bpmn', role: 'group', tabindex: '-1' });
  const table = h('div', {});
  const element = h(
    'div',
    { class: 'process-picture' },
    h('p', { class: 'picture-head' }, back),
    title,
    box,
    tools,
    table,
  );

  async function open(wanted) {
    call = wanted;
    await draw();
    if (call !== wanted || (document.activeElement !== document.body && !element.contains(document.activeElement)))
      return;
    (call ? back : box.querySelector('svg'))?.focus({ preventScroll: true });
  }

  function zoomBy(factor) {
    const canvas = viewer.get('canvas');
    canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)));
    box.classList.toggle('is-near', factor > 1 || (box.classList.contains('is-near') && canvas.zoom() > 0.5));
  }

  /// The whole where it can be read, else the steps that are open.
  function settle(steps) {
    const canvas = viewer.get('canvas'),
      registry = viewer.get('elementRegistry');
    canvas.zoom('fit-viewport');
    box.classList.remove('is-near');
    const readable = box.clientWidth < 700 ? 0.8 : 0.5;
    if (canvas.zoom() >= readable) return;
    const shape = registry.get(
      (steps.find((one) => isOpen(one) && one.light !== 'green') ?? steps.find(isOpen) ?? steps[0])?.element,
    );
    const { outer } = canvas.viewbox();
    const width = outer.width / readable,
      height = outer.height / readable;
    if (shape)
      canvas.viewbox({
        x: shape.x + shape.width / 2 - width / 2,
        y: shape.y + shape.height / 2 - height / 2,
        width,
        height,
      });
  }

  async function show(facts) {
    const Viewer = await viewerClass();
    if (!Viewer) throw new Error('no viewer');
    const diagram = say().lang + facts.process.id + facts.bpmn;
    if (drawn !== diagram) {
      viewer?.destroy();
      refill(box);
      viewer = new Viewer({
        container: box,
        bpmnRenderer: {
          defaultFillColor: 'var(--paper)',
          defaultStrokeColor: 'var(--ink)',
          defaultLabelColor: 'var(--ink)',
        },
        textRenderer: {
          defaultStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 },
          externalStyle: { fontSize: 12 },
        },
      });
      viewer.on('import.parse.complete', ({ elementsById }) => elementsById && translate(elementsById));
      await viewer.importXML(facts.bpmn);
      handle(box.firstElementChild, viewer.get('canvas'), () => box.classList.contains('is-near'));
      settle(facts.steps);
      drawn = diagram;
      const svg = box.querySelector('svg');
      svg.setAttribute('role', 'img');
      svg.setAttribute('aria-label', say().pictureOf(name(facts.process)));
    }
    const canvas = viewer.get('canvas'),
      overlays = viewer.get('overlays'),
      registry = viewer.get('elementRegistry');
    overlays.clear();
    for (const step of facts.steps) {
      const shape = registry.get(step.element);
      if (!shape) continue;
      for (const old of [...canvas.getGraphics(shape).classList].filter((one) => one.startsWith('is-')))
        canvas.removeMarker(shape, old);
      canvas.addMarker(shape, `is-${signOf(step) ?? 'plain'}`);
      const [mark, calls] = badge(step, open);
      if (mark) overlays.add(shape, { position: { top: -14, right: 14 }, html: mark, scale: { min: 0.7, max: 1.2 } });
      if (calls) overlays.add(shape, { position: { bottom: 12, left: 4 }, html: calls, scale: { min: 0.7, max: 1.2 } });
    }
    refill(
      tools,
      [
        [say().zoomIn, () => zoomBy(1.35)],
        [say().zoomOut, () => zoomBy(1 / 1.35)],
        [
          say().wholePicture,
          () => {
            viewer.get('canvas').zoom('fit-viewport');
            box.classList.remove('is-near');
          },
        ],
      ].map(([text, onclick]) => h('button', { type: 'button', onclick }, text)),
    );
  }

  /// Without the viewer: said, and the service's own drawing.
  async function showPlain(facts) {
    viewer?.destroy();
    [viewer, drawn] = [null, null];
    refill(tools);
    const svg = pictureOf(await ask('picture.svg', call), say().pictureOf(name(facts.process)));
    refill(box, h('p', { class: 'viewer-missing' }, say().viewerMissing), svg ?? h('p', {}, say().notLoaded));
  }

  function drawTable(steps) {
    const lit = steps.some((one) => one.state);
    const head = [say().pictureStep, say().pictureOwner, ...(lit ? [say().pictureState] : [])];
    const row = (step) =>
      h(
        'tr',
        {},
        h(
          'td',
          {},
          name(step),
          step.calls.map((one) => [
            ' ',
            h(
              'button',
              { type: 'button', class: 'date', id: `open-${one.call}`, onclick: () => open(one.call) },
              one.light ? sign(one.light) : null,
              say().openCall(step.calls.length > 1 ? numberOf(one) : ''),
              h('span', { class: 'unseen' }, ` ${name(step)}`),
            ),
          ]),
        ),
        h('td', {}, step.owner ? name(step.owner) : '—'),
        lit
          ? h(
              'td',
              {},
              h('span', { class: `word is-${signOf(step)}` }, sign(signOf(step)), ' ', wordOf(step)),
              isOpen(step) && step.left !== null
                ? h('div', { class: 'when' }, say().leftBrief(step.left, step.unit))
                : null,
              isOpen(step) && step.due ? h('div', { class: 'when' }, say().dueBy(day(step.due))) : null,
            )
          : null,
      );
    refill(
      table,
      h(
        'div',
        { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': say().pictureSteps },
        h(
          'table',
          { class: 'step-table' },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              head.map((text) => h('th', { scope: 'col' }, text)),
            ),
          ),
          h('tbody', {}, steps.map(row)),
        ),
      ),
    );
  }

  async function draw() {
    if (!drawn) title.textContent = say().loading;
    const asked = call;
    const text = await ask('picture.json', asked);
    if (call !== asked) return true; // another has been opened meanwhile
    if (!text) {
      title.textContent = say().notLoaded;
      return false;
    }
    const facts = JSON.parse(text);
    title.textContent = name(facts.process) + (facts.call ? ` ${numberOf(facts)}` : '');
    back.textContent = say().backToWhole;
    back.hidden = !call;
    box.setAttribute('aria-label', say().pictureOf(name(facts.process)));
    drawTable(facts.steps);
    try {
      await show(facts);
    } catch {
      await showPlain(facts);
    }
    return true;
  }

  return { element, draw };
}
