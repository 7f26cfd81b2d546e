// The customer manager's way with a case, beside colleagues and over a bad line, on the real service with a driven clock.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { phone, standStill } from './browser.mjs';
import { button, confirm, dialog, go, row, startSittings } from './sitting.mjs';
import { password, people } from './staff.mjs';

let desk, sitting, caseAt;
before(
  async () => {
    desk = await startSittings('2018-10-08T09:00:00+08:00', 'desk');
    ({ sitting, caseAt } = desk);
  },
  { timeout: 240_000 },
);
after(() => desk?.stop(), { timeout: 60_000 });

describe('the customer manager', () => {
  test('sees first what falls due first, narrows it, and leads a case on a phone from acceptance to filing', async () => {
    const caseNo = await caseAt('submitted', '山东宏达纺织有限公司', '周村区丝绸路12号');
    await sitting(
      people.manager,
      { size: phone, expects: ['cases 422', 'cases 409'] },
      async ({ page, sees, shoot, assertAccessible, assertFits }) => {
        await row(page, caseNo).waitFor();
        await shoot('worklist-phone');
        await assertFits();
        await assertAccessible();
        await button(page, '筛选').click();
        await page.getByLabel('环节').selectOption('accept');
        await page.waitForURL(/task=accept/);
        await row(page, caseNo).getByRole('link').click();
        await sees('山东宏达纺织有限公司 · 周村区丝绸路12号');
        await shoot('case-phone');
        await assertFits();
        await assertAccessible();
        await button(page, '认领').click();
        await confirm(page, '认领');
        await button(page, '受理').click();
        await button(page, '受理', dialog(page)).click();
        await button(page, '答复供电方案').waitFor();

        await button(page, '答复供电方案').click();
        await button(page, '答复供电方案', dialog(page)).click();
        await dialog(page).locator('.faults').waitFor();
        await assertAccessible();
        await dialog(page).getByLabel('线路形式').selectOption({ label: '电缆' });
        await dialog(page).getByLabel('外线长度（米）').fill('420');
        await dialog(page).getByLabel('否', { exact: true }).check();
        await button(page, '添加掘路/涉路', dialog(page)).click();
        const place = dialog(page).locator('.list-rows .group').first();
        await place.getByLabel('道路', { exact: true }).fill('丝绸路');
        await place.getByLabel(/道路类别/).selectOption({ label: '城市道路' });
        await place.getByLabel('面积（平方米）').fill('30');
        await button(page, '添加绿地占用', dialog(page)).click();
        await dialog(page).getByLabel('地点').first().fill('北郊公园绿地');
        await shoot('plan-phone');
        await assertAccessible();
        await confirm(page, '答复供电方案');
        await button(page, '一并报送许可').click();
        await dialog(page).getByText('掘路/涉路许可').waitFor();
        await confirm(page, '一并报送许可');
        await page.locator('.permits', { hasText: '绿地占用审批' }).getByText('北郊公园绿地').waitFor();
        await assertFits();
      },
    );
  });

  test('opens the days behind a date, the picture, and the record', async () => {
    const caseNo = await caseAt('filed', '周村区实验小学', '周村区新建中路88号');
    await sitting(people.manager, {}, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await go(page, `#/case/${caseNo}`);
      await sees('周村区实验小学');
      await page
        .locator('.tasks')
        .getByRole('button', { name: /^应于 .* 前（含当日）办结$/ })
        .first()
        .click();
      await page.locator('.strip .month').first().waitFor();
      const counted = await page.locator('.strip .month .count').allInnerTexts();
      assert.deepEqual(counted.filter(Boolean), ['1', '2', '3', '4', '5', '6', '7']);
      assert.equal(await page.locator('.strip td.due').count(), 1);
      await page.locator('summary', { hasText: '流程图' }).click();
      await page.locator('.bpmn .djs-element').first().waitFor();
      assert.match(await page.locator('.events').innerText(), /王芳[^]*方案答复：已答复供电方案[^]*提交申请/);
      await shoot('case');
      await assertAccessible();
      await assertFits();
      await button(page, 'English').click();
      await sees('Time limits');
      await assertAccessible();
      const chinese = await page.evaluate(() => {
        const copy = document.body.cloneNode(true);
        for (const theirs of copy.querySelectorAll('[lang=zh-CN], #who, svg')) theirs.remove();
        document.body.append(copy);
        const found = copy.innerText
          .replace(/王芳|周村区实验小学|《.*?》/g, '')
          .match(/[\u3000-\u9fff\uff00-\uffef]+/g);
        copy.remove();
        return found;
      });
      assert.equal(chinese, null);
      await shoot('case-en');
    });
  });

  test('amends, hands to a colleague, and withdraws, each with its reason in the record', async () => {
    const caseNo = await caseAt('filed', '周村宾馆', '周村区周隆路3号');
    await sitting(people.manager, { expects: ['cases 422'] }, async ({ page, shoot, assertAccessible }) => {
      await go(page, `#/case/${caseNo}`);
      await button(page, '变更').click();
      await dialog(page)
        .getByLabel('有土建工程')
        .or(dialog(page).getByLabel('是', { exact: true }))
        .first()
        .check();
      await dialog(page).getByLabel('理由').fill('现场勘查后需要土建。');
      await shoot('amend');
      await assertAccessible();
      await confirm(page, '变更');
      await page.locator('.events', { hasText: '现场勘查后需要土建。' }).waitFor();
      await button(page, '移交同事').click();
      await dialog(page).getByLabel(/赵磊/).check();
      await assertAccessible();
      await confirm(page, '移交同事');
    });
    await sitting(people.colleague, {}, async ({ page, sees }) => {
      await go(page, `#/case/${caseNo}`);
      await button(page, '撤回申请').click();
      await button(page, '撤回申请', dialog(page)).click();
      await dialog(page).getByText('理由：请填写。').waitFor();
      await dialog(page).getByLabel('理由').fill('申请人改用其他地址。');
      await confirm(page, '撤回申请');
      await sees('已撤回');
      assert.equal(await page.locator('.task-actions button').count(), 0);
    });
  });
});

describe('two people, one case', () => {
  test('the second is told what changed, and keeps what he typed', async () => {
    const caseNo = await caseAt('filed', '福王红木', '周村区永安路9号');
    await sitting(
      people.manager,
      { expects: ['cases 412'], before: (page) => page.clock.install() },
      async ({ page, shoot, assertAccessible }) => {
        await go(page, `#/case/${caseNo}`);
        await button(page, '变更').click();
        await dialog(page).getByLabel('外线长度（米）').fill('380');
        await dialog(page).getByLabel('理由').fill('复测后缩短。');
        await standStill(page); // else it may look by itself before he sends
        await (
          await desk.as(people.greenery)
        ).enter(caseNo, 'tasks/green-space.1.review/complete', { outcome: 'granted' });
        await button(page, '变更', dialog(page)).click();
        await dialog(page).getByText('您填写期间，办件有了新的记录').waitFor();
        await page.clock.resume();
        assert.match(await dialog(page).locator('.changed').innerText(), /陈静[^]*绿地占用审批[^]*准予许可/);
        assert.equal(await dialog(page).getByLabel('外线长度（米）').inputValue(), '380');
        await shoot('changed-meanwhile');
        await assertAccessible();
        await confirm(page, '变更');
        await page.locator('.events', { hasText: '复测后缩短。' }).waitFor();
      },
    );
  });

  test('what another enters shows without reloading, and nothing is fetched while nothing changed', async () => {
    const caseNo = await caseAt('filed', '周村烧饼厂', '周村区南郊镇');
    await sitting(people.manager, { before: (page) => page.clock.install() }, async ({ page, sees }) => {
      await go(page, `#/case/${caseNo}`);
      await sees('周村烧饼厂');
      const again = page.waitForResponse((answer) => answer.url().endsWith(`/cases/${caseNo}`));
      await page.clock.runFor(15_000);
      assert.equal((await again).status(), 304);
      const changed = page.waitForResponse(
        (answer) => answer.url().endsWith(`/cases/${caseNo}`) && answer.status() === 200,
      );
      await (
        await desk.as(people.greenery)
      ).enter(caseNo, 'tasks/green-space.1.review/complete', { outcome: 'granted' });
      await page.getByLabel('写备注').focus();
      await page.keyboard.type('正在输入');
      await page.clock.runFor(15_000);
      await changed;
      assert.equal(await page.getByLabel('写备注').inputValue(), '正在输入');
      await page.keyboard.press('Escape');
      await page.locator('.events', { hasText: '陈静' }).waitFor();
      assert.equal(await page.getByLabel('写备注').inputValue(), '正在输入');
    });
  });
});

describe('while something is on its way', () => {
  test('a button is heard although the case is drawn anew, and a note that was begun meanwhile stays', async () => {
    const caseNo = await caseAt('filed', '周村区图书馆', '周村区新建路2号');
    await sitting(people.manager, { before: (page) => page.clock.install() }, async ({ page, sees }) => {
      await go(page, `#/case/${caseNo}`);
      await sees('周村区图书馆');
      await page.getByLabel('写备注').fill('图纸已收。');
      const changed = page.waitForResponse((answer) => answer.url().endsWith(`/cases/${caseNo}/events`));
      await (
        await desk.as(people.greenery)
      ).enter(caseNo, 'tasks/green-space.1.review/complete', { outcome: 'granted' });
      await page.clock.runFor(15_000);
      await changed;
      let answer;
      const sent = new Promise((seen) =>
        page.route(
          '**/notes',
          (route) => {
            answer = () => route.continue();
            seen();
          },
          { times: 1 },
        ),
      );
      await button(page, '添加备注').click();
      await sent;
      await page.getByLabel('写备注').fill('下一条');
      await answer();
      await page.keyboard.press('Tab'); // nothing is drawn under his hands
      await page.locator('.notes li', { hasText: '图纸已收。' }).waitFor();
      assert.equal(await page.getByLabel('写备注').inputValue(), '下一条');
    });
  });
});

describe('when the line is bad', () => {
  test('nothing typed is lost, and what was sent twice is done once', async () => {
    const caseNo = await caseAt('accepted', '淄博市第六中学', '周村区站北路5号');
    await sitting(people.manager, {}, async ({ page, context, sees, shoot, assertAccessible }) => {
      await go(page, `#/case/${caseNo}`);
      await sees('淄博市第六中学');
      await page.getByLabel('写备注').fill('联系了项目负责人。');
      const keys = [];
      await page.route('**/notes', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch(); // it arrives, and the answer is lost
        return route.abort();
      });
      await button(page, '添加备注').click();
      await page
        .locator('.note-form .faults')
        .getByText(/连不上服务/)
        .waitFor();
      assert.equal(await page.getByLabel('写备注').inputValue(), '联系了项目负责人。');
      await assertAccessible();
      await button(page, '添加备注').click();
      await page.locator('.notes li', { hasText: '联系了项目负责人。' }).first().waitFor();
      assert.equal(await page.locator('.notes > .rows > li').count(), 1);
      assert.equal(keys[0], keys[1]);
      assert.ok(keys[0]);
      await context.setOffline(true);
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await sees(/连不上服务，显示的是/);
      await shoot('offline');
      await assertAccessible();
      await context.setOffline(false);
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await page.locator('#fresh').waitFor({ state: 'hidden' });
    });
    const { events } = await (await desk.as(people.manager)).ask('GET', `/cases/${caseNo}/events`);
    assert.equal(events.length, 2);
  });

  test('a session that ran out is asked for over the page, which keeps what was typed', async () => {
    const caseNo = await caseAt('accepted', '周村古商城管委会', '周村区大街1号');
    await sitting(
      people.manager,
      { expects: ['cases 401', 'tasks 401', 'session 401'], before: (page) => page.clock.install() },
      async ({ page, context, sees, shoot, assertAccessible }) => {
        await go(page, `#/case/${caseNo}`);
        await sees('周村古商城管委会');
        await page.getByLabel('写备注').fill('明天上午踏勘。');
        await standStill(page);
        await context.clearCookies();
        await button(page, '添加备注').click();
        await sees('登录已失效，请重新登录');
        await page.clock.resume();
        await shoot('session-again');
        await assertAccessible();
        await page.getByRole('dialog').getByLabel('用户名').fill(people.manager.user);
        await page.getByRole('dialog').getByLabel('密码').fill(password);
        await page.keyboard.press('Enter');
        await page.locator('.notes li', { hasText: '明天上午踏勘。' }).waitFor();
      },
    );
  });
});
