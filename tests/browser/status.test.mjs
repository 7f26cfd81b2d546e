// The status page as an applicant meets it, on the real service: one 10 kV case of 周村区, from submission to a paused permit.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { desk, narrow, standStill, startBrowser } from './browser.mjs';
import { startService } from '../service/service.mjs';

const secrets = ['张三丰', '三丰', '13812345678', '370306198001011233', '人民路18号'];
const application = {
  process: 'ten-kilovolt',
  applicant: { name: secrets[0], phone: secrets[2], idNumber: secrets[3] },
  site: { address: '周村区人民路18号' },
  attributes: { capacityKva: 630, supplies: 2 },
};
const plan = {
  line: 'cable',
  externalLineMetres: 420,
  civilWorks: false,
  permits: {
    greenSpace: [{ place: '北郊公园绿地', areaM2: 12, relocation: false }],
    roadOccupation: [{ road: '新建东路', authority: 'police' }],
    roadExcavation: [{ road: '丝绸路', roadClass: 'urban', surface: 'arterial-asphalt', areaM2: 30 }],
  },
};

let service, browser, caseNo, code, link;

before(
  async () => {
    service = await startService('2018-10-08T09:00:00+08:00');
    browser = await startBrowser(service.origin);
    ({ caseNo, receiptCode: code } = await service.createCase(application));
    link = `/#${caseNo}/${code}`;
    await service.setClock('2018-10-09T10:00:00+08:00');
    await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
    await service.setClock('2018-10-12T10:00:00+08:00');
    await service.act(caseNo, 'supply-plan', 'complete', { outcome: 'replied', attributes: plan });
    for (const call of ['green-space.1', 'road-occupation.1', 'road-excavation.1'])
      await service.act(caseNo, `${call}.filing`, 'complete', { outcome: 'filed' });
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

/// Opens a page, does something there, and leaves it without a fault.
async function visiting(path, options, act) {
  const visit = await browser.visit(path, options);
  await act(visit);
  await visit.leave();
}

describe('the form', () => {
  test('asks for the case number and the receipt code, and names what was left empty', () =>
    visiting('/', {}, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await sees('请输入受理回执上的办件编号和查询码。');
      await shoot('form');
      await assertAccessible();
      await page.getByLabel('办件编号').fill(caseNo);
      await page.getByRole('button', { name: '查询' }).click();
      await sees('请填写查询码。');
      assert.equal(await page.getByLabel('查询码').getAttribute('aria-invalid'), 'true');
      assert.equal(await page.getByLabel('查询码').evaluate((field) => field === document.activeElement), true);
      await assertAccessible();
      await assertFits();
    }));

  test('finds the case as it is typed on a phone: full-width, small letters, blanks, O for 0 and l for 1', () =>
    visiting('/', {}, async ({ page, sees, seen }) => {
      const fullWidth = [...caseNo.toLowerCase()].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
      await page.getByLabel('办件编号').fill(` ${fullWidth} `);
      await page.getByLabel('查询码').fill(` ${code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `);
      await page.keyboard.press('Enter');
      await sees(`办件 ${caseNo}`);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), `办件 ${caseNo}`);
      await page.goBack();
      await sees('查询办电进度');
      assert.deepEqual(
        seen.requests.filter((url) => new URL(url).pathname.includes(code) || new URL(url).search.includes(code)),
        [],
      );
    }));

  test('answers a wrong code and an unknown number alike, in words beside the form', () =>
    visiting('/', { expects: ['status 404'] }, async ({ page, sees, shoot, assertAccessible }) => {
      const said = [];
      for (const [no, typed] of [
        [caseNo, code === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA'],
        ['ZC2018-999999', code],
      ]) {
        await page.getByLabel('办件编号').fill(no);
        await page.getByLabel('查询码').fill(typed);
        const answered = page.waitForResponse(`**/api/v1/status/${no}`);
        await page.getByRole('button', { name: '查询' }).click();
        await answered;
        await sees('查无此件或查询码不符');
        said.push(await page.getByRole('alert').innerText());
      }
      assert.equal(said[0], said[1]);
      await shoot('error');
      await assertAccessible();
      await page.getByRole('button', { name: 'English' }).click();
      await sees('No such case, or the receipt code does not match.');
      await assertAccessible();
    }));

  test('says so when there were too many look-ups, and when there is no network', () =>
    visiting('/', { expects: ['status 429'] }, async ({ page, context, sees }) => {
      await page.route(
        '**/api/v1/status/*',
        (route) =>
          route.fulfill({
            status: 429,
            contentType: 'application/problem+json',
            body: '{"status":429,"code":"too-many-requests"}',
          }),
        { times: 1 },
      );
      await page.getByLabel('办件编号').fill(caseNo);
      await page.getByLabel('查询码').fill(code);
      await page.getByRole('button', { name: '查询' }).click();
      await sees('查询过于频繁');
      await context.setOffline(true);
      await page.getByRole('button', { name: '查询' }).click();
      await sees('网络连接失败');
      await context.setOffline(false);
      await page.getByRole('button', { name: '查询' }).click();
      await sees(`办件 ${caseNo}`);
    }));

  test('lists the invented cases of a demonstration, each with its light in words', () => {
    const demo = {
      now: '2018-10-12T10:30:00+08:00',
      cases: [{ caseNo, receiptCode: code, zh: '三项许可并联', en: 'Three permits at once', light: 'green' }],
    };
    const asDemo = { before: (page) => page.route('**/api/v1/demo', (route) => route.fulfill({ json: demo })) };
    return visiting('/', asDemo, async ({ page, sees, shoot, assertAccessible }) => {
      await sees('以下办件均为虚构');
      await sees('演示时间：2018年10月12日 周五 10:30');
      await shoot('demo');
      await assertAccessible();
      await page.getByRole('link', { name: /三项许可并联.*正常/s }).click();
      await sees(`办件 ${caseNo}`);
    });
  });
});

describe('the answer', () => {
  test('shows on the first screen of a phone the light, the power-on day and why, what waits for the applicant, and who has it now', () =>
    visiting(link, {}, async ({ page, sees, section, shoot, assertAccessible }) => {
      await sees('预计送电日');
      const band = await page.locator('.band').innerText();
      assert.match(band, /正常[^]*各环节都在时限内/);
      assert.match(band, /2018年11月27日 周二/);
      assert.doesNotMatch(band, /暂定/);
      assert.match(await section('等您办理'), /受电工程[^]*办结用电手续/);
      const why = await section('为什么是这一天');
      assert.match(why, /从今天起 32 个工作日/);
      assert.match(why, /绿地占用审批[^]*7[^]*配套工程 20/);
      assert.match(why, /未计入您自己办理的时间：[^]*「受电工程」/);
      const firstOffice = page.locator('.now li').first();
      assert.match(await firstOffice.innerText(), /区综合行政执法局[^]*应于 2018年10月23日 周二 前（含当日）办结/);
      for (const part of ['.band', '.for-you', '.now h2']) {
        const box = await page.locator(part).first().boundingBox();
        assert.ok(
          box.y + box.height <= 844,
          `Expected ${part} on the first screen, but it ends at ${box.y + box.height}.`,
        );
      }
      await shoot('phone');
      await assertAccessible();
    }));

  test('shows the stages as a track, each with its department and its dates', () =>
    visiting(link, { size: desk }, async ({ sees, section, shoot, assertAccessible }) => {
      await sees('办理环节');
      const track = await section('办理环节');
      assert.match(track, /用电申请[^]*已办完[^]*周村供电中心[^]*2018年10月9日 周二 办完/);
      assert.match(track, /方案答复[^]*已办完[^]*2018年10月12日 周五 办完/);
      assert.match(track, /配套工程[^]*未开始/);
      assert.match(track, /受电工程[^]*办理中[^]*用电人[^]*2018年10月12日 周五 起/);
      await shoot('desk');
      await assertAccessible();
    }));

  test('shows the permits side by side, each with its place, department, due day and light', () =>
    visiting(link, { size: desk }, async ({ page, sees }) => {
      await sees('并联办理事项');
      const cards = await page.locator('.permits li').all();
      const told = await Promise.all(cards.map((card) => card.innerText()));
      assert.equal(told.length, 3);
      for (const [i, facts] of [
        ['绿地占用审批', '北郊公园绿地', '区综合行政执法局'],
        ['占路许可', '新建东路', '周村交警大队'],
        ['掘路/涉路许可', '丝绸路', '区住建局'],
      ].entries())
        for (const fact of [...facts, '正常', '应于 2018年10月23日 周二 前（含当日）办结'])
          assert.ok(told[i].includes(fact), `Expected ${fact} in: ${told[i]}`);
      const tops = await Promise.all(cards.map(async (card) => (await card.boundingBox()).y));
      assert.equal(new Set(tops).size, 1);
    }));

  test('tells every light by a shape of its own beside the word', () =>
    visiting(link, {}, async ({ page, sees }) => {
      await sees('预计送电日');
      const shapes = await page.evaluate(async () => {
        const { sign } = await import('/elements.js');
        return ['green', 'yellow', 'red', 'paused', 'met', 'late', 'cancelled'].map((light) =>
          [...sign(light).querySelectorAll('path')]
            .map((path) => `${path.getAttribute('class')} ${path.getAttribute('d')}`)
            .join(),
        );
      });
      assert.equal(new Set(shapes).size, shapes.length);
      assert.equal(await page.locator('.band svg[aria-hidden=true]').count(), 1);
    }));

  test('leaves no Chinese in English but what people wrote, and remembers the choice', () =>
    visiting(link, {}, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await sees('预计送电日');
      await page.getByRole('button', { name: 'English' }).click();
      await sees('Expected power-on day');
      await sees('Tue 27 Nov 2018');
      await shoot('phone-en');
      await assertAccessible();
      for (const address of [link, '/']) {
        await page.goto('about:blank');
        await page.goto(service.origin + address);
        await sees(address === '/' ? 'Where is my connection?' : 'Expected power-on day');
        const chinese = await page.evaluate(() => {
          for (const theirs of document.querySelectorAll('[lang=zh-CN]')) theirs.remove();
          return document.body.innerText.match(/[\u3000-\u9fff\uff00-\uffef]+/g);
        });
        assert.equal(chinese, null);
        assert.equal(await page.getAttribute('html', 'lang'), 'en');
      }
      await assertFits();
    }));

  test('keeps name, phone, identity number and address out of the page and out of every answer', () =>
    visiting(link, {}, async ({ page, sees, seen, section }) => {
      await sees('预计送电日');
      assert.match(await section('办件信息'), /用电人\s+张\*/);
      assert.match(await section('办件信息'), /138\*+5678/);
      const everything = [await page.content(), ...(await Promise.all(seen.bodies))].join('\n');
      for (const secret of secrets) assert.ok(!everything.includes(secret), `Expected no ${secret}, but it was sent.`);
    }));

  test('may load nothing from elsewhere and run nothing inline', async () => {
    const response = await fetch(service.origin);
    const policy = response.headers.get('Content-Security-Policy') || '';
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.doesNotMatch(await response.text(), /<style|<script>|\son\w+=|\sstyle=/);
  });

  for (const [name, options] of [
    ['320 px', { size: narrow }],
    ['in the dark', { dark: true }],
  ])
    test(`is read without scrolling sideways and without a barrier: ${name}`, async () => {
      for (const address of [link, `/?lang=en#${caseNo}/${code}`, '/'])
        await visiting(address, options, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
          await sees(address === '/' ? '查询办电进度' : caseNo);
          if (address === link) await shoot(options.dark ? 'dark' : 'narrow');
          await assertFits();
          await assertAccessible();
          assert.equal(await page.locator('main').count(), 1);
        });
    });

  test('prints on one sheet of paper, in black on white, without the controls', () =>
    visiting(link, { dark: true }, async ({ page, sees, shoot }) => {
      await sees('预计送电日');
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 688, height: 1000 });
      await shoot('print');
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
      // a date that opens its days is printed as the date it is
      assert.equal(await page.locator('button:not(.date)').filter({ visible: true }).count(), 0);
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
    }));
});

describe('as the case moves', () => {
  test('a paused review shows within half a minute, with its reason, and nothing is sent while nothing changed', () =>
    visiting(
      link,
      { before: (page) => page.clock.install() },
      async ({ page, sees, seen, shoot, section, assertAccessible }) => {
        await sees('刚刚更新');
        await standStill(page);
        const again = page.waitForResponse((response) => response.url().includes('/status/'));
        await page.clock.runFor(30_000);
        assert.equal((await again).status(), 304);
        await service.setClock('2018-10-17T15:00:00+08:00');
        await service.act(caseNo, 'green-space.1.review', 'hold', { reason: 'correction', missing: ['works-plan'] });
        await page.clock.runFor(30_000);
        await sees('停止计时的原因：补正');
        await sees('截至 2018年10月17日 周三');
        assert.match(await section('现在由谁办'), /区综合行政执法局[^]*停止计时[^]*绿地占用审批[^]*北郊公园绿地/);
        assert.match(await page.locator('.permits li').first().innerText(), /停止计时[^]*绿地占用审批/);
        assert.match(await page.getByRole('status').innerText(), /内容已更新/);
        assert.equal(await page.evaluate(() => document.visibilityState), 'visible');
        assert.equal(seen.requests.filter((url) => url.includes('/status/')).length, 3);
        await page.clock.resume();
        await shoot('paused');
        await assertAccessible();
      },
    ));

  test('without a network the last answer stays, and the page says so until it is back', () =>
    visiting(
      link,
      { before: (page) => page.clock.install() },
      async ({ page, context, sees, shoot, text, assertAccessible }) => {
        await sees('刚刚更新');
        await standStill(page);
        await context.setOffline(true);
        await page.clock.runFor(30_000);
        await sees('以下仍是上次查到的内容');
        assert.match(await text(), /预计送电日/);
        await page.clock.resume();
        await shoot('offline');
        await assertAccessible();
        await standStill(page);
        await context.setOffline(false);
        await page.clock.runFor(30_000);
        await sees('刚刚更新');
      },
    ));
});
