// The process picture in bpmn-js: on the status page, the desk and in the guide; each step with its light and its days left, a table
// beside it, the permits behind it, under the pages' own security policy and without a word to another host; and what is seen without the viewer.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { desk as wide, phone, startBrowser } from './browser.mjs';
import { application, people, plan, signIn, startDesk } from './staff.mjs';

assert.ok(
  existsSync(new URL('../../web/vendor/bpmn-js/viewer.js', import.meta.url)),
  'Expected web/vendor/bpmn-js, but it is not there: script/vendor.',
);
const secrets = ['恒泰机械', '13812345678', '人民路18号', '北郊公园绿地', '南郊苗圃'];
let desk, browser, caseNo, link;

before(
  async () => {
    desk = await startDesk('2018-10-08T09:00:00+08:00');
    browser = await startBrowser(desk.origin, 'picture');
    const manager = await desk.as(people.manager);
    const opened = await manager.open(application(secrets[0], `周村区${secrets[2]}`));
    caseNo = opened.caseNo;
    link = `#${caseNo}/${opened.receiptCode}`;
    await manager.enter(caseNo, 'tasks/accept/complete', { outcome: 'accepted' });
    const permits = {
      ...plan.permits,
      greenSpace: [...plan.permits.greenSpace, { place: secrets[4], areaM2: 3, relocation: false }],
    };
    await manager.enter(caseNo, 'tasks/supply-plan/complete', { outcome: 'replied', attributes: { ...plan, permits } });
    await manager.enter(caseNo, 'file-permits');
    await desk.setClock('2018-10-12T09:00:00+08:00');
    await (
      await desk.as(people.greenery)
    ).enter(caseNo, 'tasks/green-space.1.review/hold', { reason: 'correction', missing: ['works-plan'] });
    await desk.setClock('2018-10-16T09:00:00+08:00');
  },
  { timeout: 240_000 },
);
after(
  async () => {
    await browser?.stop();
    await desk?.stop();
  },
  { timeout: 60_000 },
);

const drawn = (page) => page.locator('.bpmn .djs-element').first().waitFor();
const classOf = async (page, element) =>
  (await page.locator(`.bpmn .djs-element[data-element-id="${element}"]`).getAttribute('class'))
    .split(' ')
    .find((one) => one.startsWith('is-'));
const rowOf = (page, text) => page.locator('.process-picture tbody tr', { hasText: text });

async function onStatus(options, act) {
  const visit = await browser.visit(`/${options.query ?? ''}${link}`, options);
  const bodies = [];
  visit.page.on('response', (response) => {
    if (response.url().includes('picture.json')) bodies.push(response.text());
  });
  await visit.page.locator('.picture-part summary').click();
  await act(visit);
  for (const body of await Promise.all(bodies))
    for (const secret of secrets) assert.ok(!body.includes(secret), `Expected no ${secret} in the picture's answer.`);
  await visit.leave();
}

describe('the picture of a case', () => {
  test('marks each step by its light, has the days left as badges and the same in a table, and shows whose viewer it is', () =>
    onStatus({ size: wide }, async ({ page, shoot, assertAccessible, assertFits }) => {
      await drawn(page);
      assert.deepEqual(
        await Promise.all(['accept', 'green-space', 'customer-works', 'grid-works'].map((one) => classOf(page, one))),
        ['is-met', 'is-yellow', 'is-active', 'is-waiting'],
      );
      assert.deepEqual(await page.locator('.badge.is-yellow').allInnerTexts(), [
        '剩 1 个工作日',
        '剩 1 个工作日',
        '剩 1 个工作日',
      ]);
      assert.match(await rowOf(page, '用电申请').innerText(), /周村供电中心\s+按时办结/);
      assert.match(await rowOf(page, '占路许可').innerText(), /即将到期\s+剩 1 个工作日\s+应于 2018年10月17日/);
      assert.match(await rowOf(page, '配套工程').innerText(), /未开始/);
      assert.equal(await page.getByRole('img', { name: '10千伏用户用电报装流程图' }).count(), 1);
      const logo = page.locator('.bjs-powered-by');
      assert.ok(await logo.isVisible());
      const inFront = await logo.evaluate((one) => {
        one.scrollIntoView();
        const box = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
      });
      assert.ok(inFront, 'Expected nothing over the logo.');
      await shoot('status');
      await assertAccessible();
      await assertFits();
    }));

  test('opens a permit behind its step, each place of it its own, and goes back; by keyboard too', () =>
    onStatus({ size: wide }, async ({ page, shoot, assertAccessible }) => {
      await drawn(page);
      await rowOf(page, '绿地占用审批')
        .getByRole('button', { name: /查看 1/ })
        .focus();
      await page.keyboard.press('Enter');
      await page.getByText('绿地占用审批 1', { exact: true }).waitFor();
      await page.locator('.djs-element[data-element-id="review"].is-paused').waitFor();
      assert.deepEqual(await page.locator('.badge').allInnerTexts(), ['', '剩 3 个工作日']);
      await shoot('permit');
      await assertAccessible();
      await page.getByRole('button', { name: '← 返回整个流程' }).click();
      await page.locator('.djs-element[data-element-id="grid-works"]').waitFor();
      // the service's own button on the picture
      await page.locator('.open-calls button', { hasText: '查看 2' }).click();
      await page.getByText('绿地占用审批 2', { exact: true }).waitFor();
      await page.locator('.djs-element[data-element-id="review"].is-yellow').waitFor();
    }));

  test('pans with the arrows and zooms with its buttons, while the wheel scrolls the page', () =>
    onStatus({ size: wide }, async ({ page }) => {
      await drawn(page);
      const seen = () => page.locator('.bpmn .viewport').getAttribute('transform');
      const first = await seen();
      await page.locator('.bpmn svg[role=img]').focus();
      await page.keyboard.press('ArrowRight');
      const moved = await seen();
      assert.notEqual(moved, first);
      await page.getByRole('button', { name: '放大' }).click();
      const near = await seen();
      assert.ok(Number(near.match(/matrix\(([\d.]+)/)[1]) > Number(first.match(/matrix\(([\d.]+)/)[1]));
      await page.getByRole('button', { name: '看全图' }).click();
      assert.equal(await seen(), first);
      await page.locator('.bpmn').scrollIntoViewIfNeeded();
      await page.locator('.bpmn').hover();
      const at = await page.evaluate(() => scrollY);
      await page.mouse.wheel(0, -200);
      await page.waitForFunction((before) => scrollY < before, at);
      assert.equal(await seen(), first);
    }));

  for (const dark of [false, true])
    test(`on a phone it begins where the case stands, ${dark ? 'dark and in English' : 'in Chinese'}`, () =>
      onStatus(
        { size: phone, dark, query: dark ? '?lang=en' : '' },
        async ({ page, shoot, assertAccessible, assertFits }) => {
          await drawn(page);
          const [step, frame] = await Promise.all([
            page.locator('.bpmn .djs-element[data-element-id="green-space"] .djs-visual').boundingBox(),
            page.locator('.bpmn').boundingBox(),
          ]);
          assert.ok(
            step.x >= frame.x &&
              step.x + step.width <= frame.x + frame.width &&
              step.y >= frame.y &&
              step.y + step.height <= frame.y + frame.height,
            'Expected the step that is due within the frame.',
          );
          if (dark) {
            assert.match(await page.locator('.bpmn svg[role=img]').textContent(), /Green-space/);
            assert.doesNotMatch(await page.locator('.bpmn svg[role=img]').textContent(), /[\u4e00-\u9fff]/);
          }
          await shoot(dark ? 'phone-dark-en' : 'phone');
          await assertAccessible();
          await assertFits();
        },
      ));

  test('on the desk is the same', async () => {
    const visit = await browser.visit(`/desk#/case/${caseNo}`, { size: wide, expects: ['session 401'] });
    await signIn(visit.page, people.manager);
    await visit.page.locator('.picture-part summary').click();
    await drawn(visit.page);
    assert.equal(await classOf(visit.page, 'road-excavation'), 'is-yellow');
    await visit.shoot('desk');
    await visit.assertAccessible();
    await visit.leave();
  });

  test("without the viewer is the service's own drawing, and the page says so", () =>
    onStatus(
      { size: wide, before: (page) => page.route('**/vendor/**', (route) => route.fulfill({ status: 404 })) },
      async ({ page, seen, shoot, assertAccessible }) => {
        await page.getByText('这里没有装好流程图查看器，以下是固定的流程图。').waitFor();
        await page.locator('.picture svg').waitFor();
        assert.match(await rowOf(page, '占路许可').innerText(), /剩 1 个工作日/);
        await shoot('no-viewer');
        await assertAccessible();
        assert.deepEqual(
          seen.faults.splice(0).filter((fault) => !/vendor.* 404$|^viewer|^diagram/.test(fault)),
          [],
        );
      },
    ));
});

describe('the picture of a process', () => {
  test('in the guide has no lights, and opens the permits behind it', async () => {
    const visit = await browser.visit('/guide/#/ten-kilovolt', { size: wide });
    const { page } = visit;
    await drawn(page);
    assert.equal(await page.locator('.badge').count(), 0);
    await page
      .locator('.process-picture tbody')
      .getByRole('button', { name: /查看.*掘路/ })
      .click();
    await page.locator('.djs-element[data-element-id="site-visit"]').waitFor();
    await page.getByRole('button', { name: '← 返回整个流程' }).click();
    await page.locator('.djs-element[data-element-id="grid-works"]').waitFor();
    await visit.leave();
  });
});
