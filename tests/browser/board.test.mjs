// The supervisors' board, on the real service with a driven clock: every number opens the list behind it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { desk as wide, narrow, phone, startBrowser } from './browser.mjs';
import { application, people, plan, signIn, startDesk } from './staff.mjs';

let desk, browser;
before(
  async () => {
    desk = await startDesk('2018-10-08T09:00:00+08:00');
    browser = await startBrowser(desk.origin, 'board');
    let manager = await desk.as(people.manager);
    const low = async (name) =>
      (await manager.open(application(name, '周村区', { capacityKva: 20 }, 'low-voltage'))).caseNo;
    const high = async (name) => (await manager.open(application(name, '周村区'))).caseNo;
    const [quick, slow, filed, open] = [await low('按期'), await low('超期'), await high('并联'), await high('未办')];
    assert.ok(open);
    for (const caseNo of [quick])
      await manager.enter(caseNo, 'tasks/accept/complete', {
        outcome: 'accepted',
        attributes: { externalLine: false },
      });
    await manager.enter(filed, 'tasks/accept/complete', { outcome: 'accepted' });
    await manager.enter(filed, 'tasks/supply-plan/complete', { outcome: 'replied', attributes: plan });
    await manager.enter(filed, 'file-permits');
    await (
      await desk.as(people.greenery)
    ).enter(filed, 'tasks/green-space.1.review/hold', { reason: 'correction', missing: ['works-plan'] });
    await desk.setClock('2018-10-11T09:00:00+08:00');
    manager = await desk.as(people.manager);
    await manager.enter(quick, 'tasks/formalities/complete', { outcome: 'done' });
    await manager.enter(quick, 'tasks/meter-energize/complete', { outcome: 'energized' });
    await manager.enter(slow, 'tasks/accept/complete', { outcome: 'accepted', attributes: { externalLine: false } });
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

async function watching(options, act) {
  const visit = await browser.visit('/board', {
    size: wide,
    ...options,
    expects: ['session 401', ...(options.expects ?? [])],
  });
  await signIn(visit.page, options.person ?? people.supervisor);
  await visit.page.locator('#sign-out:visible').waitFor();
  await act(visit);
  await visit.leave();
}

describe('the board', () => {
  test('shows lights, on-time rate, means, ageing and what breaks a promise this week', () =>
    watching({}, async ({ page, section, shoot, assertAccessible, assertFits }) => {
      await page.locator('.board').waitFor();
      assert.match(await section('本周到期与已超期'), /已超期\s*10月9日 周二\s+用电申请\s+ZC2018-000004/);
      assert.match(await section('各部门各环节预警情况'), /合计\s+1\s/);
      assert.match(await section('按时办结率'), /用电申请\s+2\s+2\s+50%/);
      assert.match(await section('平均用时与承诺'), /低压用户用电报装\s+1\s+[\d.]+\s+15/);
      assert.match(await section('在办时长'), /0–9 天\s+3/);
      await shoot('desk');
      await assertAccessible();
      await assertFits();
    }));

  test('every number opens a list with as many rows', () =>
    watching({}, async ({ page }) => {
      await page.locator('.board').waitFor();
      const numbers = await page
        .locator('.counts a, .board .number a')
        .evaluateAll((links) => links.map((link) => [link.getAttribute('href'), Number(link.textContent)]));
      assert.ok(numbers.length >= 10, `Expected numbers that are links, but there are ${numbers.length}.`);
      const wrong = [];
      for (const [href, n] of numbers) {
        if (n === 0) continue;
        await page.goto('about:blank');
        await page.goto(desk.origin + href);
        await page
          .waitForFunction((rows) => document.querySelectorAll('.list tbody tr').length === rows, n, { timeout: 5000 })
          .catch(async () => {
            wrong.push(
              `Expected ${n} rows behind ${href}, but there are ${await page.locator('.list tbody tr').count()}.`,
            );
          });
      }
      assert.deepEqual(wrong, []);
    }));

  test('is read on a phone, in English, without Chinese', () =>
    watching({ size: phone }, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await page.locator('.board').waitFor();
      await shoot('phone');
      await assertFits();
      await assertAccessible();
      await page.getByRole('button', { name: 'English' }).click();
      await sees('Due this week, and overdue');
      const chinese = await page.evaluate(() => {
        document.querySelector('#who').remove();
        document.querySelector('#language').remove();
        return document.body.innerText.match(/[\u3000-\u9fff\uff00-\uffef]+/g);
      });
      assert.equal(chinese, null);
    }));

  test('is for supervisors alone', () =>
    watching({ person: people.manager, expects: ['board 404'] }, async ({ sees, assertAccessible }) => {
      await sees('看板只对督查人员开放。');
      await assertAccessible();
    }));

  for (const [name, options] of [
    ['320 px', { size: narrow }],
    ['in the dark', { dark: true }],
  ])
    test(`is read without scrolling sideways and without a barrier: ${name}`, () =>
      watching(options, async ({ page, shoot, assertFits, assertAccessible }) => {
        await page.locator('.board').waitFor();
        if (options.dark) await shoot('dark');
        await assertFits();
        await assertAccessible();
      }));
});
