// Cases as a district has them open on one day: opened on every working day of two months, each on a way of its own and as far
// along it as the days allowed, some waiting for the applicant, some held, some late. Entered through HTTP, day by day.

import { Connection } from './load.mjs';
import { headersOf } from './staff.mjs';

const first = '2026-10-12',
  last = '2026-12-09';
export const today = '2026-12-10',
  tomorrow = '2026-12-11'; // a Thursday and a Friday, with no holiday near
export const morning = (day) => `${day}T09:00:00+08:00`;

const plan = (over = {}) => ({
  outcome: 'replied',
  attributes: {
    line: 'cable',
    externalLineMetres: 420,
    civilWorks: false,
    permits: {
      greenSpace: [{ place: '新建路北侧绿地', areaM2: 12 }],
      roadOccupation: [{ road: '新建路', authority: 'police' }],
    },
    ...over,
  },
});
const excavation = {
  roadExcavation: [{ road: '新建路', roadClass: 'urban', surface: 'arterial-asphalt', areaM2: 30 }],
};
const done = { outcome: 'done' },
  accepted = { outcome: 'accepted' },
  granted = { outcome: 'granted' };
const tenKilovolt = { process: 'ten-kilovolt', attributes: { capacityKva: 630 } },
  lowVoltage = { process: 'low-voltage', attributes: { capacityKva: 80 } };

// [days after submission, path, body]; a day at the weekend is the Monday after it
const ways = [
  {
    ...tenKilovolt,
    acts: [
      [1, 'tasks/accept/complete', accepted],
      [6, 'tasks/supply-plan/complete', plan()],
      [7, 'file-permits', {}],
      [13, 'tasks/green-space.1.review/complete', granted],
      [15, 'tasks/road-occupation.1.review/complete', granted],
      [28, 'tasks/formalities/complete', done],
      [40, 'tasks/customer-works/complete', done],
    ],
  },
  {
    ...tenKilovolt,
    acts: [
      // corrected
      [1, 'tasks/accept/complete', accepted],
      [5, 'tasks/supply-plan/complete', plan({ civilWorks: true })],
      [7, 'file-permits', {}],
      [10, 'tasks/green-space.1.review/hold', { reason: 'correction', missing: ['works-plan'] }],
      [25, 'tasks/green-space.1.review/resume', {}],
      [27, 'tasks/road-occupation.1.review/complete', granted],
      [31, 'tasks/green-space.1.review/complete', granted],
    ],
  },
  {
    process: 'ten-kilovolt',
    attributes: { capacityKva: 1250, supplies: 2 },
    acts: [
      // an excavation, under test
      [1, 'tasks/accept/complete', accepted],
      [9, 'tasks/supply-plan/complete', plan({ permits: excavation })],
      [10, 'file-permits', {}],
      [13, 'tasks/road-excavation.1.first-review/complete', done],
      [15, 'tasks/road-excavation.1.site-visit/hold', { reason: 'expert-review' }],
    ],
  },
  {
    ...tenKilovolt,
    acts: [
      // refused, and filed again
      [1, 'tasks/accept/complete', accepted],
      [6, 'tasks/supply-plan/complete', plan()],
      [7, 'file-permits', {}],
      [
        14,
        'tasks/green-space.1.review/complete',
        { outcome: 'refused', reason: '施工方案与现场情况不符', law: '行政许可法 第三十八条' },
      ],
      [15, 'tasks/road-occupation.1.review/complete', granted],
      [22, 'tasks/green-space.1.filing~2/complete', { outcome: 'filed' }],
      [30, 'tasks/green-space.1.review~2/complete', granted],
    ],
  },
  { ...lowVoltage, acts: [[1, 'tasks/accept/complete', { ...accepted, attributes: { externalLine: false } }]] },
  {
    ...lowVoltage,
    acts: [
      [1, 'tasks/accept/complete', { ...accepted, attributes: { externalLine: true } }],
      [3, 'tasks/supply-plan/complete', plan()],
      [4, 'file-permits', {}],
      [11, 'tasks/green-space.1.review/complete', granted],
      [12, 'tasks/road-occupation.1.review/complete', granted],
      [30, 'tasks/formalities/complete', done],
    ],
  },
  {
    ...tenKilovolt,
    acts: [
      // no site to look at yet
      [1, 'tasks/accept/complete', accepted],
      [3, 'tasks/supply-plan/hold', { reason: 'site-inaccessible' }],
      [50, 'tasks/supply-plan/resume', {}],
    ],
  },
  {
    ...tenKilovolt,
    acts: [
      [1, 'tasks/accept/complete', accepted],
      [6, 'tasks/supply-plan/complete', plan({ permits: {} })],
      [20, 'tasks/customer-works/complete', done],
      [25, 'tasks/formalities/complete', done],
    ],
  },
];

const day = (text, add) => new Date(Date.parse(`${text}T00:00Z`) + add * 86_400_000);
const text = (date) => date.toISOString().slice(0, 10);
const onWorkingDay = (date) => day(text(date), date.getUTCDay() === 6 ? 2 : date.getUTCDay() === 0 ? 1 : 0);

/// Opens them on a service whose clock may be set; leaves it on `today`. Gives how many.
export async function openInventedCases(service) {
  const diary = [];
  let cases = 0;
  for (let submitted = day(first, 0); text(submitted) <= last; submitted = day(text(submitted), 1)) {
    if (submitted.getUTCDay() % 6 === 0) continue;
    for (const way of ways) {
      const one = { way, caseNo: null, version: 0, number: ++cases };
      diary.push({ on: text(submitted), one, act: null });
      for (const [after, path, body] of way.acts)
        diary.push({ on: text(onWorkingDay(day(text(submitted), after))), one, act: { path, body } });
    }
  }
  diary.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)); // stable: a case's own acts stay in order
  const connection = new Connection(service.origin, headersOf(service));
  let now = '';
  for (const { on, one, act } of diary) {
    if (on > last) break;
    if (on !== now) await service.setClock(morning((now = on)));
    const path = act ? `/cases/${one.caseNo}/${act.path}` : '/cases';
    const body = act?.body ?? {
      process: one.way.process,
      attributes: one.way.attributes,
      applicant: { name: `申请人${one.number}`, phone: '13800000000' },
      site: { address: `周村区丝绸路${one.number}号` },
    };
    const {
      status,
      etag,
      text: answer,
    } = await connection.ask(
      'POST',
      path,
      JSON.stringify(body),
      `Idempotency-Key: invented-${one.number}-${one.version}\r\n${act ? `If-Match: "${one.version}"\r\n` : ''}`,
    );
    if (status >= 300) throw new Error(`${on}: POST ${path} was answered ${status}: ${answer}`);
    one.version = Number(etag);
    one.caseNo ??= JSON.parse(answer).caseNo;
  }
  await service.setClock(morning(today));
  connection.close();
  return cases;
}

/// A notice for 2027 that nobody has issued. It changes days from 25 December 2026 on.
export const notice = `edition: cn-2027
kind: notice
year: 2027
title: 国务院办公厅关于2027年部分节假日安排的通知（虚构）
number: 测试
published: 2026-12-01
without: { 清明节: 虚构, 劳动节: 虚构, 端午节: 虚构, 中秋节: 虚构, 国庆节: 虚构 }
off:
  - { name: 元旦, from: 2027-01-01, to: 2027-01-03 }
  - { name: 春节, from: 2027-02-05, to: 2027-02-11 }
work:
  - { for: 元旦, days: [2026-12-27] }
  - { for: 春节, days: [2027-01-31] }
`;
