// Requests made up from web/api/openapi.json: as they should be, nearly so, and nonsense. Whatever comes, the service answers as the
// document tells, never with a 5xx; it does not end; and the record verifies afterwards.

import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { chance as chanceOf } from '../reliability/chance.mjs';
import { faultOf, faultOfAnswer, operations, resolved } from './contract.mjs';
import { bandian } from './outside.mjs';
import { addUser, asPage, password, signIn, tokenOf } from './people.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const start = '2018-10-08T09:00:00+08:00';
const clerks = 4; // at once
const mostCases = 60; // that are gone on with

const texts = [
  '',
  ' ',
  '　',
  'a',
  '王五',
  '周村区丝绸路2号',
  '𠮷野家📄',
  "'; drop table event; --",
  '%',
  '_',
  '\\',
  '"',
  '<b>&amp;',
  '../../etc/passwd',
  '${jndi:ldap://x}',
  '{}',
  'null',
  'true',
  '-1',
  '1e9',
  '\u202e',
  '\ufeff',
  'e\u0301',
  '\u0001',
  '\r\nX: y',
  'x'.repeat(200),
  'x'.repeat(500),
  '字'.repeat(167),
  'x'.repeat(501),
  'x'.repeat(2001),
  '2018-10-08',
  'accepted',
  'identity',
  'works-plan',
  'green-space.1',
  'low-voltage',
  'power-supply',
  'wangfang',
];
const numbers = [
  0,
  1,
  -1,
  2,
  3,
  0.5,
  -0.5,
  10,
  11,
  100,
  630,
  1e6,
  1e6 + 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  1e19,
  -1e19,
  1e300,
];
const days = [
  '2018-10-08',
  '2018-10-07',
  '2018-10-09',
  '2018-09-30',
  '2019-02-05',
  '2026-12-31',
  '2100-12-31',
  '2007-01-01',
];
const badDays = [
  '',
  '2018-02-30',
  '2018-13-01',
  '2018-1-1',
  '18-10-08',
  '0000-00-00',
  '0001-01-01',
  '9999-12-31',
  '2101-01-01',
  '-2018-10-08',
  '2018-10-08T00:00',
  '２０１８-10-08',
  'today',
  '99999999999-01-01',
  '2018-10-08 ',
];
const badMoments = [
  '',
  'now',
  '2018-10-08',
  '2018-10-08T09:00',
  '2018-10-08T25:00Z',
  '2018-10-08T09:00+99:00',
  '2018-10-08T09:00:60Z',
  '2018-10-08T09:00:00.Z',
  '2018-10-08T09:00:00.0000000000Z',
  '2018-10-08T09:00z',
  '0000-01-01T00:00Z0',
];
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const isObject = (value) => value !== null && typeof value === 'object';

/// As a header can carry it: its bytes, without those that end one.
const latin = (text) =>
  Buffer.from(text)
    .toString('latin1')
    .replace(/[\0-\x08\x0a-\x1f\x7f]/g, '');

/// Values by a schema. `state`: of things.
function maker(chance, state) {
  const { pick, below, happens } = chance;
  const byName = {
    Day: () => pick(days),
    Effective: () => pick(days.slice(0, 4)),
    CaseNo: () => state.caseNo(),
    ReceiptCode: () => state.receiptCode(),
    Path: () => state.path(),
    Moment: () =>
      `${pick(['2018-10-08', '2018-10-09', '2018-10-12', '2018-11-05', '2019-01-02'])}T${pick(['00:00', '09:00', '23:59'])}:00+08:00`,
    Applicant: () => ({
      name: pick(['王五', '淄博某机械有限公司', '欧阳娜娜']),
      ...(happens(0.5) && { phone: '13800000002' }),
      ...(happens(0.3) && { idNumber: '11010519491231002X' }),
      ...(happens(0.3) && { creditCode: '91350100M000100Y43' }),
      ...(happens(0.2) && { customerNo: '3706001234' }),
    }),
    Attributes: () => state.attributes(),
    Permits: () => state.permits(),
    Reason: () => pick(['材料齐全', '申请人要求', '复核有误']),
  };
  function make(schema) {
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1);
      return byName[name] ? byName[name]() : make(resolved(schema));
    }
    if ('const' in schema) return schema.const;
    if (schema.enum) return pick(schema.enum);
    if (schema.oneOf) return make(pick(schema.oneOf));
    const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type;
    if (type === 'object') {
      const value = {};
      for (const [name, member] of Object.entries(schema.properties ?? {}))
        if (schema.required?.includes(name) || happens(0.4)) value[name] = make(member);
      return value;
    }
    if (type === 'array') return Array.from({ length: below(3) }, () => make(schema.items ?? {}));
    if (type === 'integer')
      return (schema.minimum ?? 0) + below(Math.min(20, (schema.maximum ?? 1e9) - (schema.minimum ?? 0) + 1));
    if (type === 'number') return pick([0, 0.5, 12, 630, 1e5]);
    if (type === 'boolean') return happens(0.5);
    if (type === 'null') return null;
    if (schema.format === 'uri') return 'https://bandian.example';
    const fits = texts.filter(
      (text) =>
        text.length >= (schema.minLength ?? 0) &&
        Buffer.byteLength(text) <= (schema.maxLength ?? 500) &&
        (!schema.pattern || new RegExp(schema.pattern).test(text)),
    );
    return pick(fits.length > 0 ? fits : ['a']);
  }
  const nonsense = (depth = 0) =>
    pick([
      () => pick(texts),
      () => pick(numbers),
      () => pick([true, false, null]),
      () => pick(badDays),
      () => [],
      () => ({}),
      () => (depth > 3 ? 0 : Array.from({ length: 1 + below(3) }, () => nonsense(depth + 1))),
      () =>
        depth > 3
          ? 0
          : Object.fromEntries(Array.from({ length: 1 + below(3) }, () => [pick(texts), nonsense(depth + 1)])),
      () => Array(101).fill({}),
      () => Array(pick([2, 1000])).fill(0),
    ])();
  /// One place of it is otherwise.
  function nearly(value) {
    const copy = structuredClone(value),
      places = [];
    (function walk(at) {
      for (const name of Object.keys(at)) {
        places.push([at, name]);
        if (isObject(at[name])) walk(at[name]);
      }
    })(isObject(copy) ? copy : {});
    if (!isObject(copy) || places.length === 0 || happens(0.1))
      return happens(0.5) && isObject(copy) && !Array.isArray(copy)
        ? { ...copy, [pick(texts)]: nonsense() }
        : nonsense();
    const [at, name] = pick(places);
    pick([
      () => {
        delete at[name];
      },
      () => {
        at[name] = nonsense();
      },
      () => {
        at[name] = null;
      },
      () => {
        at[pick(texts)] = at[name];
      },
      () => {
        at[name] = typeof at[name] === 'string' ? pick([...badDays, ...badMoments, ...texts]) : pick(numbers);
      },
    ])();
    return copy;
  }
  /// Text that is no JSON, or hardly.
  const garbled = (text) =>
    pick([
      () => text.slice(0, below(text.length + 1)),
      () => text.replace(/[{[]/, (sign) => sign.repeat(1 + below(200))),
      () => `${text}${text}`,
      () => text.replace(':', ''),
      () => text.replace(/"/, '\\'),
      () => `{"a":1,"a":2}`,
      () => '['.repeat(below(70_000)),
      () => `{"text":"\\u0000"}`,
      () => '{"text":"\\ud800"}',
      () => '{"step":1e999}',
      () => `\ufeff${text}`,
      () => Buffer.from(Array.from({ length: below(64) }, () => below(256))),
      () => Buffer.concat([Buffer.from(text), Buffer.from([0xff])]),
      () => '',
      () => 'null',
      () => '"x"',
      () => 'x'.repeat(below(3) * 600_000),
    ])();
  return { make, nearly, nonsense, garbled };
}

/// A PDF, or what looks like one from afar.
const file = ({ below, pick }) =>
  Buffer.concat([
    Buffer.from(
      pick(['%PDF-1.7\n', '%PDF-1.7\n', '\x89PNG\r\n\x1a\n', 'PK\x03\x04', 'GIF89a', '', '<html>']),
      'latin1',
    ),
    Buffer.alloc(below(4) ** 6 * 4, 'x'),
  ]);
const leftOut = ['农历除夕', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节']
  .map((one) => `${one}: 虚构`)
  .join(', ');
const goodEdition = (year) =>
  `edition: cn-${year}\nkind: notice\nyear: ${year}\ntitle: 测试\nnumber: 测试\n` +
  'published: 2018-10-01\n' +
  `without: { ${leftOut} }\noff:\n  - { name: 元旦, from: ${year}-01-01, to: ${year}-01-02 }\n`;
const edition = ({
  below,
  pick,
}) => `edition: ${pick(['cn-2027', `cn-20${27 + below(3)}-${below(50)}`, '', '../x', '中'])}
kind: ${pick(['notice', 'local', 'statutory', 'amendment', 'dance'])}
year: ${pick([2027, 2028, 2018, 'x', -1, 99999999999])}
title: ${pick(['测试', '"', '[', '&a'])}
number: 测试
published: ${pick([...days, ...badDays])}
off:
  - { name: 元旦, from: ${pick(['2027-01-01', ...days, ...badDays])}, to: ${pick(['2027-01-03', ...days, ...badDays])} }
${pick(['', 'work:\n  - { for: 元旦, days: [2026-12-27] }\n', 'work: *a\n', '\t', `a: ${'['.repeat(3000)}`])}`;

export async function httpFuzz(count, { seed, tell = () => {}, parties = clerks } = {}) {
  const data = await dataFolder();
  const service = await startService(start, { data, args: ['--status-rate', '100000000'] });
  const port = Number(new URL(service.origin).port);
  let ended = false;
  try {
    const people = {
      wang: ['power-supply', 'manager,engineer'],
      chen: ['urban-management', 'permit-officer'],
      sun: ['economy-it', 'policy-keeper'],
      li: ['service-center', 'window'],
    };
    const actors = [service.headers, service.headers, service.headers, {}];
    for (const [user, [department, roles]] of Object.entries(people)) {
      await addUser(data, { user, department, roles });
      actors.push({ Authorization: `Bearer ${await tokenOf(data, user)}` });
    }
    const page = asPage(service, await signIn(service, 'wang'));
    actors.push(
      page,
      { ...page, Origin: 'https://elsewhere.example' },
      { Authorization: 'Bearer x' },
      { Authorization: 'Basic eDp5' },
    );

    const statuses = {},
      codes = {},
      reached = new Set(),
      faults = [];
    const cases = []; // {caseNo, receiptCode, seen: its JSON, etag}
    let left = count;

    async function party(chance) {
      const { pick, below, happens } = chance;
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const send = ({ method, path, headers, body }) =>
        new Promise((resolve, reject) => {
          const asked = request(
            {
              host: '127.0.0.1',
              port,
              method,
              path,
              agent,
              headers: {
                ...headers,
                ...((body !== undefined || method !== 'GET') && {
                  'Content-Length': body === undefined ? 0 : Buffer.byteLength(body),
                }),
              },
            },
            (response) => {
              const chunks = [];
              response.on('data', (chunk) => chunks.push(chunk));
              response.once('error', reject);
              response.once('end', () =>
                resolve({
                  status: response.statusCode,
                  headers: new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
                  text: Buffer.concat(chunks).toString(),
                }),
              );
            },
          );
          asked.setTimeout(30_000, () => asked.destroy(new Error('no answer in 30 s')));
          asked.once('error', reject);
          asked.end(body);
        });
      // A connection that the service closed while we wrote is asked again, once, on a new one.
      const sendAgain = async (what) =>
        send(what).catch((fault) =>
          ['ECONNRESET', 'EPIPE'].includes(fault.code) ? send(what) : Promise.reject(fault),
        );

      let leaver = null; // who has signed in and may sign out
      let the = null; // the case this request is about
      const state = {
        caseNo: () => the?.caseNo ?? 'ZC2018-999999',
        receiptCode: () =>
          happens(0.7) && the ? the.receiptCode : Array.from({ length: 10 }, () => pick([...alphabet])).join(''),
        path: () =>
          pick([
            ...(the?.seen?.tasks.map((task) => task.task) ?? []),
            ...(the?.seen?.clocks.map((clock) => clock.clock) ?? []),
            'accept',
            'dance',
            'green-space.1.review',
            'road-occupation.9.permit',
            'inspect~2',
          ]),
        permits: () => ({
          ...(happens(0.6) && { greenSpace: [{ place: '北郊公园', areaM2: 12, relocation: happens(0.5) }] }),
          ...(happens(0.5) && { roadOccupation: [{ road: '新建东路', authority: 'police' }] }),
          ...(happens(0.5) && {
            roadExcavation: [
              { road: '丝绸路', roadClass: pick(['urban', 'rural', 'highway']), surface: 'gravel', areaM2: 3 },
            ],
          }),
        }),
        attributes: () => ({
          ...(happens(0.5) && { capacityKva: 630 }),
          ...(happens(0.3) && { supplies: pick([1, 2]) }),
          ...(happens(0.3) && { line: pick(['cable', 'overhead']) }),
          ...(happens(0.3) && { externalLineMetres: below(1000) }),
          ...(happens(0.2) && { civilWorks: happens(0.5) }),
          ...(happens(0.2) && { permits: state.permits() }),
        }),
      };
      const { make, nearly, nonsense, garbled } = maker(chance, state);
      const byName = {
        process: () => pick(['low-voltage', 'ten-kilovolt', 'green-space']),
        material: () => pick(['identity', 'title', 'works-plan']),
        owner: () => pick(['power-supply', 'urban-management', 'applicant']),
        light: () => pick(['green', 'yellow', 'red', 'paused']),
        task: () => pick([state.path(), 'accept']),
        calendar: () => pick(['cn', 'cn-45']),
        call: () => pick(['green-space.1', 'x']),
      };
      const answers = {
        externalLine: () => happens(0.5),
        line: () => 'cable',
        externalLineMetres: () => below(1000),
        civilWorks: () => happens(0.5),
        permits: () => state.permits(),
      };

      /// What the service itself offers to be done about the case: {operationId, path, body}.
      function offered() {
        const list = [];
        for (const task of the.seen.tasks)
          for (const action of task.actions) {
            if (action.do === 'complete')
              list.push({
                id: 'completeTask',
                task: task.task,
                body: {
                  outcome: action.outcome,
                  ...(action.asks.length > 0 && {
                    attributes: Object.fromEntries(action.asks.map((name) => [name, answers[name]?.() ?? 1])),
                  }),
                  ...(action.needs && { reason: '材料不实', law: '第三十八条' }),
                },
              });
            if (action.do === 'hold') {
              const reason = pick(action.reasons);
              list.push({
                id: 'holdTask',
                task: task.task,
                body: { reason: reason.id, ...(reason.namesMissing && { missing: ['works-plan'] }) },
              });
            }
            if (action.do === 'resume') list.push({ id: 'resumeTask', task: task.task, body: {} });
            if (action.do === 'claim') list.push({ id: 'claimTask', task: task.task, body: {} });
          }
        for (const clock of the.seen.clocks)
          for (const action of clock.actions)
            list.push({
              id: 'extendClock',
              clock: clock.clock,
              body: { days: 1 + below(action.most), reason: '复杂' },
            });
        if (the.seen.actions.includes('file-permits'))
          list.push({ id: 'filePermits', body: {} }, { id: 'filePermits', body: {} });
        if (the.seen.version > 2) list.push({ id: 'voidEntry', body: { step: the.seen.version, reason: '录入有误' } });
        return list;
      }

      function made() {
        const how = pick(['valid', 'valid', 'nearly', 'nearly', 'nonsense']);
        the = cases.length > 0 ? pick(cases) : null;
        const offer = how === 'valid' && the?.seen && happens(0.7) ? offered() : [];
        const step = offer.length > 0 ? pick(offer) : null;
        let found = step
          ? operations.find(({ operation }) => operation.operationId === step.id)
          : cases.length < 3 || happens(0.04)
            ? operations.find(({ operation }) => operation.operationId === 'openCase')
            : pick(operations);
        // Past the calendar nobody is answered but with 503, rightly.
        if (found.operation.operationId === 'setTestClock' && happens(0.7)) found = pick(operations);
        const { operation, parameters } = found;
        const values = { query: {}, header: {}, path: {} };
        for (const one of parameters)
          if (one.required || happens(one.in === 'header' ? 0.5 : 0.35))
            values[one.in][one.name] = (how !== 'nonsense' && byName[one.name]?.()) ?? make(one.schema);
        if (how === 'valid') delete values.query.pack;
        if (step?.task) values.path.task = step.task;
        if (step?.clock) values.path.clock = step.clock;
        if (values.query.cursor !== undefined)
          values.query.cursor = pick([
            '{"due":"2018-10-09","caseNo":"ZC2018-000001","path":"accept"}',
            '{"at":"2018-10-08T01:00:00Z","caseNo":"ZC2018-000001"}',
            '{"due":null,"caseNo":"","path":""}',
            'x',
          ]);
        if ('If-Match' in values.header) values.header['If-Match'] = the?.etag ?? '"1"';
        if ('If-None-Match' in values.header) values.header['If-None-Match'] = the?.etag ?? '"x"';
        if ('Idempotency-Key' in values.header)
          values.header['Idempotency-Key'] = happens(0.2) ? `again-${below(20)}` : `fuzz-${chance.below(2 ** 31)}`;
        if ('X-File-Name' in values.header)
          values.header['X-File-Name'] = happens(0.8)
            ? encodeURIComponent(pick(texts))
            : pick(['%FF.pdf', '%', '%E5%91', `${'%E5%AD%97'.repeat(67)}.pdf`]);
        for (const name of Object.keys(values.header)) values.header[name] = latin(String(values.header[name]));
        delete values.header.Origin;
        if (operation.security?.some((one) => one.receipt)) values.header['X-Receipt-Code'] = state.receiptCode();
        const by =
          how === 'valid'
            ? happens(0.9)
              ? service.headers
              : pick(actors)
            : happens(0.6)
              ? service.headers
              : pick(actors);
        const headers = { ...(operation.security?.length === 0 ? {} : by), ...values.header };
        let body;
        const type = operation.requestBody && Object.keys(operation.requestBody.content)[0];
        if (type) {
          headers['Content-Type'] = type === '*/*' ? pick(['application/pdf', 'text/html', 'x']) : type;
          if (type === '*/*') body = file(chance);
          else if (type === 'application/yaml')
            body = how === 'nonsense' ? pick(texts) : how === 'valid' ? goodEdition(2027 + below(3)) : edition(chance);
          else {
            let value = step?.body ?? make(operation.requestBody.content[type].schema);
            if (operation.operationId === 'openCase' && how === 'valid')
              value = {
                ...value,
                process: pick(['low-voltage', 'ten-kilovolt', 'ten-kilovolt']),
                pack: undefined,
                materials: undefined,
              };
            if (operation.operationId === 'signIn' && how === 'valid') {
              value = { user: 'wang', password };
              headers.Origin = service.origin;
            }
            if (operation.operationId === 'estimate' && how === 'valid')
              value = {
                attributes: {
                  capacityKva: 630,
                  supplies: pick([1, 2]),
                  externalLine: true,
                  line: 'cable',
                  externalLineMetres: below(1000),
                  civilWorks: happens(0.5),
                  permits: state.permits(),
                },
              };
            if (operation.operationId === 'handCase' && how === 'valid') value = { to: pick(['wang', 'li']) };
            if (how === 'valid' && operation.operationId !== 'setTestClock')
              assert.equal(
                faultOf(operation.requestBody.content[type].schema, JSON.parse(JSON.stringify(value)), 'requests'),
                null,
                JSON.stringify(value),
              );
            if (how === 'nearly' && happens(0.7)) value = nearly(value);
            if (how === 'nonsense' && happens(0.4)) value = nonsense();
            body = JSON.stringify(value) ?? '';
            if (how === 'nonsense' && happens(0.4)) body = garbled(body);
            if (
              operation.operationId === 'setTestClock' &&
              /20[3-9]\d|2[1-9]\d\d|[3-9]\d\d\d|[01]\d\d\d-\d|20[01][0-7]/.test(body)
            )
              body = '{}';
          }
        }
        let { method } = found,
          path = found.path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(values.path[name] ?? 'x')),
          query = Object.entries(values.query);
        const spoilt = () =>
          pick(
            [
              () => encodeURIComponent(pick(texts)).slice(0, 400),
              () => '%00',
              () => '%FF',
              () => '%',
              '%2F',
              () => '..',
              () => '.',
              () => encodeURIComponent(nonsense()).slice(0, 100),
              () => `ZC2018-00000${below(9)}`,
              () => '%F0%9F%93%84',
              () => 'x'.repeat(below(700)),
            ].map((one) => (typeof one === 'string' ? () => one : one)),
          )();
        if (how !== 'valid' && happens(0.3)) {
          const parts = path.split('/');
          parts[1 + below(parts.length - 1)] = spoilt();
          if (happens(0.2)) parts.push(spoilt());
          path = parts.join('/') || '/';
        }
        if (how !== 'valid' && happens(0.3))
          query = [
            ...query.map(([name, value]) => [
              name,
              happens(0.6) ? pick([...texts, ...badDays, ...badMoments, ...numbers]) : value,
            ]),
            ...(happens(0.3)
              ? [
                  [
                    pick([
                      'cursor',
                      'light',
                      'state',
                      'q',
                      'owner',
                      'asOf',
                      'calendar',
                      'lang',
                      'call',
                      'base',
                      'check',
                      'days',
                      'ageTo',
                      'ageFrom',
                      'done',
                      'mine',
                      'x',
                    ]),
                    pick([...texts, ...numbers, 'x'.repeat(3000)]),
                  ],
                ]
              : []),
          ];
        if (how !== 'valid' && happens(0.1))
          method = pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
        if (how !== 'valid' && happens(0.25)) {
          const name = pick([
            'If-Match',
            'Idempotency-Key',
            'X-Receipt-Code',
            'Content-Type',
            'X-File-Name',
            'If-None-Match',
            'Cookie',
            'Authorization',
            'Origin',
            'Accept',
            'Range',
            'Host',
            'Content-Encoding',
            'X-Real-IP',
          ]);
          headers[name] = pick([
            ...texts,
            ...numbers.map(String),
            '"0"',
            '"-1"',
            '"1.x"',
            '"99999999999"',
            'W/"1"',
            '*',
            '"',
            '%FF',
            '%E5%91',
            'gzip',
            'bytes=0-',
            '__Host-bandian=x; __Host-bandian=',
            'Bearer ',
            'application/json; charset=latin1',
            'application/jsonx',
          ]);
          headers[name] = latin(headers[name]);
        }
        const tail =
          query.length > 0
            ? `?${query.map(([name, value]) => `${encodeURIComponent(name)}=${how === 'nonsense' && happens(0.1) ? '%FF' : encodeURIComponent(String(value))}`).join('&')}`
            : '';
        if (method === 'GET' || method === 'HEAD') body = undefined;
        // Whoever signs out takes his token with him: not ours.
        if (method === 'DELETE') for (const name of ['Authorization', 'Cookie']) delete headers[name];
        if (method === 'DELETE' && leaver && happens(0.5)) {
          Object.assign(headers, leaver);
          leaver = null;
        }
        return { method, path: (path + tail).replace(/\+/g, '%2B'), headers, body, operation: found };
      }

      async function look() {
        if (!the) return;
        const { status, headers, text } = await sendAgain({
          method: 'GET',
          path: `/api/v1/cases/${the.caseNo}`,
          headers: service.headers,
        });
        if (status !== 200) return;
        the.seen = JSON.parse(text);
        the.etag = headers.get('ETag');
        if (the.seen.state !== 'open' && the.seen.version > 3) cases.splice(cases.indexOf(the), 1);
      }

      while (left-- > 0) {
        if (happens(0.01)) await rough(port, chance);
        const asked = made();
        const { method, path, headers, body } = asked;
        let answer;
        try {
          answer = await sendAgain(asked);
        } catch (fault) {
          faults.push({
            method,
            path,
            headers,
            body: String(body).slice(0, 2000),
            fault: `${fault.code ?? ''} ${fault.message}`,
          });
          if (faults.length > 20) return;
          continue;
        }
        const { status, text } = answer;
        statuses[status] = (statuses[status] ?? 0) + 1;
        let plain = path.split('?')[0];
        try {
          plain = decodeURIComponent(plain.replace(/%2F/gi, '/'))
            .replace(/\/+/g, '/')
            .replace(/(.)\/$/, '$1');
        } catch {
          plain = null;
        }
        const isApi = plain !== null && /^\/(api\/v1(\/|$)|healthz$|readyz$|metrics$)/.test(plain);
        let fault = status >= 500 ? 'it is a 5xx' : null;
        // HEAD is a GET without its body.
        if (!fault && isApi && !['HEAD', 'OPTIONS'].includes(method)) fault = faultOfAnswer(method, plain, answer);
        if (status === 200 && asked.operation.operation.operationId === 'signIn') leaver = asPage(service, answer);
        if (status < 400) reached.add(asked.operation.operation.operationId);
        if (status >= 400 && method !== 'HEAD')
          try {
            const { code } = JSON.parse(text);
            codes[code] = (codes[code] ?? 0) + 1;
          } catch {
            fault ??= 'a refusal that is no JSON';
          }
        if (fault)
          faults.push({
            method,
            path,
            headers,
            body: String(body).slice(0, 2000),
            status,
            answer: text.slice(0, 500),
            fault,
          });
        if (faults.length > 20) return;
        if (status === 201 && asked.operation.operation.operationId === 'openCase') {
          const opened = JSON.parse(text);
          if (cases.length >= mostCases) cases.splice(below(cases.length), 1);
          cases.push((the = { ...opened, seen: null, etag: '"1"' }));
          await look();
        } else if (the && (status === 412 || (status === 200 && method !== 'GET' && /\/cases\//.test(path))))
          await look();
        if (left % 10_000 === 0 && left > 0) tell({ left, statuses });
      }
      agent.destroy();
    }

    const all = chanceOf(seed);
    await Promise.all(Array.from({ length: parties }, (_, i) => party(all.branch(i))));
    const health = await fetch(`${service.origin}/healthz`);
    assert.equal(health.status, 200);
    const said = service
      .said()
      .split('\n')
      .filter((line) => /^(bug|fault):/.test(line))
      .map((line) => line.replace(/^\w+: /, ''));
    const { code, out } = await bandian('audit', 'verify', '--data', data);
    const ending = await service.stop();
    ended = true;
    assert.equal(
      faults.length,
      0,
      faults
        .map((one) => JSON.stringify(one))
        .join('\n\n')
        .slice(0, 20_000),
    );
    assert.deepEqual(said, [], 'the service told of a fault');
    assert.equal(code, 0, out);
    assert.equal(ending, 0, `it ended with ${ending}`);
    return {
      requests: count,
      statuses,
      codes: Object.keys(codes).length,
      reached: reached.size,
      unreached: operations.map(({ operation }) => operation.operationId).filter((id) => !reached.has(id)),
      verified: out.trim(),
    };
  } finally {
    if (!ended) await service.stop();
    await removeData(data);
  }
}

/// What no client library would write, on a connection of its own. It is enough that an answer, if any, is no 5xx.
async function rough(port, { pick, below }) {
  const bytes = pick([
    () => 'GET\r\n\r\n',
    () => 'GET / HTTP/9.9\r\n\r\n',
    () => 'get /healthz http/1.1\r\n\r\n',
    () => `GET /${'x'.repeat(9000)} HTTP/1.1\r\n\r\n`,
    () => `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(300)}\r\n`,
    () => `GET / HTTP/1.1\r\nX: ${'y'.repeat(9000)}\r\n\r\n`,
    () => 'GET http://elsewhere.example/healthz HTTP/1.1\r\n\r\n',
    () => 'POST /api/v1/session HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
    () => 'POST /api/v1/session HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n{}',
    () => 'POST /api/v1/session HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    () => 'POST /api/v1/session HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
    () => 'POST /api/v1/session HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    () => 'GET / HTTP/1.1\r\nno colon\r\n\r\n',
    () => 'GET / HTTP/1.1\r\n: x\r\n\r\n',
    () => 'GET /healthz HTTP/1.0\r\n\r\n',
    () => 'GET /%zz HTTP/1.1\r\n\r\n',
    () => 'GET /healthz?%=%&&== HTTP/1.1\r\n\r\n',
    () => '\r\n\r\n\r\n',
    () => Buffer.from(Array.from({ length: below(200) }, () => below(256))),
    () => 'GET / HTTP/1.1\r\nCookie: __Host-bandian=\x00\xff\r\n\r\n',
    () =>
      `POST /api/v1/cases HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 30\r\n\r\n--x\r\nContent-Disposition: form`,
    () =>
      'PUT /api/v1/cases/ZC2018-000001/materials/identity HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n',
    () => 'TRACE / HTTP/1.1\r\n\r\n',
    () => 'CONNECT elsewhere.example:443 HTTP/1.1\r\n\r\n',
    () => 'GET /api/v1/tasks HTTP/1.1\r\nAuthorization: Bearer \x00\r\n\r\n',
  ])();
  const heard = await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes, 'latin1'));
    let said = '';
    socket.setTimeout(15_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.once('close', () => resolve(said));
  });
  const [, status] = heard.match(/^HTTP\/1\.[01] (\d{3})/) ?? [];
  assert.ok(
    !(Number(status) >= 500),
    `${JSON.stringify(String(bytes).slice(0, 200))} was answered ${heard.slice(0, 300)}`,
  );
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const count = Number(process.argv[2] ?? 100_000),
    seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  console.log(`SEED=${seed}`);
  const began = Date.now();
  try {
    const figures = await httpFuzz(count, { seed, tell: (figures) => console.log(JSON.stringify(figures)) });
    console.log(
      `${count} requests in ${Math.round((Date.now() - began) / 1000)} s: no 5xx, the record verifies\n${JSON.stringify(figures, null, 1)}`,
    );
  } catch (fault) {
    console.log(`FAILED, SEED=${seed}\n${fault.message}`);
    process.exitCode = 1;
  }
}
