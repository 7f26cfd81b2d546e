// What a phone has to fetch before the status page shows a case: how much, and that it asks for all of it at once.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { startBrowser } from './browser.mjs';
import { application, people, plan, startDesk } from './staff.mjs';

const most = 60_000;
const web = new URL('../../web/', import.meta.url);
let desk, browser, link;
before(
  async () => {
    desk = await startDesk('2018-10-08T09:00:00+08:00');
    browser = await startBrowser(desk.origin, 'first-load');
    const manager = await desk.as(people.manager);
    const { caseNo, receiptCode } = await manager.open(application('李素梅', '周村区丝绸路12号'));
    await manager.enter(caseNo, 'tasks/accept/complete', { outcome: 'accepted' });
    await manager.enter(caseNo, 'tasks/supply-plan/complete', { outcome: 'replied', attributes: plan });
    await manager.enter(caseNo, 'file-permits');
    link = `/#${caseNo}/${receiptCode}`;
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

test(
  `a case is shown after less than ${most / 1000} kB, gzipped, and the picture is fetched only when it is opened`,
  { timeout: 120_000 },
  async (t) => {
    const answers = [];
    const visit = await browser.visit(link, {
      before: (page) => page.on('response', (response) => answers.push(response)),
    });
    await visit.sees('预计送电日');
    const sizes = await Promise.all(
      answers.map(async (response) => [
        new URL(response.url()).pathname,
        gzipSync(await response.body().catch(() => Buffer.alloc(0))).length,
      ]),
    );
    const whole = sizes.reduce((sum, [, size]) => sum + size, 0);
    t.diagnostic(`${whole} bytes gzipped in ${sizes.length} answers`);
    assert.ok(
      sizes.some(([path]) => path === '/status.js') && sizes.some(([path]) => path.startsWith('/api/v1/status/')),
    );
    assert.deepEqual(
      sizes.filter(([path]) => /picture\.|vendor/.test(path)),
      [],
    );
    assert.ok(
      whole < most,
      `Expected less than ${most} bytes, but there are ${whole}: ${sizes.map((one) => one.join(' ')).join(', ')}`,
    );
    await visit.leave();
  },
);

test('the page names every module it needs, so that none waits for another', () => {
  const reached = new Set();
  const follow = (path) => {
    for (const [, to] of readFileSync(new URL(path, web), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const found = new URL(to, new URL(path, web)).href.slice(web.href.length);
      if (!reached.has(found)) follow(found, reached.add(found));
    }
  };
  follow('status.js');
  const named = [
    ...readFileSync(new URL('index.html', web), 'utf8').matchAll(/rel="modulepreload" href="([^"]+)"/g),
  ].map(([, href]) => href);
  assert.deepEqual(named.sort(), [...reached].sort());
});
