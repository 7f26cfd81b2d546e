// The days off by law of each year from FROM to TO, as an edition lists them: by the rule of the revision of 2024, with the lunar
// calendar and Tomb-Sweeping Day of two sources that have nothing in common. Fails where they differ.
//
//   lunar-javascript    shouxing's series for the sun and the moon, corrected to the published almanacs
//   astronomy-engine    the new moons and the sun's longitude, put together here by GB/T 33661-2017
//
// What lies so near midnight that a source a few minutes off would have another day is told on standard error.

import * as astronomy from 'astronomy-engine';
import lunar from 'lunar-javascript';

const dayMs = 86_400_000;
const chinaTime = 8 * 3_600_000;
const nearMidnight = 5 * 60_000;

/// Days since 1970 by the clock of China.
const dayOf = (instant) => Math.floor((instant.getTime() + chinaTime) / dayMs);
const text = (day) => new Date(day * dayMs).toISOString().slice(0, 10);

function almanac(year) {
  const day = (month, date) => lunar.Lunar.fromYmd(year, month, date).getSolar().toYmd();
  return {
    springFestival: day(1, 1),
    tombSweeping: lunar.Lunar.fromYmd(year, 1, 1).getJieQiTable()['清明'].toYmd(),
    dragonBoat: day(5, 5),
    midAutumn: day(8, 15),
  };
}

const longitudeAt = (longitude, from) => astronomy.SearchSunLongitude(longitude, new Date(from), 40).date;
const solstice = (year) => dayOf(longitudeAt(270, `${year}-12-01T00:00Z`));

function newMoons(from, to) {
  const moons = [];
  for (let t = astronomy.SearchMoonPhase(0, new Date(from), 40); t.date < new Date(to);)
    (moons.push(t.date), (t = astronomy.SearchMoonPhase(0, t.AddDays(20), 20)));
  return moons;
}

/// Whether the sun comes to a multiple of 30 degrees on one of the days from `first` up to, without, `end`.
function hasMajorTerm(first, end) {
  const sign = (day) => Math.floor(astronomy.SunPosition(new Date(day * dayMs - chinaTime)).elon / 30);
  return sign(first) !== sign(end);
}

/// The first days of the months 1 to 12 that are no leap months: the winter solstice is in month 11, and of thirteen months from
/// one to the next the first without a major term is the leap month.
function months(year) {
  const starts = newMoons(`${year - 1}-11-01`, `${year + 1}-02-01`).map(dayOf);
  const [from, to] = [year - 1, year].map((one) => starts.findLastIndex((day) => day <= solstice(one)));
  const first = {};
  for (let at = from, number = 11, leap = to - from === 13; at < to; ++at) {
    if (leap && at > from && !hasMajorTerm(starts[at], starts[at + 1])) {
      leap = false;
      continue;
    }
    first[number] = starts[at];
    number = (number % 12) + 1;
  }
  return first;
}

function sky(year) {
  const first = months(year);
  const tombSweeping = longitudeAt(15, `${year}-03-25T00:00Z`);
  for (const instant of [...newMoons(`${year}-01-01`, `${year + 1}-01-01`), tombSweeping]) {
    const beside = (instant.getTime() + chinaTime) % dayMs;
    if (Math.min(beside, dayMs - beside) < nearMidnight)
      console.error(`near midnight: ${new Date(instant.getTime() + chinaTime).toISOString().slice(0, 19)} China time`);
  }
  return {
    springFestival: text(first[1]),
    tombSweeping: text(dayOf(tombSweeping)),
    dragonBoat: text(first[5] + 4),
    midAutumn: text(first[8] + 14),
  };
}

const later = (day, days) => text(Date.parse(day) / dayMs + days);

/// [name, first day, last day], by the day. Where the Mid-Autumn Festival falls on a National Day, both share it.
function holidays(year, { springFestival, tombSweeping, dragonBoat, midAutumn }) {
  const national = ['01', '02', '03'].map((date) => `${year}-10-${date}`);
  const shared = national.indexOf(midAutumn);
  const autumn =
    shared < 0
      ? [
          ['国庆节', national[0], national[2]],
          ['中秋节', midAutumn, midAutumn],
        ]
      : [
          shared > 0 && ['国庆节', national[0], national[shared - 1]],
          ['国庆节、中秋节', midAutumn, midAutumn],
          shared < 2 && ['国庆节', national[shared + 1], national[2]],
        ].filter(Boolean);
  return [
    ['元旦', `${year}-01-01`, `${year}-01-01`],
    ['农历除夕', later(springFestival, -1), later(springFestival, -1)],
    ['春节', springFestival, later(springFestival, 2)],
    ['清明节', tombSweeping, tombSweeping],
    ['劳动节', `${year}-05-01`, `${year}-05-02`],
    ['端午节', dragonBoat, dragonBoat],
    ...autumn,
  ].sort(([, a], [, b]) => a.localeCompare(b));
}

const line = ([name, first, last]) =>
  `  - { name: ${name}, ${first === last ? `days: [${first}]` : `from: ${first}, to: ${last}`} }` +
  (name.includes('、') ? '        # both fall on this day' : '');

const [from, to] = process.argv.slice(2).map(Number);
if (!(from >= 2025 && to >= from && to <= 2200)) {
  console.error('Expected: script/statutory-days FROM TO, years from 2025, when the law of 2024 came into force.');
  process.exit(2);
}
for (let year = from; year <= to; ++year) {
  const told = almanac(year);
  const seen = sky(year);
  if (JSON.stringify(told) !== JSON.stringify(seen)) {
    console.error(`The sources differ for ${year}: ${JSON.stringify(told)}, ${JSON.stringify(seen)}`);
    process.exit(1);
  }
  console.log([`  # ${year}`, ...holidays(year, seen).map(line)].join('\n'));
}
