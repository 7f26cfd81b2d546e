// The worklist in a browser, however many cases are behind it: from an input to its rows on the screen.
//   script/bench worklist ADDRESS USER [ROUNDS, default 20]     the password in BANDIAN_PASSWORD
// Each round turns a page, and narrows by light, step, text and back. It changes nothing.

import { chromium } from 'playwright-core';

const [address, user, rounds = '20'] = process.argv.slice(2);
const password = process.env.BANDIAN_PASSWORD;
if (!address || !user || !password || !(Number(rounds) > 0)) {
  console.error('Expected ADDRESS USER [ROUNDS], and the password in BANDIAN_PASSWORD.');
  process.exit(2);
}
const times = new Map(),
  words = ['丝绸路', '周村', '新建东路', 'ZC20'];

const chrome = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await chrome.newPage({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' });
  await page.goto(new URL('/desk', address).href);
  await page.locator('input[autocomplete=username]').fill(user);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('#sign-out:visible').waitFor();

  /// Within the page, so that nothing of the driver's is measured: `act` names an element and what is done to it; the rows are there
  /// once those of before are gone, or more, nothing says that it is loading, and a frame has been painted.
  const measure = async (what, act) => {
    const ms = await page.evaluate(async ({ selector, value, hash }) => {
      const rows = () => document.querySelector('.list tbody')?.rows ?? [],
        nothing = () => document.querySelector('.list-foot .empty');
      const [first, many, none] = [rows()[0], rows().length, nothing()];
      const there = () => {
        if (rows().length > 0) return rows()[0] !== first || rows().length > many;
        return Boolean(nothing() && nothing() !== none && !nothing().textContent.endsWith('…'));
      };
      const start = performance.now();
      if (hash !== undefined) location.hash = hash;
      else {
        const element = document.querySelector(selector);
        if (!element) return null;
        if (value === undefined) element.click();
        else {
          element.value = value;
          if (element.matches('select')) element.dispatchEvent(new Event('change', { bubbles: true }));
          else element.form.requestSubmit();
        }
      }
      while (!there()) {
        if (performance.now() - start > 60_000) throw new Error(`No rows within a minute after ${selector ?? hash}.`);
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
      }
      await new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      });
      return performance.now() - start;
    }, act);
    if (ms === null) return false;
    times.set(what, [...(times.get(what) ?? []), ms]);
    return true;
  };
  const pick = async (what, selector, value) => {
    await page.locator(selector).waitFor({ state: 'attached' });
    await measure(what, { selector, value });
  };

  await page.evaluate(() => {
    location.hash = '#/cases';
  }); // from another list, so that the first one counts too
  await page.locator('.list tbody tr').first().waitFor();
  for (let i = 0; i < Number(rounds); ++i) {
    await measure('open the worklist', { hash: '#/tasks' });
    for (let turned = 0; turned < 5 && (await measure('turn a page', { selector: '#more' })); ++turned);
    const steps = await page
      .locator('#filter-task option')
      .evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
    await pick('by light', '#filter-light', ['red', 'yellow', 'green', 'paused'][i % 4]);
    await pick('by light and step', '#filter-task', steps[i % steps.length]);
    await measure('all again', { hash: '#/tasks' });
    await pick('by step', '#filter-task', steps[i % steps.length]);
    await measure('all again', { hash: '#/tasks' });
    await pick('by text', '#filter-q', words[i % words.length]);
    await page.evaluate(() => {
      location.hash = '#/cases';
    });
    await page.locator('.list tbody tr').first().waitFor();
  }
} finally {
  await chrome.close();
}
console.log(
  `${'from input to rows, ms'.padEnd(24)} ${['n', 'p50', 'p95', 'max'].map((one) => one.padStart(7)).join('')}`,
);
for (const [what, all] of times) {
  all.sort((a, b) => a - b);
  const at = (share) => all[Math.min(all.length - 1, Math.ceil(share * all.length) - 1)];
  console.log(
    `${what.padEnd(24)} ${[all.length, ...[0.5, 0.95, 1].map((share) => Math.round(at(share)))].map((one) => String(one).padStart(7)).join('')}`,
  );
}
