// The counter: signing in, taking an application in, finding a case, and what of it stays on the machine. On the real service.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { phone } from './browser.mjs';
import { button, go, row, startSittings } from './sitting.mjs';
import { password, people } from './staff.mjs';

/// One empty page.
const pdf = Buffer.from(
  [
    '%PDF-1.4',
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj',
    'trailer<</Root 1 0 R>>',
    '%%EOF',
    '',
  ].join('\n'),
);

let desk, sitting, caseAt;
before(
  async () => {
    desk = await startSittings('2018-10-08T09:00:00+08:00', 'desk');
    ({ sitting, caseAt } = desk);
  },
  { timeout: 240_000 },
);
after(() => desk?.stop(), { timeout: 60_000 });

describe('signing in', () => {
  test('says what is missing and what is wrong, and greets by name and department', () =>
    sitting(
      null,
      { size: phone, expects: ['session 401'] },
      async ({ page, sees, shoot, text, assertAccessible, assertFits }) => {
        await sees('登录');
        await shoot('sign-in');
        await assertAccessible();
        await button(page, '登录').click();
        await sees('用户名：请填写。');
        await assertAccessible();
        await page.getByLabel('用户名').fill(people.clerk.user);
        await page.getByLabel('密码').fill('something else');
        await page.keyboard.press('Enter');
        await sees('用户名或密码不对。');
        assert.equal(await page.getByLabel('密码').inputValue(), '');
        await page.getByLabel('密码').fill(password);
        await page.keyboard.press('Enter');
        await sees('李强');
        await assertFits();
        await button(page, '退出').click();
        await page.getByLabel('用户名').waitFor();
        assert.doesNotMatch(await text(), /李强/);
      },
    ));

  test('after five wrong passwords says how long to wait, and then lets the right one in', () =>
    sitting(null, { expects: ['session 401', 'session 429'] }, async ({ page, sees, shoot, assertAccessible }) => {
      const { user } = people.police;
      await page.getByLabel('用户名').fill(user);
      for (let i = 0; i < 5; ++i) {
        await page.getByLabel('密码').fill(`wrong ${i}`);
        const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
        await page.keyboard.press('Enter');
        assert.equal((await answered).status(), 401);
        await sees('用户名或密码不对。');
      }
      await page.getByLabel('密码').fill(password);
      await page.keyboard.press('Enter');
      await sees('尝试次数过多，请过 1 秒再试。');
      assert.equal(await page.getByLabel('用户名').inputValue(), user);
      await shoot('sign-in-wait');
      await assertAccessible();
      await desk.setClock('2018-10-08T09:00:01+08:00');
      await page.getByLabel('密码').fill(password);
      await page.keyboard.press('Enter');
      await sees('高军');
    }));

  test('one who is not signed in is shown nothing but the sign-in', () =>
    sitting(
      null,
      {},
      async ({ page, seen }) => {
        await page.getByLabel('用户名').waitFor();
        assert.deepEqual(
          seen.requests.filter((url) => /\/api\/v1\/(cases|tasks|board)/.test(url)),
          [],
        );
      },
      '/desk#/cases',
    ));
});

describe('the window clerk', () => {
  test('takes an application in by the keyboard alone, with every fault told at once, and hands out number and code', () =>
    sitting(people.clerk, { expects: ['cases 422'] }, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await page.locator('.list').waitFor();
      await page.keyboard.press('n');
      await page.getByRole('link', { name: '10千伏用户用电报装' }).waitFor();
      await assertAccessible();
      await page.getByRole('link', { name: '10千伏用户用电报装' }).focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('姓名或名称').waitFor();
      await sees('不会留在窗口电脑上');
      await assertAccessible();
      await page.getByLabel('证件号码').fill('370306198001011235');
      await page.getByLabel('申请容量（千伏安）').fill('many');
      await button(page, '提交申请').focus();
      await page.keyboard.press('Enter');
      await sees(/有 \d 处需要修改/);
      const list = page.locator('.faults');
      for (const fault of [
        '姓名或名称：请填写。',
        '地址：请填写。',
        '申请容量（千伏安）：请填数字。',
        /证件号码：最后一位校验码与前 17 位不符/,
      ])
        await list.getByText(fault).waitFor();
      assert.equal(await page.getByLabel('姓名或名称').getAttribute('aria-invalid'), 'true');
      await shoot('application-faults');
      await assertAccessible();
      await list.getByText('地址：请填写。').click();
      assert.equal(
        await page.getByRole('textbox', { name: /^地址/ }).evaluate((field) => field === document.activeElement),
        true,
      );

      await page.getByLabel('姓名或名称').fill('淄博恒泰机械有限公司');
      await page.getByLabel('证件号码').fill('');
      await page.getByLabel('联系电话').fill('13812345678');
      await page.getByRole('textbox', { name: /^地址/ }).fill('周村区人民路18号');
      await page.getByLabel('申请容量（千伏安）').fill('６３０');
      await page.getByLabel('电源数').fill('2');
      await page.getByLabel('用电人有效身份证明').check();
      await page.reload();
      await page.getByLabel('姓名或名称').waitFor();
      assert.equal(await page.getByLabel('姓名或名称').inputValue(), '淄博恒泰机械有限公司');
      assert.equal(await page.getByLabel('用电人有效身份证明').isChecked(), true);
      assert.equal(await page.evaluate(() => Object.values(localStorage).join().includes('恒泰')), false);
      await button(page, '提交申请').click();
      await sees(/已登记（待受理）：ZC2018-\d{6}/);
      assert.match(await page.locator('.code').innerText(), /^[0-9A-HJKMNP-TV-Z]{10}$/);
      await page.waitForFunction(
        (img) => img.complete && img.naturalWidth > 0,
        await page.getByAltText('查询进度的二维码').elementHandle(),
      );
      assert.equal(await page.evaluate(() => Object.values(sessionStorage).join().includes('恒泰')), false);
      await shoot('application-done');
      await assertAccessible();
      await assertFits();
      await page.getByRole('link', { name: '打开办件' }).click();
      await sees('淄博恒泰机械有限公司 · 周村区人民路18号');
    }));

  test('finds a case by name, phone and number, and files what the applicant hands in', async () => {
    const caseNo = await caseAt('submitted', '李记餐饮店', '周村区正阳路301号');
    await sitting(people.clerk, { expects: ['cases 415'] }, async ({ page, sees, shoot, assertAccessible }) => {
      await page.locator('.list').waitFor();
      await page.getByRole('link', { name: '办件', exact: true }).click();
      await row(page, caseNo).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('李记餐饮店');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length === 1);
      await shoot('cases');
      await assertAccessible();
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await sees('李记餐饮店 · 周村区正阳路301号');
      await page
        .getByLabel('上传：用电人有效身份证明')
        .setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('no document') });
      await sees('只接收 PDF');
      await page
        .getByLabel('上传：用电人有效身份证明')
        .setInputFiles({ name: '身份证 张三.pdf', mimeType: 'application/pdf', buffer: pdf });
      const file = page.getByRole('link', { name: '身份证 张三.pdf' });
      await file.waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
      assert.equal(download.suggestedFilename(), '身份证 张三.pdf');
      await button(page, '预览').click();
      await page.waitForFunction(() => document.querySelector('.preview img')?.naturalWidth > 100);
      await shoot('preview');
      await assertAccessible();
      await button(page, '收起').click();
      assert.equal(await page.locator('.preview').count(), 0);
      await page.getByLabel('写备注').fill('营业执照周五补来。');
      await button(page, '添加备注').click();
      await page.locator('.notes li', { hasText: '营业执照周五补来。' }).waitFor();
      assert.equal(await page.getByLabel('写备注').inputValue(), '');
      await assertAccessible();
    });
  });

  test('an application whose answer was lost is entered once', () =>
    sitting(people.clerk, {}, async ({ page, sees }) => {
      await page.locator('.list').waitFor();
      await go(page, '#/new/low-voltage');
      await page.getByLabel('姓名或名称').fill('赵钱孙小卖部');
      await page.getByRole('textbox', { name: /^地址/ }).fill('周村区凤鸣小区');
      await page.getByLabel('申请容量（千伏安）').fill('20');
      let tries = 0;
      await page.route('**/api/v1/cases', async (route) => {
        if (route.request().method() !== 'POST' || ++tries > 1) return route.continue();
        await route.fetch();
        return route.abort();
      });
      await button(page, '提交申请').click();
      await page
        .locator('.faults')
        .getByText(/连不上服务/)
        .waitFor();
      await page.reload();
      await page.getByLabel('姓名或名称').waitFor();
      await button(page, '提交申请').click();
      await sees(/已登记（待受理）：/);
      const found = await (await desk.as(people.clerk)).ask('GET', `/cases?q=${encodeURIComponent('赵钱孙小卖部')}`);
      assert.equal(found.items.length, 1);
    }));

  test('signing out leaves nothing of a draft on the machine', () =>
    sitting(people.clerk, {}, async ({ page }) => {
      await page.locator('.list').waitFor();
      await go(page, '#/new/low-voltage');
      await page.getByLabel('姓名或名称').fill('钱七');
      await button(page, '退出').click();
      await page.getByLabel('用户名').waitFor();
      assert.equal(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]).includes('钱七')), false);
    }));
});
