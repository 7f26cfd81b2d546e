// The case as its applicant sees it. Every date and light is the service's; the page works out none.

import { calendarLink, clocks, dateButton, history, materials, picture } from './details.js';
import { h, sign } from './elements.js';
import { day, name, say } from './language.js';

const theirs = (text) => h('span', { lang: 'zh-CN' }, text); // what people wrote stays as they wrote it
const provisional = () => h('span', { class: 'tag' }, say().provisional);

function verdict({ state, light }) {
  const [word, sentence] = say().caseLights[light];
  return state === 'open' ? [word, sentence] : [say().states[state], state === 'energized' ? sentence : ''];
}

function keyDay({ state, closed, expected }) {
  if (state !== 'open') return closed ? [say().closedOn[state], day(closed)] : null;
  return [say().expected, expected ? day(expected.day) : say().unknownDay];
}

/// The one sentence read out when the answer comes.
export function summary(answer) {
  const [word] = verdict(answer);
  const dated = keyDay(answer);
  return dated ? word + say().stop + dated.join(' ') : word;
}

function band(answer) {
  const [word, sentence] = verdict(answer);
  const dated = keyDay(answer);
  return h(
    'div',
    { class: `band is-${answer.light}` },
    h('div', { class: 'verdict' }, sign(answer.light), h('p', {}, h('strong', {}, word), sentence)),
    dated &&
      h(
        'p',
        { class: 'key-day' },
        h('span', {}, dated[0]),
        h('strong', {}, dated[1]),
        answer.expected && answer.expected.provisional ? provisional() : null,
      ),
  );
}

function forYou({ state, waitingForYou }) {
  if (state !== 'open') return null;
  if (!waitingForYou.length) return h('p', { class: 'nothing' }, say().nothingForYou);
  return h(
    'section',
    { class: 'for-you' },
    h('h2', {}, say().forYou),
    h(
      'ul',
      { class: 'plain' },
      waitingForYou.map((item) =>
        h(
          'li',
          { class: 'pair' },
          h('strong', {}, name(item)),
          h('span', { class: 'when' }, say().since(day(item.since))),
        ),
      ),
    ),
  );
}

function why({ expected, now }) {
  if (!expected) return null;
  const yours = expected.after.map((step) => say().quoted(name(step)));
  const n = expected.workingDays;
  const onlyYou = yours.length > 0 && !now.length;
  const steps = expected.path.filter((step) => step.days > 0);
  return h(
    'section',
    {},
    h('h2', {}, say().why),
    h(
      'div',
      { class: 'sum' },
      h('p', {}, onlyYou ? say().afterYou(say().list(yours), n) : n > 0 ? say().fromToday(n) : say().noDaysLeft, ' '),
      steps.length
        ? h(
            'ul',
            { class: 'plain' },
            steps.map((step) => h('li', {}, `${name(step)} `, h('b', {}, String(step.days)), ' ')),
          )
        : null,
    ),
    yours.length ? h('p', {}, onlyYou ? say().asIfToday : say().yourStepsAreFree(say().list(yours))) : null,
    expected.provisional ? h('p', {}, say().provisionalWhy) : null,
  );
}

const line = (...children) => h('p', { class: 'when' }, ...children);
/// A due day leads to the days it was counted over, where its clock is told.
const dueLine = ({ due, clock, provisional: unsettled }) =>
  due
    ? line(
        clock ? dateButton(clock, say().dueBy(day(due))) : say().dueBy(day(due)),
        unsettled ? [' ', provisional()] : null,
      )
    : line(say().noDueDay);

function now({ state, now: tasks, permits }) {
  if (state !== 'open') return null;
  const row = (task) => {
    const permit = permits.find(({ call }) => task.task.startsWith(`${call}.`));
    const light = task.light || (task.hold ? 'paused' : null);
    return h(
      'li',
      {},
      sign(light || 'active'),
      h(
        'div',
        {},
        h(
          'p',
          { class: 'pair' },
          h('strong', {}, name(task.owner)),
          light ? h('span', { class: `word is-${light}` }, say().lights[light]) : null,
        ),
        h('p', {}, name(task), permit && permit.place ? [' · ', theirs(permit.place)] : null),
        task.hold ? line(say().heldFor(name(task.hold))) : dueLine(task),
      ),
    );
  };
  return h(
    'section',
    { class: 'now' },
    h('h2', {}, say().now),
    tasks.length ? h('ul', { class: 'plain rows' }, tasks.map(row)) : h('p', {}, say().nobodyNow),
  );
}

function dates(step) {
  const { state, since, until, due } = step;
  if (state === 'done') return until ? line(say().until(day(until))) : null;
  if (state === 'cancelled') return until ? line(say().cancelledOn(day(until))) : null;
  return [since ? line(say().since(day(since))) : null, due && state !== 'held' ? dueLine(step) : null];
}

function stages({ stages: all }) {
  return h(
    'section',
    { class: 'stages' },
    h('h2', {}, say().stages),
    h(
      'ol',
      { class: 'plain track' },
      all.map((stage) =>
        h(
          'li',
          { class: `is-${stage.state}` },
          sign(stage.state),
          h(
            'div',
            {},
            h(
              'p',
              { class: 'pair' },
              h('strong', {}, name(stage)),
              h('span', { class: 'word' }, say().stageStates[stage.state]),
            ),
            h('p', {}, name(stage.owner)),
            dates(stage),
          ),
        ),
      ),
    ),
  );
}

function permits({ permits: all }) {
  if (!all.length) return null;
  return h(
    'section',
    { class: 'permits' },
    h('h2', {}, say().permits),
    h(
      'ul',
      { class: 'plain' },
      all.map((permit) => {
        const { state, light } = permit;
        const told = [light ? say().lights[light] : say().stageStates[state]];
        if (state === 'held' && light === 'red') told.push(say().lights.paused); // late already, and paused
        return h(
          'li',
          {},
          h('p', { class: `word is-${light || state}` }, sign(light || state), ' ', say().list(told)),
          h('p', {}, h('strong', {}, name(permit))),
          permit.place ? h('p', {}, theirs(permit.place)) : null,
          h('p', {}, name(permit.owner)),
          dates(permit),
          permit.hold ? line(say().heldFor(name(permit.hold))) : null,
        );
      }),
    ),
  );
}

function about({ process, applicant, phone, site, submitted }) {
  const row = (label, value) => (value ? [h('dt', {}, label), h('dd', {}, value)] : []);
  return h(
    'section',
    { class: 'about' },
    h('h2', {}, say().about),
    h(
      'dl',
      {},
      row(say().process, name(process)),
      row(say().applicant, applicant && theirs(applicant)),
      row(say().phone, phone),
      row(say().site, site && theirs(site)),
      row(say().submitted, day(submitted)),
    ),
  );
}

export function sheet(answer) {
  return [
    band(answer),
    h('div', { class: 'first' }, forYou(answer), why(answer), now(answer)),
    stages(answer),
    permits(answer),
    clocks(answer),
    h('div', { class: 'below' }, materials(answer), about(answer), history(answer), calendarLink(answer)),
    picture(answer),
  ].filter(Boolean);
}
