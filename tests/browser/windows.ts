// The `test` of these stories: `open` gives somebody a browser of their own, which closes when the test ends.
import { test as plain, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import type { Person } from './callers';
import type { House } from './house';

/** How long decisions are held back before they are sent; a test that is not about it does not wait. */
type Options = BrowserContextOptions & { hold?: number };

/** A window of somebody of the demo by their handle, or of a person, signed in already; of a stranger, when nobody is named. */
export type Open = (house: House, who: string | Person | null, options?: Options) => Promise<Page>;

export const test = plain.extend<{ open: Open }>({
  open: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (house, who, { hold = 0, ...options } = {}) => {
      const context = await browser.newContext({ baseURL: house.console, reducedMotion: 'reduce', ...options });
      contexts.push(context);
      await context.addInitScript((seconds) => {
        if (!localStorage.getItem('openweave.hold-seconds')) localStorage.setItem('openweave.hold-seconds', JSON.stringify(seconds));
      }, String(hold));
      const person = typeof who === 'string' ? await house.person(who) : who;
      if (person) await context.addCookies([{ ...person.cookie, url: house.console }]);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});
