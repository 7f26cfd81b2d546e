// @ts-check
// A ten-kilovolt case from the application to power-on, by a client whose types openapi-typescript makes of the served document: what is
// asked and read here is held to them before it runs. `bandian-api` stands for those types.

import createClient from 'openapi-fetch';

/** @typedef {import('bandian-api').paths} Paths */
/** @typedef {import('bandian-api').components['schemas']} Schemas */
/** @typedef {import('openapi-fetch').Client<Paths>} Client */
/** @typedef {{ data?: unknown, error?: Schemas['Problem'], response: Response }} Outcome */

/**
 * @param {string} origin
 * @param {Record<'manager' | 'engineer' | 'greenery' | 'roads' | 'police', string>} tokens
 * @param {(instant: string) => Promise<void>} setClock
 */
export async function tenKilovoltToPower(origin, tokens, setClock) {
  /** @param {string} token */
  const clientOf = (token) =>
    createClient(
      /** @type {import('openapi-fetch').ClientOptions} */ ({
        baseUrl: origin,
        headers: { Authorization: `Bearer ${token}` },
      }),
    );
  /** @type {Client} */ const manager = clientOf(tokens.manager);
  /** @type {Client} */ const engineer = clientOf(tokens.engineer);
  /** @type {Record<string, Client>} */ const departments = {
    'power-supply': engineer,
    applicant: manager,
    'urban-management': clientOf(tokens.greenery),
    'housing-construction': clientOf(tokens.roads),
    'traffic-police': clientOf(tokens.police),
  };
  let keys = 0;
  const key = () => `client-${++keys}`;
  /** What was told, or the problem as an exception.
   * @template T
   * @param {{ data?: T, error?: Schemas['Problem'] }} outcome
   * @returns {T} */
  const told = ({ data, error }) => {
    if (error) throw new Error(`${error.code} ${error.field ?? ''}: ${error.detail}`);
    if (data === undefined) throw new Error('Expected an answer, but there is none.');
    return data;
  };

  const opened = told(
    await manager.POST('/api/v1/cases', {
      params: { header: { 'Idempotency-Key': key() } },
      body: {
        process: 'ten-kilovolt',
        applicant: { name: '淄博某机械有限公司', phone: '0533-6180000', creditCode: '91350100M000100Y43' },
        site: { address: '周村区新建东路12号', division: '370306' },
        attributes: { capacityKva: 630, supplies: 2 },
      },
    }),
  );
  const { caseNo, receiptCode } = opened;
  const of = { path: { caseNo } };

  /** @param {Client} by */
  const look = async (by) => {
    const outcome = await by.GET('/api/v1/cases/{caseNo}', { params: of });
    return { ...told(outcome), etag: outcome.response.headers.get('ETag') ?? '' };
  };
  /** @param {Client} by @param {string} task @param {string} outcome @param {Schemas['Attributes']} [attributes] */
  const complete = async (by, task, outcome, attributes) => {
    const { etag } = await look(by);
    return told(
      await by.POST('/api/v1/cases/{caseNo}/tasks/{task}/complete', {
        params: { path: { caseNo, task }, header: { 'If-Match': etag, 'Idempotency-Key': key() } },
        body: { outcome, ...(attributes && { attributes }) },
      }),
    ).version;
  };

  await setClock('2018-10-09T10:00:00+08:00');
  await complete(engineer, 'accept', 'accepted');
  await setClock('2018-10-12T10:00:00+08:00');
  await complete(engineer, 'supply-plan', 'replied', {
    line: 'cable',
    externalLineMetres: 420,
    civilWorks: false,
    permits: {
      greenSpace: [{ place: '北郊公园绿地', areaM2: 12, relocation: false }],
      roadOccupation: [{ road: '新建东路', authority: 'police' }],
      roadExcavation: [{ road: '丝绸路', roadClass: 'urban', surface: 'arterial-asphalt', areaM2: 30 }],
    },
  });
  const filed = await manager.POST('/api/v1/cases/{caseNo}/file-permits', {
    params: { ...of, header: { 'If-Match': (await look(manager)).etag, 'Idempotency-Key': key() } },
  });
  told(filed);
  // Whoever comes with what he saw before is told how far the case has gone.
  const late = await manager.POST('/api/v1/cases/{caseNo}/withdraw', {
    params: { ...of, header: { 'If-Match': '"1"' } },
    body: { reason: '不办了' },
  });
  if (late.error?.code !== 'stale-version' || late.error.currentVersion === undefined)
    throw new Error(`Expected stale-version, but got ${late.error?.code}.`);

  await setClock('2018-10-15T10:00:00+08:00');
  const greenery = departments['urban-management'];
  const hold = async () =>
    told(
      await greenery.POST('/api/v1/cases/{caseNo}/tasks/{task}/hold', {
        params: { path: { caseNo, task: 'green-space.1.review' }, header: { 'If-Match': (await look(greenery)).etag } },
        body: { reason: 'correction', missing: ['works-plan'] },
      }),
    );
  await hold();
  const asked = told(
    await manager.GET('/api/v1/status/{caseNo}', { params: of, headers: { 'X-Receipt-Code': receiptCode } }),
  );
  const correction = asked.waitingForYou.find((one) => one.hold?.id === 'correction');
  await setClock('2018-10-17T09:00:00+08:00');
  told(
    await greenery.POST('/api/v1/cases/{caseNo}/tasks/{task}/resume', {
      params: { path: { caseNo, task: 'green-space.1.review' }, header: { 'If-Match': (await look(greenery)).etag } },
      body: {},
    }),
  );

  /** @type {string[]} */ const went = [];
  for (let day = 18; ; ++day) {
    const seen = await look(engineer);
    if (seen.state !== 'open') break;
    if (day > 60)
      throw new Error(
        `Expected power by now, but the case waits for ${seen.tasks.filter((task) => task.state === 'active').map((task) => task.task)}.`,
      );
    await setClock(new Date(Date.parse('2018-10-01T10:00:00+08:00') + (day - 1) * 86_400_000).toISOString());
    for (const task of seen.tasks) {
      if (task.state !== 'active') continue;
      const by = departments[task.owner];
      const mine = (await look(by)).tasks.find((one) => one.task === task.task);
      const action = mine?.actions.find((one) => one.do === 'complete');
      if (!action || action.do !== 'complete')
        throw new Error(`Expected ${task.owner} to be offered ${task.task}, but it is not.`);
      await complete(by, task.task, action.outcome);
      went.push(task.task);
    }
  }
  const { items } = told(await manager.GET('/api/v1/cases', { params: { query: { state: 'energized', mine: '1' } } }));
  const { events } = told(await engineer.GET('/api/v1/cases/{caseNo}/events', { params: of }));
  const ended = await look(engineer);
  return {
    caseNo,
    state: ended.state,
    went,
    correction: correction?.zh,
    listed: items.map((item) => item.caseNo),
    events: events.map((event) => event.do),
    lights: ended.clocks.map((clock) => `${clock.clock} ${clock.light}`),
  };
}
