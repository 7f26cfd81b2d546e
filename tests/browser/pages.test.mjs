// Every page, on a phone and at a desk, light and dark: it fits, is without barriers, and its picture is kept for people to look at.

import { after, before, describe, test } from 'node:test';

import { desk as wide, phone, startBrowser } from './browser.mjs';
import { application, people, plan, signIn, startDesk } from './staff.mjs';

let desk, browser, caseNo, receiptCode;
before(
  async () => {
    desk = await startDesk('2018-10-08T09:00:00+08:00');
    browser = await startBrowser(desk.origin, 'page');
    const manager = await desk.as(people.manager);
    for (const name of ['李素梅', '恒泰机械有限公司', '王建国'])
      ({ caseNo, receiptCode } = await manager.open(application(name, '周村区丝绸路12号')));
    await manager.enter(caseNo, 'tasks/accept/complete', { outcome: 'accepted' });
    await manager.enter(caseNo, 'tasks/supply-plan/complete', { outcome: 'replied', attributes: plan });
    await manager.enter(caseNo, 'file-permits');
    await desk.setClock('2018-10-18T09:00:00+08:00');
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

/// [name, who looks (nobody: null), address, what is there once it has been drawn]
const pages = [
  ['start', null, () => '/', '#case-no'],
  ['status', null, () => `/#${caseNo}/${receiptCode}`, '.band'],
  ['guide', null, () => '/guide/#/ten-kilovolt', '.bpmn .djs-element'],
  ['sign-in', null, () => '/desk', 'input[autocomplete=username]'],
  ['worklist', people.manager, () => '/desk#/tasks', '.list tbody tr'],
  ['permits', people.greenery, () => '/desk#/tasks', '.list tbody tr'],
  ['cases', people.manager, () => '/desk#/cases', '.list tbody tr'],
  ['case', people.manager, () => `/desk#/case/${caseNo}`, '.part'],
  ['application', people.manager, () => '/desk#/new/ten-kilovolt', 'form input'],
  ['board', people.supervisor, () => '/board', 'main section h2'],
];

for (const [size, at] of [
  ['phone', phone],
  ['desk', wide],
])
  describe(`on a ${size}`, () => {
    for (const dark of [false, true])
      for (const [name, who, address, drawn] of pages)
        test(`${name}, ${dark ? 'dark' : 'light'}`, async () => {
          const visit = await browser.visit(address(), { size: at, dark, expects: ['session 401'] });
          if (who) {
            await signIn(visit.page, who);
            await visit.page.locator('#sign-out:visible').waitFor();
          }
          await visit.page.locator(drawn).filter({ visible: true }).first().waitFor();
          await visit.shoot(`${name}-${size}${dark ? '-dark' : ''}`);
          await visit.assertFits();
          await visit.assertAccessible();
          await visit.leave();
        });
  });
