// Chromium as an applicant or a clerk holds it: every page notes what it was sent, what it asked for, and what went wrong.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const artefacts = process.env.ARTEFACTS || fileURLToPath(new URL('../../artefacts/', import.meta.url));

export const phone = { width: 390, height: 844 };
export const narrow = { width: 320, height: 640 };
export const desk = { width: 1280, height: 900 };

/// From now on the page's own time, which must have been installed, passes by `runFor` alone; until `resume`, without which no picture is taken.
export const standStill = async (page) => page.clock.pauseAt((await page.evaluate(() => Date.now())) + 100);

export async function launch() {
  await mkdir(artefacts, { recursive: true });
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: { ...process.env, LC_ALL: 'C.UTF-8' }, // without a locale it writes no file name in Chinese
  });
}

/// `part`: what the pictures' names begin with.
export async function startBrowser(origin, part = 'status') {
  const chrome = await launch();

  /// A fresh visitor. `expects` are the failed requests the test brings about, such as 'status 404'.
  async function visit(path, { size = phone, dark = false, expects = [], before = async () => {} } = {}) {
    const context = await chrome.newContext({
      viewport: size,
      deviceScaleFactor: 2,
      colorScheme: dark ? 'dark' : 'light',
      locale: 'zh-CN',
    });
    const page = await context.newPage();
    const seen = { requests: [], bodies: [], faults: [], unanswered: [] };
    page.on('request', (request) => seen.requests.push(request.url()));
    page.on('requestfailed', (request) => seen.unanswered.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on('response', (response) => {
      if (response.status() >= 400) {
        const failure = `${new URL(response.url()).pathname.split('/')[3] || response.url()} ${response.status()}`;
        if (!expects.includes(failure)) seen.faults.push(failure);
      }
      seen.bodies.push(response.text().catch(() => ''));
    });
    page.on('pageerror', (error) => seen.faults.push(error.message));
    page.on('console', (message) => {
      // a failed request is judged above, by its address and status
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        seen.faults.push(message.text());
    });
    await before(page, context);
    await page.goto(origin + path);
    await page
      .locator('#language:not(:empty)')
      .waitFor({ timeout: 30_000 })
      .catch((late) => {
        throw new Error(`The page did not start: ${[...seen.faults, ...seen.unanswered].join('; ') || late.message}`);
      });

    return {
      page,
      context,
      seen,
      sees: (text) => page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 10_000 }),
      text: () => page.locator('body').innerText(),
      section: (heading) =>
        page
          .locator('section', { has: page.getByRole('heading', { name: heading, exact: true }) })
          .last()
          .innerText(),
      shoot: (name) => page.screenshot({ path: join(artefacts, `${part}-${name}.png`), fullPage: true }),
      assertAccessible: async () => {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
          [],
        );
      },
      assertFits: async () => {
        const widths = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(
          widths[0] <= widths[1],
          `Expected no sideways scrolling, but the page is ${widths[0]} px wide in ${widths[1]} px.`,
        );
      },
      /// Leaves, having asked nothing of another host and met no fault.
      leave: async () => {
        const foreign = seen.requests.filter((url) => new URL(url).origin !== origin);
        await context.close();
        assert.deepEqual(foreign, [], 'requests to another host');
        assert.deepEqual(seen.faults, [], 'faults on the page');
      },
    };
  }

  return { visit, stop: () => chrome.close() };
}
