// The guide as anybody reads it, without an account, on the real service.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { desk as wide, narrow, phone, startBrowser } from './browser.mjs';
import { startService } from '../service/service.mjs';

let service, browser;
before(
  async () => {
    service = await startService('2018-10-08T09:00:00+08:00');
    browser = await startBrowser(service.origin, 'guide');
  },
  { timeout: 240_000 },
);
after(
  async () => {
    await browser?.stop();
    await service?.stop();
  },
  { timeout: 60_000 },
);

async function reading(address, options, act) {
  const visit = await browser.visit(address, { size: wide, ...options });
  await visit.page.locator('.chapter').first().waitFor();
  await act(visit);
  await visit.leave();
}

describe('a process', () => {
  test('is shown with its picture, steps, limits, materials, fees and law, and nobody is asked who he is', () =>
    reading('/guide#/ten-kilovolt', {}, async ({ page, seen, shoot, section, assertAccessible, assertFits }) => {
      await page.locator('.bpmn .djs-element').first().waitFor();
      assert.match(
        await section('办理环节'),
        /用电申请\s+周村供电中心\s+1 个工作日[^]*方案答复\s+周村供电中心\s+电源数 ≥ 2：7 个工作日；其他情况：5 个工作日/,
      );
      assert.match(await section('办理环节'), /有土建工程：30 个工作日；其他情况：20 个工作日/);
      assert.match(await section('办理环节'), /掘路\/涉路许可[^]*区住建局[^]*道路类别为城市道路/);
      assert.match(
        await section('时限承诺'),
        /审批总时长\s+7 个工作日\s+逐件考核[^]*受理至送电\s+40 个工作日\s+按平均时长考核/,
      );
      assert.match(await section('申请材料'), /用电人有效身份证明[^]*建设工程规划许可证\s+外线长度（米） ≥ 150/);
      assert.match(await section('收费'), /240 元 × 申请容量（千伏安）\s+电源数 ≥ 2且线路形式为电缆/);
      assert.match(await section('依据'), /周政办字〔2018〕113号/);
      assert.deepEqual(
        seen.requests.filter((url) => /session|cases|tasks/.test(url)),
        [],
      );
      await shoot('desk');
      await assertAccessible();
      await assertFits();
    }));

  test('is chosen by its name, and its chapters by theirs', () =>
    reading('/guide', { size: phone }, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await page.getByRole('link', { name: '低压用户用电报装' }).click();
      await page.getByRole('heading', { level: 1, name: '低压用户用电报装' }).waitFor();
      await page.getByRole('link', { name: '收费', exact: true }).click();
      await page.waitForFunction(() => document.activeElement.id === 'fees-title');
      await shoot('phone');
      await assertFits();
      await assertAccessible();
      await page.goBack();
      await sees('低压用户用电报装');
    }));

  test('leaves no Chinese in English but what the law says', () =>
    reading('/guide?lang=en#/ten-kilovolt', {}, async ({ page, shoot, assertAccessible }) => {
      await page.locator('.bpmn .djs-element').first().waitFor();
      await shoot('en');
      await assertAccessible();
      const chinese = await page.evaluate(() => {
        for (const theirs of document.querySelectorAll('[lang=zh-CN], svg')) theirs.remove();
        return document.body.innerText.match(/[\u3000-\u9fff\uff00-\uffef]+/g);
      });
      assert.equal(chinese, null);
    }));

  test('says so when there is no network, and when there is no such process shows the first', () =>
    reading('/guide#/no-such-process', {}, async ({ page }) => {
      await page.getByRole('heading', { level: 1 }).filter({ hasText: '用电报装' }).waitFor();
    }));
});

describe('the estimator', () => {
  const fill = async (page) => {
    await page.getByLabel('申请容量（千伏安）').fill('630');
    await page.getByLabel('电源数').fill('2');
    await page.getByLabel('线路形式').selectOption({ label: '电缆' });
    await page.getByLabel('外线长度（米）').fill('420');
    await page.getByRole('group', { name: '有土建工程' }).getByLabel('否').check();
    await page.getByRole('button', { name: '添加绿地占用' }).click();
    await page.getByLabel('地点').first().fill('北郊公园绿地');
    await page.getByLabel('准备哪天申请').fill('2018-10-08');
  };

  test('turns what I tell into my steps, dates, fees and papers, and stores nothing', () =>
    reading('/guide#/ten-kilovolt/estimate', {}, async ({ page, sees, text, shoot, assertAccessible, assertFits }) => {
      await fill(page);
      await page.getByRole('button', { name: '估算' }).click();
      await page.locator('.end-day').waitFor();
      assert.match(await page.locator('.end-day').innerText(), /最迟送电日\s*20\d\d年\d+月\d+日 周./);
      assert.match(await text(), /用电申请\s+周村供电中心\s+2018年10月8日 周一\s+2018年10月9日 周二/);
      assert.match(await text(), /方案答复\s+周村供电中心\s+2018年10月9日 周二\s+2018年10月18日 周四/);
      assert.match(await text(), /高可靠性供电费（电缆线路）\s+151,200 元/);
      assert.match(await page.locator('.estimate').innerText(), /我的材料[^]*用电人有效身份证明/);
      await shoot('estimate');
      await assertAccessible();
      await assertFits();
      await page.getByRole('button', { name: 'English' }).click();
      await sees('Power at the latest on');
      assert.equal(await page.getByLabel('Capacity applied for (kVA)').inputValue(), '630');
      assert.equal(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]).includes('北郊')), false);
    }));

  test('names what it has to know besides', () =>
    reading(
      '/guide#/ten-kilovolt/estimate',
      { size: phone, expects: ['guide 422', 'guide 409'] },
      async ({ page, shoot, assertAccessible, assertFits }) => {
        await page.getByLabel('电源数').fill('two');
        await page.getByRole('button', { name: '估算' }).click();
        await page.locator('.faults li').first().waitFor();
        await shoot('estimate-faults');
        await assertAccessible();
        await fill(page);
        await page.getByRole('button', { name: '估算' }).click();
        await page.locator('.end-day').waitFor();
        await shoot('estimate-phone');
        await assertFits();
        await assertAccessible();
      },
    ));
});

for (const [name, options] of [
  ['320 px', { size: narrow }],
  ['in the dark', { dark: true }],
])
  test(`is read without scrolling sideways and without a barrier: ${name}`, { timeout: 60_000 }, () =>
    reading('/guide#/low-voltage', options, async ({ page, shoot, assertFits, assertAccessible }) => {
      await page.locator('.bpmn .djs-element').first().waitFor();
      if (options.dark) await shoot('dark');
      await assertFits();
      await assertAccessible();
    }),
  );
