// The `test` of these stories: `open` gives somebody a browser of their own, which closes when the test ends.
import { test as plain, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import type { Person } from './callers';
import type { House } from './house';

/** A window of somebody of the demo by their handle, or of a person, signed in already; of a stranger, when nobody is named. */
export type Open = (house: House, who: string | Person | null, options?: BrowserContextOptions) => Promise<Page>;

export const test = plain.extend<{ open: Open }>({
  open: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (house, who, options = {}) => {
      const context = await browser.newContext({ baseURL: house.console, reducedMotion: 'reduce', ...options });
      contexts.push(context);
      const person = typeof who === 'string' ? await house.person(who) : who;
      if (person) await context.addCookies([{ ...person.cookie, url: house.console }]);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});
