// Feeds as calendar programs take them: read by a parser of their kind, and line by line as RFC 5545 has it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bandian } from './outside.mjs';
import { startService } from './service.mjs';

const ICAL = await import('ical.js').then(
  (module) => module.default,
  () => null,
);
assert.ok(ICAL, 'Expected the packages of package.json, but ical.js is not there: npm ci.');

const publicUrl = 'https://bandian.zhoucun.example';
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '恒泰机械', phone: '13812345678' },
  site: { address: '周村区人民路18号' },
  attributes: { capacityKva: 630 },
};
const places = [
  '北郊公园, 东侧; "绿地" \\ 靠近一条很长很长的路的路口和另一条很长很长的路的路口之间 🌳🌳🌳',
  '新建东路',
  '丝绸路',
];
const plan = {
  line: 'cable',
  externalLineMetres: 420,
  civilWorks: false,
  permits: {
    greenSpace: [{ place: places[0], areaM2: 12 }],
    roadOccupation: [{ road: places[1], authority: 'police' }],
    roadExcavation: [{ road: places[2], roadClass: 'urban', surface: 'arterial-asphalt', areaM2: 30 }],
  },
};
let service, opened;

before(async () => {
  service = await startService('2018-10-08T09:00:00+08:00', { args: ['--public-url', publicUrl] });
  opened = await service.createCase(application);
});
after(() => service?.stop());

const components = ['vevent', 'vtodo', 'vjournal', 'vfreebusy', 'vtimezone'];
/// The events of a calendar, by the rules of RFC 5545: [{uid, summary, start, end, status, stamp, sequence}].
function read(bytes) {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  assert.match(text, /\r\n$/);
  for (const line of text.slice(0, -2).split('\r\n')) {
    assert.doesNotMatch(line, /[\x00-\x08\x0A-\x1F\x7F]/, line);
    assert.ok(Buffer.byteLength(line) <= 75, `${Buffer.byteLength(line)} octets: ${line}`);
    assert.ok(!line.includes('\uFFFD'), `a character is cut: ${line}`);
  }
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.name, 'vcalendar');
  assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
  assert.ok(calendar.getFirstPropertyValue('prodid'));
  assert.equal(calendar.getFirstProperty('method'), null, 'nobody is invited');
  assert.ok(calendar.getFirstPropertyValue('refresh-interval') instanceof ICAL.Duration);
  assert.ok(calendar.getFirstPropertyValue('name'));
  assert.ok(calendar.getAllSubcomponents().length > 0, 'a calendar has a component');
  for (const one of calendar.getAllSubcomponents()) assert.ok(components.includes(one.name));
  const events = calendar.getAllSubcomponents('vevent').map((one) => {
    const event = new ICAL.Event(one);
    assert.ok(event.startDate.isDate && event.endDate.isDate && event.startDate.compare(event.endDate) < 0);
    const stamp = one.getFirstPropertyValue('dtstamp');
    assert.equal(stamp.zone.tzid, 'UTC');
    const status = one.getFirstPropertyValue('status');
    return {
      uid: event.uid,
      summary: event.summary,
      start: event.startDate.toString(),
      end: event.endDate.toString(),
      status,
      stamp: stamp.toString(),
      sequence: event.sequence,
    };
  });
  assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length, 'every UID is of one event');
  return events;
}
async function fetched(path, headers = {}) {
  const response = await fetch(`${service.origin}/api/v1${path}`, { headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}
const feed = ({ caseNo, receiptCode } = opened, headers) =>
  fetched(`/status/${caseNo}/feed.ics?code=${receiptCode}`, headers);
const eventsOf = async (of) => read((await feed(of)).bytes);

test('a feed is a file with the name of its case, and never without an event', async () => {
  const { status, headers, bytes } = await feed();
  assert.deepEqual([status, headers.get('Content-Type')], [200, 'text/calendar; charset=utf-8']);
  assert.equal(headers.get('Content-Disposition'), `attachment; filename*=UTF-8''${opened.caseNo}.ics`);
  const [first] = read(bytes);
  assert.deepEqual(
    [first.summary, first.start, first.end],
    [`${opened.caseNo} 已提交申请`, '2018-10-08', '2018-10-09'],
  );
});

test('asked in English it is in English, of a case and of a calendar, with the same events', async () => {
  const english = await fetched(`/status/${opened.caseNo}/feed.ics?code=${opened.receiptCode}&lang=en`);
  const [first] = read(english.bytes),
    [own] = await eventsOf();
  assert.deepEqual([first.summary, first.uid], [`${opened.caseNo} Application submitted`, own.uid]);
  const days = read((await fetched('/calendar/feed.ics?lang=en')).bytes),
    chinese = read((await fetched('/calendar/feed.ics')).bytes);
  assert.deepEqual(
    days.map(({ uid }) => uid),
    chinese.map(({ uid }) => uid),
  );
  assert.ok(days.some(({ summary }) => summary === 'National Day (day off)'));
});

test('permits that fall due on one day are told apart, by their kind, number and place', async () => {
  await service.act(opened.caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(opened.caseNo, 'supply-plan', 'complete', { outcome: 'replied', attributes: plan });
  for (const call of ['green-space.1', 'road-occupation.1', 'road-excavation.1'])
    await service.act(opened.caseNo, `${call}.filing`, 'complete', { outcome: 'filed' });
  const due = (await eventsOf()).filter(({ summary }) => /到期/.test(summary));
  assert.equal(due.length, 3);
  assert.equal(new Set(due.map(({ start }) => start)).size, 1);
  assert.equal(new Set(due.map(({ summary }) => summary)).size, 3);
  const { caseNo } = opened;
  assert.deepEqual(
    new Set(due.map(({ summary }) => summary)),
    new Set([
      `${caseNo} 占路许可 1 · ${places[1]} · 审批 到期`,
      `${caseNo} 掘路/涉路许可 1 · ${places[2]} · 初审 到期`,
      `${caseNo} 绿地占用审批 1 · ${places[0]} · 审批 到期`,
    ]),
  );
  const text = (await feed()).bytes.toString().replace(/\r\n /g, '');
  for (const secret of [...Object.values(application.applicant), application.site.address, opened.receiptCode])
    assert.ok(!text.includes(secret), secret);
});

test('its ETag stays while it says the same, over midnight too, and changes with an entry; its UIDs stay', async () => {
  const first = await feed(),
    before = read(first.bytes);
  const etag = first.headers.get('ETag');
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  const again = await feed(opened, { 'If-None-Match': etag });
  assert.deepEqual([again.status, again.bytes.length], [304, 0]);
  await service.setClock('2018-10-09T09:00:00+08:00');
  assert.equal((await feed(opened, { 'If-None-Match': etag })).status, 304);
  await service.act(opened.caseNo, 'green-space.1.review', 'complete', { outcome: 'granted' });
  const changed = await feed(opened, { 'If-None-Match': etag });
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers.get('ETag'), etag);
  const now = read(changed.bytes);
  assert.ok(!now.some(({ summary }) => summary.includes('绿地占用审批')), 'what is done leaves');
  for (const one of now) {
    const old = before.find(({ uid }) => uid === one.uid);
    assert.ok(old, `${one.summary} has another UID than before`);
    assert.ok(one.sequence > old.sequence && one.stamp > old.stamp, one.summary);
  }
});

test('of a case that was withdrawn it says so, and what fell due is cancelled', async () => {
  const before = await eventsOf();
  const { headers } = await service.ask('GET', `/cases/${opened.caseNo}`);
  await service.ask(
    'POST',
    `/cases/${opened.caseNo}/withdraw`,
    { reason: '不建了' },
    { 'If-Match': headers.get('ETag') },
  );
  const events = await eventsOf();
  const cancelled = events.filter(({ status }) => status === 'CANCELLED');
  const due = before.filter(({ summary }) => /到期$/.test(summary));
  assert.ok(due.length > 0);
  const said = ({ uid, summary, start }) => [uid, summary, start];
  assert.deepEqual(
    cancelled.map(said),
    due.map((one) => said({ ...one, summary: `${one.summary}（已终止）` })),
  );
  assert.deepEqual(
    events.filter(({ status }) => status !== 'CANCELLED').map(({ summary, start }) => [summary, start]),
    [
      [`${opened.caseNo} 已提交申请`, '2018-10-08'],
      [`${opened.caseNo} 申请已撤回`, '2018-10-09'],
    ],
  );
});

test('the status tells where a calendar program subscribes, without the receipt code', async () => {
  const { caseNo, receiptCode } = opened;
  const { body } = await service.ask('GET', `/status/${caseNo}`, undefined, { 'X-Receipt-Code': receiptCode });
  assert.equal(body.feed, `${publicUrl}/api/v1/status/${opened.caseNo}/feed.ics`);
});

test('the holidays are a feed too, also as they were known long ago, and on the command line', async () => {
  const { headers, bytes } = await fetched('/calendar/feed.ics');
  assert.equal(headers.get('Content-Disposition'), "attachment; filename*=UTF-8''cn.ics");
  const events = read(bytes);
  assert.ok(events.some(({ summary, start }) => summary === '国庆节（休）' && start === '2018-10-01'));
  assert.equal((await fetched('/calendar/feed.ics', { 'If-None-Match': headers.get('ETag') })).status, 304);
  for (const asOf of ['2007-12-16T00:00+08:00', '2013-12-12T00:00+08:00', '2020-01-26T12:00+08:00']) {
    const then = await fetched(`/calendar/feed.ics?asOf=${encodeURIComponent(asOf)}`);
    if (then.status === 200) read(then.bytes);
    else assert.equal(JSON.parse(then.bytes).code, 'beyond-calendar', asOf);
  }
  const { code, out } = await bandian('calendar', 'ics');
  assert.equal(code, 0);
  assert.deepEqual(read(Buffer.from(out)), events);
});

test('a body is taken by its media type, however that is written, and by no other that begins alike', async () => {
  const type = async (contentType, path = '/calendar/editions?preview=true', body = 'edition: [') => {
    const headers = { ...service.headers, 'Content-Type': contentType };
    return (await fetch(`${service.origin}/api/v1${path}`, { method: 'POST', headers, body })).status;
  };
  const status = `/status/${opened.caseNo}`,
    code = JSON.stringify({ receiptCode: opened.receiptCode });
  for (const one of [
    'application/json',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json ; charset=utf-8',
    'application/json;',
  ])
    assert.equal(await type(one, status, code), 200, one);
  for (const one of [
    'application/json-patch+json',
    'application/jsonl',
    'application/problem+json',
    'text/json',
    'application',
    'x;application/json',
  ])
    assert.equal(await type(one, status, code), 415, one);
  for (const one of ['application/yaml', 'Text/YAML; charset=utf-8', 'application/x-yaml'])
    assert.notEqual(await type(one), 415, one);
  for (const one of ['application/not-yaml', 'application/json', 'text/plain; name=yaml'])
    assert.equal(await type(one), 415, one);
});
