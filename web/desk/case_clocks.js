// The promises of a case, and behind each its strip of days.

import { h, sign } from '../elements.js';
import { name, say, shortDay } from '../language.js';
import { drawStrip } from '../strip.js';
import { table } from '../table.js';
import { staffCall } from './session.js';

const running = (clock) => clock.state !== 'stopped';
const leftText = ({ left, unit }) => (left < 0 ? say().daysOver(-left, unit) : say().days(left, unit));
const lightOf = (clock) => clock.light ?? 'skipped';

export function clocksPart(caseNo, acts, draw) {
  const strips = new Map(); // of the clocks that are open: the strip, or null while it is fetched, or 'none'

  async function fetchStrip(clock) {
    const answer = await staffCall(
      'GET',
      `/cases/${encodeURIComponent(caseNo)}/clocks/${encodeURIComponent(clock)}/days`,
    );
    if (strips.has(clock)) strips.set(clock, answer.body ?? strips.get(clock) ?? 'none');
  }

  async function toggle(clock) {
    if (strips.has(clock)) {
      strips.delete(clock);
      return draw();
    }
    strips.set(clock, null);
    draw();
    await fetchStrip(clock);
    draw();
    document.getElementById(`clock-row-${clock}`)?.scrollIntoView({ block: 'nearest' });
  }

  function stripRow(clock, today) {
    if (!strips.has(clock.clock)) return null;
    const strip = strips.get(clock.clock);
    return h(
      'tr',
      { class: 'strip-row', id: `clock-row-${clock.clock}` },
      h(
        'td',
        { colspan: '6' },
        strip === null ? say().loading : strip === 'none' ? say().notLoaded : drawStrip(strip, today),
      ),
    );
  }

  function row(clock) {
    const light = lightOf(clock);
    const open = strips.has(clock.clock);
    return h(
      'tr',
      { class: running(clock) ? '' : 'over' },
      h(
        'td',
        {},
        sign(light),
        ' ',
        h('span', { class: `word is-${light}` }, clock.light ? say().lights[clock.light] : say().meanKind),
      ),
      h(
        'td',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'link',
            id: `strip-${clock.clock}`,
            'aria-expanded': String(open),
            onclick: () => toggle(clock.clock),
          },
          name(clock.title),
        ),
        (clock.actions ?? []).some((one) => one.do === 'extend')
          ? h(
              'button',
              {
                type: 'button',
                class: 'small',
                id: `extend-${clock.clock}`,
                onclick: () =>
                  acts.extend(
                    clock,
                    clock.actions.find((one) => one.do === 'extend'),
                  ),
              },
              say().extend,
            )
          : null,
      ),
      h('td', { class: 'number' }, say().ofDays(clock.used, clock.limit, clock.unit)),
      h('td', { class: 'number' }, clock.kind === 'mean' ? '—' : leftText(clock)),
      h(
        'td',
        { class: 'when' },
        clock.due
          ? shortDay(clock.due)
          : clock.dueIfResumedToday
            ? say().ifResumed(shortDay(clock.dueIfResumedToday))
            : '—',
        clock.provisional ? h('span', { class: 'tag' }, say().provisional) : null,
      ),
      h('td', { class: 'when' }, clock.stoppedOn ? shortDay(clock.stoppedOn) : '—'),
    );
  }

  return {
    /// The due day of a step, which opens the days behind it. It stays in the row of its clock.
    dateButton: (clock, due, where) =>
      h(
        'button',
        {
          type: 'button',
          class: 'link',
          id: `${where}-due`,
          'aria-expanded': String(strips.has(clock)),
          onclick: () => toggle(clock),
        },
        say().dueBy(shortDay(due)),
      ),
    refresh: () => Promise.all([...strips.keys()].map(fetchStrip)),
    /// `which(clock)`: only those.
    draw: (found, which = () => true) =>
      h(
        'section',
        { class: 'part clocks' },
        h('h2', {}, say().clocks),
        table(
          [say().light, say().promise, say().usedOfLimit, say().left, say().due, say().stopped],
          found.clocks
            .filter(which)
            .flatMap((clock) => [row(clock), stripRow(clock, found.today)])
            .filter(Boolean),
          say().clocks,
        ),
      ),
  };
}
