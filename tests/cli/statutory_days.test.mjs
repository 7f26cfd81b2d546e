// The days off by law that the program ships, for every year that an edition can be of: against the Chinese calendar of ICU, which
// Node.js brings, and against days that almanacs have published.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const calendars = new URL('../../workflows/calendars/', import.meta.url);
const law = readFileSync(new URL('cn/statutory-2024.yaml', calendars), 'utf8');
const [first, last] = law
  .match(/^covers: { from: (\d+), to: (\d+) }$/m)
  .slice(1)
  .map(Number);
const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);

const dayMs = 86_400_000;
const later = (day, days) => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

/// [day, its holidays] of each day off.
const off = [...law.matchAll(/^ {2}- { name: ([^,]+), (?:days: \[(\S+)\]|from: (\S+), to: (\S+)) }/gm)].flatMap(
  ([, name, day, from = day, to = day]) =>
    Array.from({ length: (Date.parse(to) - Date.parse(from)) / dayMs + 1 }, (_, i) => [
      later(from, i),
      name.split('、'),
    ]),
);
const daysOf = (holiday, year) =>
  off.filter(([day, holidays]) => holidays.includes(holiday) && day.startsWith(`${year}-`)).map(([day]) => day);

test('the law gives its thirteen days in every year that an edition can be of, each once', () => {
  const { year } = JSON.parse(readFileSync(new URL('edition.schema.json', calendars), 'utf8')).properties;
  assert.deepEqual([first, last], [2025, year.maximum]);
  assert.equal(new Set(off.map(([day]) => day)).size, off.length);
  for (const year of years) {
    const [newYear] = daysOf('春节', year);
    assert.deepEqual(daysOf('元旦', year), [`${year}-01-01`]);
    assert.deepEqual(daysOf('农历除夕', year), [later(newYear, -1)]);
    assert.deepEqual(daysOf('春节', year), [newYear, later(newYear, 1), later(newYear, 2)]);
    assert.deepEqual(daysOf('劳动节', year), [`${year}-05-01`, `${year}-05-02`]);
    assert.deepEqual(daysOf('国庆节', year), [`${year}-10-01`, `${year}-10-02`, `${year}-10-03`]);
    for (const single of ['清明节', '端午节', '中秋节'])
      assert.equal(daysOf(single, year).length, 1, `${single} ${year}`);
  }
});

test('lunar days are those of ICU, but for two new years whose new moon is minutes from midnight', () => {
  const format = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
  const icu = [];
  for (const year of years)
    for (let day = `${year}-01-01`; day.startsWith(String(year)); day = later(day, 1)) {
      const told = Object.fromEntries(format.formatToParts(new Date(day)).map(({ type, value }) => [type, value]));
      const holiday = { '1-1': '春节', '5-5': '端午节', '8-15': '中秋节' }[`${told.month}-${told.day}`];
      if (holiday) icu.push([holiday, day]);
    }
  assert.equal(icu.length, 3 * years.length);
  // An ICU that has been mended has our days.
  const slips = { '2027-02-07': '2027-02-06', '2030-02-02': '2030-02-03' };
  for (const [holiday, day] of icu) {
    const [ours] = daysOf(holiday, day.slice(0, 4));
    assert.ok(ours === day || ours === slips[day], `${holiday} is ${ours}, and ${day} by ICU`);
  }
});

test('Tomb-Sweeping Day is that of the rule of thumb for the century', () => {
  for (const year of years.filter((one) => one < 2100)) {
    const y = year % 100;
    const day = Math.floor(y * 0.2422 + 4.81) - Math.floor(y / 4);
    assert.deepEqual(daysOf('清明节', year), [`${year}-04-0${day}`]);
  }
  assert.deepEqual(daysOf('清明节', 2100), ['2100-04-05']); // no leap year
});

test('days are those of published almanacs', () => {
  const published = {
    春节: [
      '2027-02-06',
      '2030-02-03',
      '2031-01-23',
      '2032-02-11',
      '2033-01-31',
      '2034-02-19',
      '2050-01-23',
      '2099-01-21',
      '2100-02-09',
    ],
    端午节: ['2030-06-05', '2033-06-01'],
    中秋节: ['2030-09-12', '2033-09-08', '2057-09-13', '2089-09-18', '2097-09-20'],
  };
  for (const [holiday, days] of Object.entries(published))
    for (const day of days) assert.equal(daysOf(holiday, day.slice(0, 4))[0], day, holiday);
});
