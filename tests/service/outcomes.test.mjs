// What the pack says of outcomes, as it is met over HTTP: what a no needs, what it is called, which letter it prints.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { startService } from './service.mjs';

let service, caseNo;
before(
  async () => {
    service = await startService('2018-10-08T09:00:00+08:00');
    ({ caseNo } = await service.createCase({
      process: 'ten-kilovolt',
      attributes: { capacityKva: 630 },
      applicant: { name: '恒泰机械 & <合伙>', phone: '13805331234' },
      site: { address: '新建路1号' },
    }));
    await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
    await service.act(caseNo, 'supply-plan', 'complete', {
      outcome: 'replied',
      attributes: {
        line: 'cable',
        externalLineMetres: 420,
        civilWorks: false,
        permits: { greenSpace: [{ place: '新建路北侧绿地' }] },
      },
    });
    await service.act(caseNo, 'green-space.1.filing', 'complete', { outcome: 'filed' });
  },
  { timeout: 120_000 },
);
after(() => service?.stop(), { timeout: 60_000 });

const seen = async () => (await service.ask('GET', `/cases/${caseNo}`)).body;
const review = async () => (await seen()).tasks.find((one) => one.task === 'green-space.1.review');
const words = (name) => readFileSync(new URL(`../../web/words/${name}.js`, import.meta.url), 'utf8');

async function answer(body) {
  const { version } = await seen();
  const headers = { 'If-Match': `"${version}"` };
  const reply = await service.send('POST', `/cases/${caseNo}/tasks/green-space.1.review/complete`, { body, headers });
  return { status: reply.status, json: await reply.json() };
}

test('what may be answered is offered in the words of the pack, with what it needs', async () => {
  const offered = (await review()).actions
    .filter((one) => one.do === 'complete')
    .map(({ outcome, title, kind, needs }) => ({ outcome, title, kind, needs }));
  assert.deepEqual(offered, [
    { outcome: 'granted', title: { zh: '准予许可', en: 'Grant' }, kind: 'grants', needs: undefined },
    { outcome: 'refused', title: { zh: '不予许可', en: 'Refuse' }, kind: 'denies', needs: ['reason', 'law'] },
  ]);
});

test('a no without its reason or its law is refused, naming the member, in words that the page has', async () => {
  for (const [body, code, field] of [
    [{ outcome: 'refused' }, 'missing-reason', 'reason'],
    [{ outcome: 'refused', reason: '　', law: '城市绿化条例 第十九条' }, 'missing-reason', 'reason'],
    [{ outcome: 'refused', reason: '占用面积过大' }, 'missing-law', 'law'],
  ]) {
    const { status, json } = await answer(body);
    assert.deepEqual([status, json.code, json.field], [409, code, field]);
    assert.equal(words('problems').split(`'${code}':`).length - 1, 2, `Expected ${code} in Chinese and in English.`);
  }
  assert.equal((await review()).state, 'active', 'nothing was recorded');
});

test('a no with both is recorded, shown in its words, and printed on the day it happened', async () => {
  await service.setClock('2018-10-12T09:00:00+08:00');
  const { status } = await answer({
    outcome: 'refused',
    reason: '<b>占用面积过大</b>',
    law: '城市绿化条例 第十九条',
    effective: '2018-10-10',
  });
  assert.equal(status, 200);
  assert.deepEqual((await review()).outcomeTitle, { zh: '不予许可', en: 'refused' });
  const found = await seen();
  assert.deepEqual(found.letters, [
    { id: 'acceptance', zh: '受理通知书', en: 'Notice of acceptance' },
    { id: 'refusal', zh: '不予许可决定书', en: 'Decision of refusal' },
  ]);
  assert.deepEqual(found.notices, ['acceptance', 'refusal']);
  const result = found.results.find((one) => one.task === 'green-space.1.review');
  assert.deepEqual(
    [result.outcomeTitle.zh, result.handOver.zh, result.deliverBy],
    ['不予许可', '不予行政许可决定书', null],
  );
  const { events } = (await service.ask('GET', `/cases/${caseNo}/events`)).body;
  assert.deepEqual(events.at(-1).outcomeTitle, { zh: '不予许可', en: 'refused' });
  const letter = async (lang) => (await service.send('GET', `/cases/${caseNo}/notices/refusal${lang}`)).text();
  const zh = await letter('');
  for (const part of [
    '<td>2018年10月10日</td>',
    '恒泰机械 &amp; &lt;合伙&gt;',
    '&lt;b&gt;占用面积过大&lt;/b&gt;',
    '六十日内申请行政复议',
    '行政许可法 第三十八条',
  ])
    assert.ok(zh.includes(part), `${part}\n${zh}`);
  assert.ok(!zh.includes('2018年10月12日'));
  const en = await letter('?lang=en');
  for (const part of ['Decision of refusal', '10 October 2018', 'District urban management bureau'])
    assert.ok(en.includes(part), `${part}\n${en}`);
});

test('a permit is to be handed over within the days of the pack', async () => {
  await service.act(caseNo, 'green-space.1.filing~2', 'complete', { outcome: 'filed' });
  await service.act(caseNo, 'green-space.1.review~2', 'complete', { outcome: 'granted' });
  const granted = (await seen()).results.find((one) => one.task === 'green-space.1.review~2');
  assert.deepEqual(
    [granted.handOver, granted.deliverBy],
    [{ zh: '准予行政许可决定书', en: 'Permit', clause: '行政许可法 第四十四条' }, '2018-10-26'],
  );
});
