// The permit officers, the supervisor, and the list all of them work from, on the real service with a driven clock.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { narrow, phone } from './browser.mjs';
import { button, confirm, dialog, go, row, startSittings } from './sitting.mjs';
import { application, people } from './staff.mjs';

let desk, sitting, caseAt;
before(
  async () => {
    desk = await startSittings('2018-10-08T09:00:00+08:00', 'desk');
    ({ sitting, caseAt } = desk);
  },
  { timeout: 240_000 },
);
after(() => desk?.stop(), { timeout: 60_000 });

describe('the permit officers', () => {
  test('are asked one question, ask once for what is missing, and grant', async () => {
    const caseNo = await caseAt('filed', '周村医院', '周村区东门路1号');
    await sitting(
      people.greenery,
      { expects: ['cases 409', 'cases 422'] },
      async ({ page, sees, shoot, assertAccessible, assertFits }) => {
        await row(page, caseNo).waitFor();
        assert.doesNotMatch(await page.locator('.list').innerText(), /占路|掘路/);
        await shoot('officer-worklist');
        await row(page, caseNo).getByRole('link').click();
        await sees('请作出决定');
        assert.deepEqual(
          (await page.locator('.decide .task-actions button').allInnerTexts()).sort(),
          ['准予许可', '不予许可', '认领', '一次性告知', '停止计时'].sort(),
        );
        await shoot('officer-case');
        await assertAccessible();
        await button(page, '一次性告知').click();
        await button(page, '一次性告知', dialog(page)).click();
        await dialog(page).getByText('需要补正的材料：请选择。').waitFor();
        await dialog(page).getByLabel('施工方案').check();
        await shoot('officer-correction');
        await assertAccessible();
        await confirm(page, '一次性告知');
        await sees('待补材料：施工方案');
        await button(page, '恢复计时').click();
        await confirm(page, '恢复计时');

        await button(page, '一次性告知').click();
        await dialog(page).getByLabel('行政申请表').check();
        await button(page, '一次性告知', dialog(page)).click();
        await dialog(page)
          .locator('.faults')
          .getByText(/已经告知过一次/)
          .waitFor();
        await dialog(page).getByLabel('例外说明').waitFor();
        await assertAccessible();
        await button(page, '取消', dialog(page)).click();

        await page.getByRole('button', { name: '延长办理期限' }).click();
        await dialog(page).getByLabel('延长几个工作日').fill('3');
        await dialog(page).getByLabel('理由').fill('需要征求园林专家意见。');
        await confirm(page, '延长办理期限');
        await button(page, '准予许可').click();
        await confirm(page, '准予许可');
        await sees('本部门目前没有需要决定的事项');
        await assertFits();
      },
    );
  });

  test('write notes for their department, and are told so; the supervisor reads whose they are', async () => {
    const caseNo = await caseAt('filed', '周村医院', '周村区东门路1号');
    await sitting(people.greenery, { size: phone }, async ({ page, sees, assertAccessible, assertFits }) => {
      await go(page, `/case/${caseNo}`);
      await sees('仅区综合行政执法局和督查人员可见');
      await page.getByLabel('写备注').fill('树种待核。');
      await button(page, '添加备注').click();
      await page.locator('.notes li', { hasText: '树种待核。' }).waitFor();
      await assertAccessible();
      await assertFits();
    });
    await sitting(people.supervisor, {}, async ({ page }) => {
      await go(page, `/case/${caseNo}`);
      await page.locator('.notes li', { hasText: '树种待核。仅区综合行政执法局和督查人员可见' }).waitFor();
    });
    await sitting(people.manager, {}, async ({ page }) => {
      await go(page, `/case/${caseNo}`);
      await page.locator('.notes .empty').waitFor();
      assert.equal(await page.locator('.notes .hint').count(), 0, 'nor is she told of readers');
    });
  });

  test('refuse on a phone only with reason and law', async () => {
    const caseNo = await caseAt('filed', '丝绸大集', '周村区大街76号');
    await sitting(people.police, { size: phone }, async ({ page, shoot, assertAccessible, assertFits }) => {
      await row(page, caseNo).getByRole('link').click();
      await button(page, '不予许可').click();
      const law = dialog(page).getByLabel('法律依据');
      await law.fill('');
      await button(page, '不予许可', dialog(page)).click();
      await dialog(page).getByText('理由：请填写。').waitFor();
      await dialog(page).getByText('法律依据：请填写。').waitFor();
      await dialog(page).getByLabel('理由').fill('施工路段与春运管制时段重叠，交通布控方案不能保证通行。');
      await law.fill('道路交通安全法 第三十二条');
      await shoot('officer-refusal-phone');
      await assertAccessible();
      await assertFits();
      await confirm(page, '不予许可');
      await page.locator('.events', { hasText: '道路交通安全法 第三十二条' }).waitFor();
    });
  });
});

describe('the supervisor', () => {
  test('takes an entry back with a reason, and the case is worked out again', async () => {
    const caseNo = await caseAt('accepted', '东街小学', '周村区东街8号');
    await sitting(people.supervisor, {}, async ({ page, shoot, assertAccessible }) => {
      await go(page, `#/case/${caseNo}`);
      await page.locator('.events li', { hasText: '已受理' }).getByRole('button', { name: '作废此记录' }).click();
      await dialog(page).getByLabel('理由').fill('录入有误。');
      await shoot('void');
      await assertAccessible();
      await confirm(page, '作废此记录');
      await page.locator('.events .taken-back').waitFor();
      assert.match(await page.locator('.tasks').innerText(), /用电申请/);
    });
  });

  test('is told why an entry that a later one needs stays, and keeps his reason', async () => {
    const caseNo = await caseAt('planned', '南下河小学', '周村区南下河街2号');
    await sitting(
      people.supervisor,
      { expects: ['cases 409', 'cases 422'] },
      async ({ page, shoot, assertAccessible }) => {
        await go(page, `#/case/${caseNo}`);
        await page.locator('.events li', { hasText: '已受理' }).getByRole('button', { name: '作废此记录' }).click();
        await dialog(page).getByLabel('理由').fill('录入有误。');
        await button(page, '作废此记录', dialog(page)).click();
        await dialog(page).locator('.faults').getByText('后面的记录需要这一条，不能作废。').waitFor();
        assert.equal(await dialog(page).getByLabel('理由').inputValue(), '录入有误。');
        await shoot('void-refused');
        await assertAccessible();
        await button(page, '取消', dialog(page)).click();
        assert.equal(await page.locator('.events .taken-back').count(), 0);
      },
    );
  });
});

describe('the list', () => {
  test('is walked with j, k, arrows and Enter, shows its keys, and lets them be switched off', () =>
    sitting(people.manager, {}, async ({ page, assertAccessible, shoot }) => {
      await row(page, 'ZC2018').nth(2).waitFor();
      const focused = () =>
        page.evaluate(() => [...document.querySelectorAll('.list a.row-link')].indexOf(document.activeElement));
      const pressed = async (key) => {
        await page.keyboard.press(key);
        return focused();
      };
      assert.deepEqual(
        [
          await pressed('j'),
          await pressed('j'),
          await pressed('ArrowDown'),
          await pressed('k'),
          await pressed('ArrowUp'),
        ],
        [0, 1, 2, 1, 0],
      );
      await page.keyboard.press('?');
      await dialog(page).getByText('启用单键快捷键').waitFor();
      await shoot('keys');
      await assertAccessible();
      await dialog(page).getByLabel('启用单键快捷键').uncheck();
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      assert.equal(await focused(), 0);
      await button(page, '快捷键').click();
      await dialog(page).getByLabel('启用单键快捷键').check();
      await page.keyboard.press('Escape');
      await page.locator('.list a.row-link').first().focus();
      await page.keyboard.press('Enter');
      await page.locator('.case-head').waitFor();
      await page.keyboard.press('u');
      await row(page, 'ZC2018').first().waitFor();
    }));

  test('brings more rows page by page', async () => {
    const manager = await desk.as(people.manager);
    for (let i = 1; i <= 52; ++i)
      await manager.open(application(`批量 ${i}`, `周村区 ${i} 号`, { capacityKva: 20 }, 'low-voltage'));
    await sitting(people.manager, {}, async ({ page, assertAccessible }) => {
      await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length === 50);
      await button(page, '显示更多').click();
      await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length > 50);
      assert.equal(
        await page.evaluate(() => [...document.querySelectorAll('.list a.row-link')].indexOf(document.activeElement)),
        50,
      );
      await assertAccessible();
    });
  });

  test('keeps what is typed while a choice is on its way, and narrows by both', () =>
    sitting(people.manager, {}, async ({ page }) => {
      await page.getByRole('searchbox').waitFor();
      let answer;
      const asked = new Promise((seen) =>
        page.route(
          '**/api/v1/tasks?light=green',
          (route) => {
            answer = () => route.continue();
            seen();
          },
          { times: 1 },
        ),
      );
      await page.getByLabel('预警').selectOption('green');
      await asked;
      await page.getByRole('searchbox').click();
      await page.keyboard.type('批量');
      await answer();
      await page.locator('.list tbody tr').first().waitFor();
      await page.keyboard.type(' 7');
      await page.keyboard.press('Enter');
      await page.waitForURL(
        (url) => /light=green/.test(url.hash) && decodeURIComponent(url.hash.replaceAll('+', ' ')).includes('q=批量 7'),
      );
      await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length === 1);
    }));

  // In light and on wide paper the same states are looked at where they are walked through.
  for (const [name, options] of [
    ['without scrolling sideways at 320 px', { size: narrow }],
    ['without a barrier in the dark', { dark: true }],
  ])
    test(`every page is read ${name}`, async () => {
      const caseNo = await caseAt('filed', name, '周村区');
      await sitting(people.manager, options, async ({ page, shoot, assertFits, assertAccessible }) => {
        for (const [fragment, until] of [
          ['#/tasks', '.list tbody tr'],
          ['#/cases', '.list tbody tr'],
          [`#/case/${caseNo}`, '.clocks'],
          ['#/new', '.choices'],
          ['#/new/ten-kilovolt', '.application'],
        ]) {
          await go(page, fragment);
          await page.locator(until).first().waitFor();
          await assertFits();
          if (!options.dark) continue;
          await assertAccessible();
          await shoot(`dark-${fragment.replace(/\W+/g, '-').slice(1, 12)}`);
        }
      });
    });

  test('turns yellow and red as the days go by, the late ones first', async () => {
    const caseNo = await caseAt('submitted', '超期测试', '周村区');
    await desk.setClock('2018-10-12T09:00:00+08:00');
    await sitting(people.manager, {}, async ({ page, shoot }) => {
      await page.getByLabel('预警').selectOption('red');
      await page.waitForURL(/light=red/);
      await page.getByRole('searchbox').fill('超期测试');
      await page.keyboard.press('Enter');
      await row(page, caseNo)
        .getByText(/超期 \d+ 个工作日/)
        .waitFor();
      await shoot('worklist');
    });
  });
});
