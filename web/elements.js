// Building the page: elements whose text is always text, and the signs beside the words.

/// h('p', {class: 'when', onclick: act, hidden: false}, 'text', element, null): an element; null children are left out, and
/// attributes that are false or null.
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

export function refill(element, ...children) {
  element.textContent = '';
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
}

/// Shows something anew under the hands of somebody: what has the focus keeps it, as long as its id is still there.
export function redraw(element, ...children) {
  const held = element.contains(document.activeElement) ? document.activeElement.id : '';
  refill(element, ...children);
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}

let pressed = false;
addEventListener(
  'pointerdown',
  () => {
    pressed = true;
  },
  true,
);
for (const end of ['pointerup', 'pointercancel'])
  addEventListener(
    end,
    () => {
      pressed = false;
    },
    true,
  );

/// Acts once nothing is being pressed: what is drawn anew under a finger loses its click.
export function whenReleased(act) {
  setTimeout(() => (pressed ? whenReleased(act) : act()), 20);
}

/// An element of a drawing.
export function s(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null));
  return element;
}

const disc = 'M12 1a11 11 0 1 0 0 22a11 11 0 0 0 0-22z';
const octagon = 'M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z';
const tick = 'M6.7 12.6l3.6 3.7l7-8.2';
const alarm = 'M12 6v7.2M12 17v.6';

// One shape per meaning, so that nobody needs the colour: what still runs is filled, what is over is an outline.
const signs = {
  green: { plate: disc, mark: tick },
  yellow: { plate: 'M12 1.2L23.4 22.4H.6z', mark: 'M12 9v6M12 18.6v.6' },
  red: { plate: octagon, mark: alarm },
  paused: { plate: 'M5 1h14a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H5a4 4 0 0 1-4-4V5a4 4 0 0 1 4-4z', mark: 'M9 7v10M15 7v10' },
  met: { outline: disc, mark: tick },
  late: { outline: octagon, mark: alarm },
  cancelled: { outline: disc, mark: 'M5.5 18.5l13-13' },
  waiting: { outline: disc },
  active: { outline: disc, mark: 'M12 12v.01', thick: true },
  skipped: { outline: disc, mark: 'M7 12h10' },
};
const same = { done: 'met', held: 'paused' };

/// The sign of a light or of a state. It only repeats the word beside it, so a screen reader passes it by.
export function sign(of) {
  const { plate, outline, mark, thick } = signs[same[of] || of] || signs.waiting;
  const parts = [
    ['plate', plate],
    ['outline', outline],
    [thick ? 'dot' : 'mark', mark],
  ].filter(([, d]) => d);
  return s(
    'svg',
    { viewBox: '0 0 24 24', class: `sign is-${of}`, 'aria-hidden': 'true' },
    parts.map(([kind, d]) => s('path', { class: outline && kind === 'mark' ? 'mark bare' : kind, d })),
  );
}
