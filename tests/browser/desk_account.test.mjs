// One's own account in the desk: where one is signed in, and one's password. On the real service.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { phone } from './browser.mjs';
import { button, go, startSittings } from './sitting.mjs';
import { password, people } from './staff.mjs';

let desk, sitting;
before(
  async () => {
    desk = await startSittings('2018-10-08T09:00:00+08:00', 'desk-account');
    ({ sitting } = desk);
  },
  { timeout: 240_000 },
);
after(() => desk?.stop(), { timeout: 60_000 });

const fresh = '供电所里的一句长话吧';
const rows = (page) => page.locator('.sessions > li');
const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();

describe('one’s own account', () => {
  test('shows where one is signed in, and ends it there', async () => {
    await desk.as(people.manager);
    await desk.as(people.manager);
    await sitting(people.manager, {}, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await page.getByRole('link', { name: /王芳/ }).click();
      await heading(page, '我的账号');
      await sees('（本次登录）');
      assert.equal(await rows(page).count(), 3);
      assert.equal(
        await rows(page).filter({ hasText: '本次登录' }).getByRole('button').count(),
        0,
        'one signs out of this one above',
      );
      await sees('127.0.0.1');
      await shoot('sessions');
      await assertAccessible();
      await assertFits();
      await rows(page).filter({ hasNotText: '本次登录' }).first().getByRole('button').click();
      await rows(page).nth(2).waitFor({ state: 'detached' });
      await button(page, '退出其他所有浏览器').click();
      await rows(page).nth(1).waitFor({ state: 'detached' });
      assert.equal(await rows(page).count(), 1);
      assert.equal(await button(page, '退出其他所有浏览器').count(), 0);
      await button(page, 'English').click();
      await heading(page, 'My account');
      await sees('Where you are signed in');
      await shoot('sessions-en');
    });
  });

  test('fits a phone', () =>
    sitting(people.clerk, { size: phone }, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await go(page, '#/account');
      await heading(page, '我的账号');
      await sees('（本次登录）');
      await shoot('phone');
      await assertAccessible();
      await assertFits();
      await button(page, 'English').click();
      await heading(page, 'My account');
      await shoot('phone-en');
      await assertFits();
    }));

  test('changes one’s password, and says what is wrong with a new one', () =>
    sitting(
      people.colleague,
      { expects: ['session 422', 'session 401'] },
      async ({ page, sees, shoot, assertAccessible }) => {
        await go(page, '#/account');
        await heading(page, '我的账号');
        const [old, one, again] = [
          page.getByLabel('原密码'),
          page.getByLabel(/^新密码/),
          page.getByLabel('再次输入新密码'),
        ];
        const change = async (from, to, repeated = to) => {
          for (const [field, text] of [
            [old, from],
            [one, to],
            [again, repeated],
          ])
            await field.fill(text);
          await button(page, '修改密码').click();
        };
        await button(page, '修改密码').click();
        await sees('原密码：请填写。');
        await change(password, fresh, `${fresh}！`);
        await sees('两次输入的新密码不一致。');
        await change('not the right one', fresh);
        await sees('原密码不对。');
        await change(password, 'qwertyuiop');
        await sees('这个密码太常见，容易被猜到，请换一个。');
        await change(password, 'zhaolei2018');
        await sees('密码不能以姓名、用户名或系统名称为主，请换一个。');
        await change(password, 'short');
        await sees('密码至少 10 个字符，建议 15 个以上。');
        await shoot('password-refused');
        await assertAccessible();
        await change(password, fresh);
        await page.locator('#announce', { hasText: '密码已修改。' }).waitFor({ state: 'attached' });
        assert.deepEqual([await old.inputValue(), await one.inputValue(), await again.inputValue()], ['', '', '']);
        await button(page, '退出').click();
        await page.getByLabel('用户名').fill(people.colleague.user);
        await page.getByLabel('密码').fill(password);
        await page.keyboard.press('Enter');
        await sees('用户名或密码不对。');
        await page.getByLabel('密码').fill(fresh);
        await page.keyboard.press('Enter');
        await sees('赵磊');
      },
    ));
});
