// The staff's desk, each role's whole way, on the real service with a driven clock.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { desk as wide, narrow, phone, startBrowser } from './browser.mjs';
import { application, password, people, plan, signIn, startDesk } from './staff.mjs';

let desk, browser;
before(async () => {
  desk = await startDesk('2018-10-08T09:00:00+08:00');
  browser = await startBrowser(desk.origin, 'desk');
}, { timeout: 240_000 });
after(async () => {
  await browser?.stop();
  await desk?.stop();
}, { timeout: 60_000 });

/// Somebody signs in on a page of his own, does something, and leaves without a fault.
async function sitting(person, options, act, address = '/desk') {
  const visit = await browser.visit(address, { size: wide, ...options, expects: ['session 401', ...(options.expects ?? [])] });
  if (person) {
    await signIn(visit.page, person);
    await visit.page.locator('#sign-out:visible').waitFor();
  }
  await act(visit);
  await visit.leave();
}

const go = (page, fragment) => page.evaluate((to) => { location.hash = to; }, fragment);
const button = (page, name, within = page) => within.getByRole('button', { name, exact: true });
const dialog = (page) => page.getByRole('dialog');
const row = (page, text) => page.locator('.list tbody tr', { hasText: text });
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/// A 10 kV case that has come as far as `to`: submitted, accepted, planned, filed.
async function caseAt(to, name, address) {
  const manager = await desk.as(people.manager);
  const { caseNo } = await manager.open(application(name, address));
  const steps = [['accepted', 'tasks/accept/complete', { outcome: 'accepted' }], ['planned', 'tasks/supply-plan/complete', { outcome: 'replied', attributes: plan }], ['filed', 'file-permits', {}]];
  for (const [reached, path, body] of to === 'submitted' ? [] : steps) {
    await manager.enter(caseNo, path, body);
    if (reached === to) break;
  }
  return caseNo;
}

describe('signing in', { timeout: 120_000 }, () => {
  test('says what is missing and what is wrong, and greets by name and department', () =>
    sitting(null, { size: phone, expects: ['session 401'] }, async ({ page, sees, shoot, text, assertAccessible, assertFits }) => {
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
    }));

  test('one who is not signed in is shown nothing but the sign-in', () =>
    sitting(null, {}, async ({ page, seen }) => {
      await page.getByLabel('用户名').waitFor();
      assert.deepEqual(seen.requests.filter((url) => /\/api\/v1\/(cases|tasks|board)/.test(url)), []);
    }, '/desk#/cases'));
});

describe('the window clerk', { timeout: 240_000 }, () => {
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
      await page.getByLabel('身份证号码').fill('370306198001011235');
      await page.getByLabel('申请容量（千伏安）').fill('many');
      await button(page, '提交申请').focus();
      await page.keyboard.press('Enter');
      await sees(/有 \d 处需要修改/);
      const list = page.locator('.faults');
      for (const fault of ['姓名或名称：请填写。', '地址：请填写。', '申请容量（千伏安）：请填数字。', /身份证号码：/]) await list.getByText(fault).waitFor();
      assert.equal(await page.getByLabel('姓名或名称').getAttribute('aria-invalid'), 'true');
      await shoot('application-faults');
      await assertAccessible();
      await list.getByText('地址：请填写。').click();
      assert.equal(await page.getByRole('textbox', { name: /^地址/ }).evaluate((field) => field === document.activeElement), true);

      await page.getByLabel('姓名或名称').fill('淄博恒泰机械有限公司');
      await page.getByLabel('身份证号码').fill('');
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
      await sees(/已受理登记：ZC2018-\d{6}/);
      assert.match(await page.locator('.code').innerText(), /^[0-9A-HJKMNP-TV-Z]{10}$/);
      assert.ok(await page.getByAltText('查询进度的二维码').evaluate((img) => img.complete && img.naturalWidth > 0));
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
      await page.getByLabel('上传：用电人有效身份证明').setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('no document') });
      await sees('只接收 PDF');
      await page.getByLabel('上传：用电人有效身份证明').setInputFiles({ name: '身份证 张三.pdf', mimeType: 'application/pdf', buffer: pdf });
      const file = page.getByRole('link', { name: '身份证 张三.pdf' });
      await file.waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
      assert.equal(download.suggestedFilename(), '身份证 张三.pdf');
      await page.getByLabel('写备注').fill('营业执照周五补来。');
      await button(page, '添加备注').click();
      await page.locator('.notes li', { hasText: '营业执照周五补来。' }).waitFor();
      assert.equal(await page.getByLabel('写备注').inputValue(), '');
      await assertAccessible();
    });
  });
});

describe('the customer manager', { timeout: 240_000 }, () => {
  test('sees first what falls due first, narrows it, and leads a case on a phone from acceptance to filing', async () => {
    const caseNo = await caseAt('submitted', '山东宏达纺织有限公司', '周村区丝绸路12号');
    await sitting(people.manager, { size: phone, expects: ['cases 422', 'cases 409'] }, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
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
      await button(page, '认领', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await button(page, '受理').click();
      await button(page, '受理', dialog(page)).click();
      await button(page, '答复方案').waitFor();

      await button(page, '答复方案').click();
      await button(page, '答复方案', dialog(page)).click();
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
      await button(page, '答复方案', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await button(page, '一并报送许可').click();
      await dialog(page).getByText('掘路/涉路许可').waitFor();
      await button(page, '一并报送许可', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await page.locator('.permits', { hasText: '绿地占用审批' }).getByText('北郊公园绿地').waitFor();
      await assertFits();
    });
  });

  test('opens the days behind a date, the picture, and the record', async () => {
    const caseNo = await caseAt('filed', '周村区实验小学', '周村区新建中路88号');
    await sitting(people.manager, {}, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
      await go(page, `#/case/${caseNo}`);
      await sees('周村区实验小学');
      await page.locator('.tasks').getByRole('button', { name: /^最迟 .* 办完$/ }).first().click();
      await page.locator('.strip .month').first().waitFor();
      const counted = await page.locator('.strip .month .count').allInnerTexts();
      assert.deepEqual(counted.filter(Boolean), ['1', '2', '3', '4', '5', '6', '7']);
      assert.equal(await page.locator('.strip td.due').count(), 1);
      await page.locator('summary', { hasText: '流程图' }).click();
      await page.locator('.picture svg').waitFor();
      assert.match(await page.locator('.events').innerText(), /王芳[^]*方案答复：已答复方案[^]*提交申请/);
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
        const found = copy.innerText.replace(/王芳|周村区实验小学|《.*?》/g, '').match(/[\u3000-\u9fff\uff00-\uffef]+/g);
        copy.remove();
        return found;
      });
      assert.equal(chinese, null);
      await shoot('case-en');
    });
  });

  test('amends, hands to a colleague, and withdraws, each with its reason in the record', async () => {
    const caseNo = await caseAt('filed', '周村宾馆', '周村区周隆路3号');
    await sitting(people.manager, { expects: ['cases 422'] }, async ({ page, sees, shoot, assertAccessible }) => {
      await go(page, `#/case/${caseNo}`);
      await button(page, '变更').click();
      await dialog(page).getByLabel('有土建工程').or(dialog(page).getByLabel('是', { exact: true })).first().check();
      await dialog(page).getByLabel('理由').fill('现场勘查后需要土建。');
      await shoot('amend');
      await assertAccessible();
      await button(page, '变更', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await page.locator('.events', { hasText: '现场勘查后需要土建。' }).waitFor();
      await button(page, '移交同事').click();
      await dialog(page).getByLabel(/赵磊/).check();
      await assertAccessible();
      await button(page, '移交同事', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
    });
    await sitting(people.colleague, {}, async ({ page, sees }) => {
      await go(page, `#/case/${caseNo}`);
      await button(page, '撤回申请').click();
      await button(page, '撤回申请', dialog(page)).click();
      await dialog(page).getByText('理由：请填写。').waitFor();
      await dialog(page).getByLabel('理由').fill('申请人改用其他地址。');
      await button(page, '撤回申请', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await sees('已撤回');
      assert.equal(await page.locator('.task-actions button').count(), 0);
    });
  });
});

describe('the permit officers', { timeout: 240_000 }, () => {
  test('are asked one question, ask once for what is missing, and grant', async () => {
    const caseNo = await caseAt('filed', '周村医院', '周村区东门路1号');
    await sitting(people.greenery, { expects: ['cases 409', 'cases 422'] }, async ({ page, sees, shoot, text, assertAccessible, assertFits }) => {
      await row(page, caseNo).waitFor();
      assert.doesNotMatch(await page.locator('.list').innerText(), /占路|掘路/);
      await shoot('officer-worklist');
      await row(page, caseNo).getByRole('link').click();
      await sees('请作出决定');
      assert.deepEqual((await page.locator('.decide .task-actions button').allInnerTexts()).sort(), ['准予许可', '不予许可', '认领', '一次性告知', '暂停'].sort());
      await shoot('officer-case');
      await assertAccessible();
      await button(page, '一次性告知').click();
      await button(page, '一次性告知', dialog(page)).click();
      await dialog(page).getByText('需要补正的材料：请填写。').waitFor();
      await dialog(page).getByLabel('施工方案').check();
      await shoot('officer-correction');
      await assertAccessible();
      await button(page, '一次性告知', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await sees('待补材料：施工方案');
      await button(page, '恢复').click();
      await button(page, '恢复', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });

      await button(page, '一次性告知').click();
      await dialog(page).getByLabel('行政申请表').check();
      await button(page, '一次性告知', dialog(page)).click();
      await dialog(page).locator('.faults').getByText(/已经告知过一次/).waitFor();
      await dialog(page).getByLabel('例外说明').waitFor();
      await assertAccessible();
      await button(page, '取消', dialog(page)).click();

      await page.getByRole('button', { name: '延长时限' }).click();
      await dialog(page).getByLabel('延长几个工作日').fill('3');
      await dialog(page).getByLabel('理由').fill('需要征求园林专家意见。');
      await button(page, '延长时限', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await button(page, '准予许可').click();
      await button(page, '准予许可', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await sees('本部门目前没有需要决定的事项');
      await assertFits();
    });
  });

  test('refuse on a phone only with reason and law', async () => {
    const caseNo = await caseAt('filed', '丝绸大集', '周村区大街76号');
    await sitting(people.police, { size: phone }, async ({ page, sees, shoot, assertAccessible, assertFits }) => {
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
      await button(page, '不予许可', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await page.locator('.events', { hasText: '道路交通安全法 第三十二条' }).waitFor();
    });
  });
});

describe('two people, one case', { timeout: 240_000 }, () => {
  test('the second is told what changed, and keeps what he typed', async () => {
    const caseNo = await caseAt('filed', '福王红木', '周村区永安路9号');
    await sitting(people.manager, { expects: ['cases 412'] }, async ({ page, sees, shoot, assertAccessible }) => {
      await go(page, `#/case/${caseNo}`);
      await button(page, '变更').click();
      await dialog(page).getByLabel('外线长度（米）').fill('380');
      await dialog(page).getByLabel('理由').fill('复测后缩短。');
      await (await desk.as(people.greenery)).enter(caseNo, 'tasks/green-space.1.review/complete', { outcome: 'granted' });
      await button(page, '变更', dialog(page)).click();
      await dialog(page).getByText('您填写期间，办件有了新的记录').waitFor();
      assert.match(await dialog(page).locator('.changed').innerText(), /陈静[^]*绿地占用审批[^]*准予许可/);
      assert.equal(await dialog(page).getByLabel('外线长度（米）').inputValue(), '380');
      await shoot('changed-meanwhile');
      await assertAccessible();
      await button(page, '变更', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await page.locator('.events', { hasText: '复测后缩短。' }).waitFor();
    });
  });

  test('what another enters shows without reloading, and nothing is fetched while nothing changed', async () => {
    const caseNo = await caseAt('filed', '周村烧饼厂', '周村区南郊镇');
    await sitting(people.manager, { before: (page) => page.clock.install() }, async ({ page, sees }) => {
      await go(page, `#/case/${caseNo}`);
      await sees('周村烧饼厂');
      const again = page.waitForResponse((answer) => answer.url().endsWith(`/cases/${caseNo}`));
      await page.clock.runFor(15_000);
      assert.equal((await again).status(), 304);
      await (await desk.as(people.greenery)).enter(caseNo, 'tasks/green-space.1.review/complete', { outcome: 'granted' });
      await page.getByLabel('写备注').focus();
      await page.keyboard.type('正在输入');
      const changed = page.waitForResponse((answer) => answer.url().endsWith(`/cases/${caseNo}`) && answer.status() === 200);
      await page.clock.runFor(15_000);
      await changed;
      assert.equal(await page.getByLabel('写备注').inputValue(), '正在输入');
      await page.keyboard.press('Escape');
      await page.locator('.events', { hasText: '陈静' }).waitFor();
      assert.equal(await page.getByLabel('写备注').inputValue(), '正在输入');
    });
  });
});

describe('when the line is bad', { timeout: 240_000 }, () => {
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
        await route.fetch();  // it arrives, and the answer is lost
        return route.abort();
      });
      await button(page, '添加备注').click();
      await page.locator('.note-form .faults').getByText(/连不上服务/).waitFor();
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
      await page.locator('.faults').getByText(/连不上服务/).waitFor();
      await page.reload();
      await page.getByLabel('姓名或名称').waitFor();
      await button(page, '提交申请').click();
      await sees(/已受理登记：/);
      const found = await (await desk.as(people.clerk)).ask('GET', `/cases?q=${encodeURIComponent('赵钱孙小卖部')}`);
      assert.equal(found.items.length, 1);
    }));

  test('a session that ran out is asked for over the page, which keeps what was typed', async () => {
    const caseNo = await caseAt('accepted', '周村古商城管委会', '周村区大街1号');
    await sitting(people.manager, { expects: ['cases 401', 'tasks 401', 'session 401'] }, async ({ page, context, sees, shoot, assertAccessible }) => {
      await go(page, `#/case/${caseNo}`);
      await sees('周村古商城管委会');
      await page.getByLabel('写备注').fill('明天上午踏勘。');
      await context.clearCookies();
      await button(page, '添加备注').click();
      await sees('登录已失效，请重新登录');
      await shoot('session-again');
      await assertAccessible();
      await page.getByRole('dialog').getByLabel('用户名').fill(people.manager.user);
      await page.getByRole('dialog').getByLabel('密码').fill(password);
      await page.keyboard.press('Enter');
      await page.locator('.notes li', { hasText: '明天上午踏勘。' }).waitFor();
    });
  });

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

describe('the supervisor', { timeout: 240_000 }, () => {
  test('takes an entry back with a reason, and the case is worked out again', async () => {
    const caseNo = await caseAt('accepted', '东街小学', '周村区东街8号');
    await sitting(people.supervisor, {}, async ({ page, shoot, assertAccessible }) => {
      await go(page, `#/case/${caseNo}`);
      await page.locator('.events li', { hasText: '已受理' }).getByRole('button', { name: '撤销此记录' }).click();
      await dialog(page).getByLabel('理由').fill('录入有误。');
      await shoot('void');
      await assertAccessible();
      await button(page, '撤销此记录', dialog(page)).click();
      await dialog(page).waitFor({ state: 'detached' });
      await page.locator('.events .taken-back').waitFor();
      assert.match(await page.locator('.tasks').innerText(), /用电申请/);
    });
  });
});

describe('the list', { timeout: 240_000 }, () => {
  test('is walked with j, k, arrows and Enter, shows its keys, and lets them be switched off', () =>
    sitting(people.manager, {}, async ({ page, sees, assertAccessible, shoot }) => {
      await row(page, 'ZC2018').nth(2).waitFor();
      const focused = () => page.evaluate(() => [...document.querySelectorAll('.list a.row-link')].indexOf(document.activeElement));
      const pressed = async (key) => { await page.keyboard.press(key); return focused(); };
      assert.deepEqual([await pressed('j'), await pressed('j'), await pressed('ArrowDown'), await pressed('k'), await pressed('ArrowUp')], [0, 1, 2, 1, 0]);
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
      await page.locator('.list').waitFor();
    }));

  test('brings more rows page by page', async () => {
    const manager = await desk.as(people.manager);
    for (let i = 1; i <= 52; ++i) await manager.open(application(`批量 ${i}`, `周村区 ${i} 号`, { capacityKva: 20 }, 'low-voltage'));
    await sitting(people.manager, {}, async ({ page, assertAccessible }) => {
      await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length === 50);
      await button(page, '显示更多').click();
      await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length > 50);
      assert.equal(await page.evaluate(() => [...document.querySelectorAll('.list a.row-link')].indexOf(document.activeElement)), 50);
      await assertAccessible();
    });
  });

  for (const [name, options] of [['320 px', { size: narrow }], ['in the dark', { dark: true }]])
    test(`every page is read without scrolling sideways and without a barrier: ${name}`, async () => {
      const caseNo = await caseAt('filed', `窄屏 ${name}`, '周村区');
      await sitting(people.manager, options, async ({ page, sees, shoot, assertFits, assertAccessible }) => {
        for (const [fragment, until] of [['#/tasks', '.list tbody tr'], ['#/cases', '.list tbody tr'], [`#/case/${caseNo}`, '.clocks'], ['#/new', '.choices'], ['#/new/ten-kilovolt', '.application']]) {
          await go(page, fragment);
          await page.locator(until).first().waitFor();
          await assertFits();
          await assertAccessible();
          if (options.dark) await shoot(`dark-${fragment.replace(/\W+/g, '-').slice(1, 12)}`);
        }
      });
    });

  test('turns yellow and red as the days go by, the late ones first', async () => {
    const caseNo = await caseAt('submitted', '超期测试', '周村区');
    await desk.setClock('2018-10-12T09:00:00+08:00');
    await sitting(people.manager, {}, async ({ page, shoot }) => {
      await page.getByLabel('灯').selectOption('red');
      await page.waitForURL(/light=red/);
      await page.getByRole('searchbox').fill('超期测试');
      await page.keyboard.press('Enter');
      await row(page, caseNo).getByText(/超期 \d+ 个工作日/).waitFor();
      await shoot('worklist');
    });
  });
});
