// Somebody who has never seen the service, with a phone and the receipt, begins at `/` and uses nothing but what is written on the page.
// When does power come, what do I still owe, and why did the day move?

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { phone, standStill, startBrowser } from './browser.mjs';
import { application, people, plan, startDesk } from './staff.mjs';

let desk, browser, caseNo, code;
before(
  async () => {
    desk = await startDesk('2018-10-08T09:00:00+08:00');
    browser = await startBrowser(desk.origin, 'newcomer');
    const manager = await desk.as(people.manager);
    ({ caseNo, receiptCode: code } = await manager.open(application('李素梅', '周村区丝绸路12号')));
    await manager.enter(caseNo, 'tasks/accept/complete', { outcome: 'accepted' });
    await manager.enter(caseNo, 'tasks/supply-plan/complete', { outcome: 'replied', attributes: plan });
    await manager.enter(caseNo, 'file-permits');
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

test('a newcomer learns when power comes, what is missing, and why the day moved', { timeout: 120_000 }, async () => {
  const visit = await browser.visit('/', { size: phone, before: (page) => page.clock.install() });
  const { page, sees, shoot, section, assertAccessible, assertFits } = visit;
  const bandDay = async () => (await page.locator('.key-day strong').innerText()).trim();

  // The receipt has a number and a code; the page asks for just these two, by the names on the receipt.
  await page.getByLabel('办件编号').fill(caseNo);
  await page.keyboard.press('Enter');
  await sees('请填写查询码。');
  await page.getByLabel('查询码').fill(code);
  await page.keyboard.press('Enter');

  // When: on the first screen, in the largest letters.
  await sees('预计送电日');
  const first = await bandDay();
  assert.match(first, /^2018年\d+月\d+日 周.$/);
  const { y, height } = await page.locator('.key-day').boundingBox();
  assert.ok(
    y + height <= phone.height / 2,
    `Expected the day in the upper half of the screen, but it ends at ${y + height}.`,
  );

  // What: my own steps, named, and since when.
  assert.match(await section('等您办理'), /受电工程[^]*办结用电手续/);

  // A department asks for a paper: the day it is asked, the newcomer sees what is missing, and that the rest waits for it.
  await desk.setClock('2018-10-10T10:00:00+08:00');
  await (
    await desk.as(people.greenery)
  ).enter(caseNo, 'tasks/green-space.1.review/hold', { reason: 'correction', missing: ['works-plan'] });
  await standStill(page);
  await page.clock.runFor(30_000);
  await page.clock.resume();
  await sees('停止计时的原因：补正');
  assert.match(await section('等您办理'), /补正[^]*施工方案/);
  const mine = await page.locator('.for-you').boundingBox();
  assert.ok(
    mine.y + mine.height <= phone.height,
    `Expected what is missing on the first screen, but it ends at ${mine.y + mine.height}.`,
  );
  assert.match(await section('材料'), /施工方案\s*未收到/);
  await shoot('asked');
  await assertAccessible();
  await assertFits();

  // The paper comes a week later. The day has moved; why stands behind the permit's own date, at one press.
  await desk.setClock('2018-10-19T10:00:00+08:00');
  await (await desk.as(people.greenery)).enter(caseNo, 'tasks/green-space.1.review/resume');
  await standStill(page);
  await page.clock.runFor(30_000);
  await page.clock.resume();
  await page.waitForFunction((was) => document.querySelector('.key-day strong').innerText.trim() !== was, first);
  assert.match(await section('为什么是这一天'), /从今天起 \d+ 个工作日[^]*绿地占用审批/);
  assert.match(await section('办理经过'), /2018年10月10日 周三 .*(暂停|补正)[^]*2018年10月19日 周五 .*(恢复|继续)/);
  await page.locator('.now li', { hasText: '绿地占用审批' }).locator('button.date').click();
  const days = page.getByRole('dialog');
  await days.locator('.month').first().waitFor();
  assert.ok((await days.locator('td.held').count()) >= 7);
  await days.getByText('按日期列出').click();
  assert.match(await days.innerText(), /2018年10月15日 周一\s+—\s+\S*补正/);
  await shoot('why');
  await assertAccessible();
  await assertFits();
  await days.getByRole('button', { name: '关闭' }).click();

  // And on the day power is on, the page says just that.
  assert.notEqual(await bandDay(), first);
  await visit.leave();
});
