// Somebody sits down at the desk, in a browser: a service with everybody in it, and cases brought as far as a test needs them.

import { desk as wide, startBrowser } from './browser.mjs';
import { application, people, plan, signIn, startDesk } from './staff.mjs';

export const go = (page, fragment) =>
  page.evaluate((to) => {
    location.hash = to;
  }, fragment);
export const dialog = (page) => page.getByRole('dialog');
export const button = (page, name, within = page) => within.getByRole('button', { name, exact: true });
export const row = (page, text) => page.locator('.list tbody tr', { hasText: text });

/// Presses the dialog's own button, and waits until what it does is done.
export async function confirm(page, name) {
  await button(page, name, dialog(page)).click();
  await dialog(page).waitFor({ state: 'detached' });
}

const steps = [
  ['accepted', 'tasks/accept/complete', { outcome: 'accepted' }],
  ['planned', 'tasks/supply-plan/complete', { outcome: 'replied', attributes: plan }],
  ['filed', 'file-permits', {}],
];

/// `part`: what the pictures' names begin with.
export async function startSittings(now, part) {
  const desk = await startDesk(now);
  const browser = await startBrowser(desk.origin, part).catch(async (fault) => {
    await desk.stop();
    throw fault;
  });

  return {
    ...desk,
    /// Somebody (nobody: null) signs in on a page of his own, does something, and leaves without a fault.
    sitting: async (person, options, act, address = '/desk') => {
      const visit = await browser.visit(address, {
        size: wide,
        ...options,
        expects: ['session 401', ...(options.expects ?? [])],
      });
      if (person) {
        await signIn(visit.page, person);
        await visit.page.locator('#sign-out:visible').waitFor();
      }
      await act(visit);
      await visit.leave();
    },
    /// A 10 kV case that has come as far as `to`: submitted, accepted, planned, filed.
    caseAt: async (to, name, address) => {
      const manager = await desk.as(people.manager);
      const { caseNo } = await manager.open(application(name, address));
      if (to === 'submitted') return caseNo;
      for (const [reached, path, body] of steps) {
        await manager.enter(caseNo, path, body);
        if (reached === to) break;
      }
      return caseNo;
    },
    stop: async () => {
      await browser.stop();
      await desk.stop();
    },
  };
}
