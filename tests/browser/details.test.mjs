// What stands behind the status page's first screen: the days of a date, the calendar file, the sheet of paper;
// and the letters that the desk prints. On the real service, with a permit held for a correction.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { desk as wide, phone, startBrowser } from './browser.mjs';
import { application, people, plan, signIn, startDesk } from './staff.mjs';

const secrets = ['恒泰机械', '13812345678', '人民路18号'];
let desk, browser, caseNo, code, link;

before(
  async () => {
    desk = await startDesk('2018-12-20T09:00:00+08:00');
    browser = await startBrowser(desk.origin, 'details');
    const manager = await desk.as(people.manager);
    ({ caseNo, receiptCode: code } = await manager.open(application(secrets[0], `周村区${secrets[2]}`)));
    link = `/#${caseNo}/${code}`;
    await manager.enter(caseNo, 'tasks/accept/complete', { outcome: 'accepted' });
    await manager.enter(caseNo, 'tasks/supply-plan/complete', { outcome: 'replied', attributes: plan });
    await desk.setClock('2018-12-24T09:00:00+08:00');
    await (await desk.as(people.manager)).enter(caseNo, 'file-permits');
    await desk.setClock('2018-12-27T09:00:00+08:00');
    await (
      await desk.as(people.greenery)
    ).enter(caseNo, 'tasks/green-space.1.review/hold', {
      reason: 'correction',
      missing: ['works-plan', 'greening-form'],
    });
    await (
      await desk.as(people.police)
    ).enter(caseNo, 'tasks/road-occupation.1.review/complete', {
      outcome: 'refused',
      reason: '施工路段与元旦交通管制时段重叠。',
      law: '道路交通安全法 第三十二条',
    });
    await desk.setClock('2019-01-03T09:00:00+08:00');
    const greenery = await desk.as(people.greenery);
    await greenery.enter(caseNo, 'tasks/green-space.1.review/resume');
    await greenery.enter(caseNo, 'clocks/green-space.1.permit/extend', { days: 3, reason: '需要征求园林专家意见。' });
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

async function visiting(path, options, act) {
  const visit = await browser.visit(path, options);
  await act(visit);
  await visit.leave();
}

describe('the days of a date', () => {
  test('are numbered, and every day that does not count says why: the day of receipt, the correction, the weekend', () =>
    visiting(link, { size: phone }, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await sees('预计送电日');
      const date = page
        .locator('.permits li', { hasText: '北郊公园绿地' })
        .getByRole('button', { name: /^应于 2019年1月14日 周一 前（含当日）办结$/ });
      await date.click();
      const dialog = page.getByRole('dialog', { name: /绿地占用审批.*许可时限：逐日计算/ });
      await dialog.locator('.month').first().waitFor();
      assert.deepEqual(await dialog.locator('.month caption').allInnerTexts(), ['2018年12月', '2019年1月']);
      // 25 26 27 December; held till 3 January; 4 7 8 9, and the three days of the extension 10 11 14
      assert.deepEqual((await dialog.locator('.month .count').allInnerTexts()).filter(Boolean), [
        '1',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
        '8',
        '9',
        '10',
      ]);
      assert.match(await dialog.locator('td.due').innerText(), /^14\s+10\s/);
      await shoot('days-phone');
      await assertAccessible();
      await dialog.getByText('按日期列出').click();
      const told = await dialog.locator('.strip-list').innerText();
      assert.match(told, /2018年12月24日 周一\s+—\s+起算当日不计/);
      assert.match(told, /2018年12月27日 周四\s+3\s/);
      assert.match(told, /2019年1月1日 周二\s+—\s+\S*(元旦|补正)/);
      assert.match(told, /2019年1月5日 周六\s+—\s+周末/);
      assert.match(told, /2018年12月29日 周六\s+—\s+\S*补正/);
      assert.match(told, /2019年1月14日 周一\s+10\s+.*到期/);
      await assertAccessible();
      await assertFits();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      assert.equal(await date.evaluate((button) => button === document.activeElement), true);
    }));

  test('of any other limit open from the list of limits, in English too, and without a network the dialog says so', () =>
    visiting(
      `/?lang=en#${caseNo}/${code}`,
      { size: wide },
      async ({ page, context, sees, shoot, assertAccessible }) => {
        await sees('Expected power-on day');
        const open = page
          .locator('.clocks')
          .getByRole('button', { name: /upply.*: day by day$/ })
          .first();
        await open.click();
        await page.locator('.strip .month').first().waitFor();
        const chinese = await page.evaluate(() => {
          const copy = document.querySelector('dialog').cloneNode(true);
          for (const theirs of copy.querySelectorAll('[lang=zh-CN]')) theirs.remove();
          return copy.textContent.match(/[\u3000-\u9fff\uff00-\uffef]+/g);
        });
        assert.equal(chinese, null);
        await shoot('days-en');
        await assertAccessible();
        await page.getByRole('button', { name: 'Close' }).click();
        await context.setOffline(true);
        await open.click();
        await page.getByRole('dialog').getByText('This cannot be loaded at the moment.').waitFor();
        await context.setOffline(false);
      },
    ));
});

describe('a due day that a holiday notice has moved', () => {
  test('says from which day to which, and which notice did it; and a day of the strip names its own', () =>
    visiting(
      link,
      {
        size: phone,
        before: async (page) => {
          await page.route(`**/api/v1/status/${caseNo}`, async (route) => {
            const answer = await route.fetch();
            await route.fulfill({
              response: answer,
              json: {
                ...(await answer.json()),
                movedBy: [
                  {
                    edition: 'cn-2019-wrong',
                    source: null,
                    clock: 'green-space.1.permit',
                    from: '2019-01-10',
                    to: '2019-01-11',
                    withdrawn: true,
                  },
                  {
                    edition: 'cn-2019',
                    source: '国办发明电〔2018〕15号',
                    clock: 'green-space.1.permit',
                    from: '2019-01-11',
                    to: '2019-01-14',
                  },
                ],
              },
            });
          });
          await page.route('**/clocks/**/days', async (route) => {
            const answer = await route.fetch(),
              strip = await answer.json();
            await route.fulfill({
              response: answer,
              json: {
                ...strip,
                days: strip.days.map((one) => ({
                  ...one,
                  source: one.day === '2019-01-05' ? '国办发明电〔2018〕15号' : null,
                })),
              },
            });
          });
        },
      },
      async ({ page, sees, shoot, assertAccessible }) => {
        await sees('放假安排录入有误已撤回，到期日由 2019年1月10日 周四 改为 2019年1月11日 周五。');
        await sees('放假安排调整，到期日由 2019年1月11日 周五 改为 2019年1月14日 周一。 国办发明电〔2018〕15号');
        await page
          .locator('.permits')
          .getByRole('button', { name: /2019年1月14日/ })
          .click();
        await page.getByText('按日期列出').click();
        assert.match(
          await page.locator('.strip-list').innerText(),
          /2019年1月5日 周六\s+—\s+周末 国办发明电〔2018〕15号/,
        );
        await shoot('moved');
        await assertAccessible();
      },
    ));
});

describe('the calendar file', () => {
  test('is one press away, holds the due days and the power-on day, and no name and no address', () =>
    visiting(link, {}, async ({ page, sees }) => {
      await sees('把日期加到日历');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: '下载日历文件（.ics）' }).click(),
      ]);
      assert.equal(download.suggestedFilename(), `${caseNo}.ics`);
      const file = (await readFile(await download.path(), 'utf8')).replace(/\r\n[ \t]/g, '');
      assert.match(file, /^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
      assert.match(file, /DTSTART;VALUE=DATE:20190114\r\n[^]*?SUMMARY:[^\r]*到期/);
      assert.match(file, /SUMMARY:[^\r]*预计送电/);
      for (const secret of secrets) assert.ok(!file.includes(secret), `Expected no ${secret} in the calendar.`);
    }));

  test('is nothing to subscribe to while the service does not know its own address', () =>
    visiting(link, {}, async ({ page, sees }) => {
      await sees('把日期加到日历');
      assert.equal(await page.locator('#follow').count(), 0);
    }));

  for (const [lang, size, words] of [
    ['zh', phone, '在日历应用中订阅'],
    ['en', wide, 'Subscribe in your calendar app'],
  ]) {
    const feed = 'https://bandian.example.cn/api/v1/status/ZC2018-000001/feed.ics';
    const before = async (page) => {
      await page.route(`**/api/v1/status/${caseNo}`, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...(await answer.json()), feed } });
      });
    };
    test(`is subscribed to where the service is known by everybody, with the code (${lang})`, () =>
      visiting(lang === 'en' ? `/?lang=en#${caseNo}/${code}` : link, { size, before }, async (visit) => {
        const { page, shoot, assertAccessible, assertFits } = visit;
        const follow = page.getByRole('link', { name: words });
        assert.equal(
          await follow.getAttribute('href'),
          `${feed.replace('https:', 'webcal:')}?code=${code}${lang === 'en' ? '&lang=en' : ''}`,
        );
        await follow.scrollIntoViewIfNeeded();
        await shoot(`subscribe-${lang}`);
        await assertAccessible();
        await assertFits();
      }));
  }
});

describe('on paper', () => {
  test('the status of a case with three permits is one sheet with its dates, whatever is open on the screen', () =>
    visiting(link, { size: wide }, async ({ page, sees, shoot }) => {
      await sees('预计送电日');
      await page.locator('summary', { hasText: '流程图' }).click();
      await page.locator('.bpmn .djs-element').first().waitFor();
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 688, height: 1000 });
      await shoot('paper');
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
      for (const part of ['.band', '.stages', '.permits', '.about', '.papers'])
        assert.equal(await page.locator(part).isVisible(), true, part);
    }));

  /// The letters open in a tab of their own, as the desk links them.
  for (const [kind, person, told] of [
    ['acceptance', people.manager, [/受理通知书/, /用电申请/]],
    ['correction', people.greenery, [/一次性告知书/, /施工方案/, /行政许可法 第三十二条/]],
    [
      'refusal',
      people.police,
      [/不予许可决定书/, /施工路段与元旦交通管制时段重叠。/, /道路交通安全法 第三十二条/, /六十日内申请行政复议/],
    ],
    [
      'extension',
      people.greenery,
      [/延长办理期限告知书/, /3 个工作日/, /需要征求园林专家意见。/, /行政许可法 第四十二条/],
    ],
  ])
    test(`the letter of ${kind} is one sheet of A4 with its cause, its law and whom it is for`, () =>
      visiting('/desk', { size: wide, expects: ['session 401'] }, async ({ page, context }) => {
        await signIn(page, person);
        await page.locator('#sign-out:visible').waitFor();
        await page.evaluate((to) => {
          location.hash = to;
        }, `#/case/${caseNo}`);
        const [letter] = await Promise.all([
          context.waitForEvent('page'),
          page.locator(`a[href$="/notices/${kind}"]`).click(),
        ]);
        const faults = [];
        letter.on('console', (message) => {
          if (message.type() === 'error') faults.push(message.text());
        });
        await letter.reload();
        const text = await letter.locator('main').innerText();
        for (const one of [...told, new RegExp(caseNo), /恒泰机械/, /周政办字〔2018〕113号/, /（盖章）/])
          assert.match(text, one);
        const heading = letter.getByRole('heading', { level: 1 });
        assert.equal(await heading.evaluate((one) => getComputedStyle(one).textAlign), 'center');
        const pdf = (await letter.pdf({ preferCSSPageSize: true })).toString('latin1');
        assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
        const [, width, height] = pdf.match(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/);
        assert.deepEqual(
          [Math.round((Number(width) / 72) * 25.4), Math.round((Number(height) / 72) * 25.4)],
          [210, 297],
        );
        await letter.screenshot({ path: `${process.env.ARTEFACTS || 'artefacts'}/notice-${kind}.png`, fullPage: true });
        assert.deepEqual(faults, []);
      }));
});
