// Pictures of every room, light and dark: full, empty and failing. They are looked at beside the mock-ups; here it is held that
// an empty room says what to do next, and that a failing one says what happened and gets over it by Retry.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { Person } from './callers';
import { House } from './house';
import { pictures, workflows } from './places';
import { scenes } from './scenes';
import { firstRun, show, views } from './views';
import { test } from './windows';

test.describe.configure({ mode: 'parallel' });
test.beforeAll(() => mkdirSync(pictures, { recursive: true }));

/** Those that lay themselves out anew where there is place. */
const wide = new Set(['approvals', 'tickets', 'ticket', 'workflows', 'workflow', 'audit', 'integrity', 'integrity-checked', 'access-bot']);

/** `<name>-light.png` and `<name>-dark.png`. */
async function picture(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // Drawings come on their own; a picture of their empty places tells nothing.
    await expect(page.locator('.drawing:empty')).toHaveCount(0);
    const file = path.join(pictures, `${name}-${colorScheme}.png`);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    expect(statSync(file).size, file).toBeGreaterThan(10_000);
  }
}

test.describe('full', () => {
  let house: House;
  test.beforeAll(async () => {
    house = await House.demo();
  });
  test.afterAll(() => house.stop());

  for (const view of views) {
    test(`${view.name} is drawn`, async ({ open }) => {
      const page = await open(house, view.who);
      await show(page, view);
      await picture(page, `${view.name}-full`);
      if (!wide.has(view.name) && !/^(canvas|designer-simulate)/.test(view.name)) return;
      await page.setViewportSize({ width: 1920, height: 1080 });
      await picture(page, `${view.name}-wide`);
    });
  }
});

for (const scene of scenes) {
  test(`${scene.name} is drawn`, async ({ open }) => {
    await using house = await House.demo();
    const page = await scene.play(house, open);
    await picture(page, scene.name);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await picture(page, `${scene.name}-wide`);
  });
}

test('first run: each step is drawn', async ({ open }) => {
  await using house = await House.empty();
  const page = await open(house, null);
  for (const view of firstRun(house.setupCode)) {
    await show(page, view);
    await picture(page, `${view.name}-full`);
  }
});

test('empty: each room says what to do next', async ({ open }) => {
  await using house = await House.empty();
  const form = { code: house.setupCode, workspace: 'Harbour', name: 'Olga Brandt', handle: 'olga', password: 'correct horse battery' };
  const olga = await Person.arrives(house.console, 'setup', form);
  const page = await open(house, olga);
  const look = async (name: string, address: string, ...words: string[]) => {
    await page.goto(address);
    for (const said of words) await expect(page.getByRole('main').getByText(said).first()).toBeVisible();
    await picture(page, `${name}-empty`);
  };
  await look('approvals', '/approvals', 'Nothing waits for you', 'What was decided');
  await look('tickets-no-project', '/tickets', 'No project yet', 'Projects');
  await look('workflows', '/workflows', 'Nothing is published yet', 'Start from one of those below');
  await look('access', '/access', 'Only you.', 'Invite person');
  await look('access-tokens', '/access/tokens', 'No tokens yet', 'Add a bot');
  await look('integrity', '/audit/integrity', 'No anchor yet.', 'Add an anchor');
  await look('audit', '/audit?q=outcome:refused', 'No entry fits', 'Clear the filters');
  await olga.do('POST', '/workflows', { source: readFileSync(path.join(workflows, 'incident-response.toml'), 'utf8') });
  await olga.do('POST', '/projects', { key: 'OPS', name: 'Operations', workflow: 'Incident response' });
  await look('tickets', '/tickets/OPS', 'No tickets yet', 'New ticket');
});

test.describe('failing', () => {
  let house: House;
  test.beforeAll(async () => {
    house = await House.demo();
  });
  test.afterAll(() => house.stop());

  const problem = { code: 'internal', title: 'Something broke here', detail: 'The answer could not be put together. Nothing was changed.', trace: '4bf92f3577b34da6' };
  const rooms = [
    ['approvals', 'ana', '/approvals', '**/requests', /asks to Contain/],
    ['tickets', 'ana', '/tickets/PAY', '**/board?*', /^Scheduled/],
    ['ticket', 'ana', '/tickets/PAY/PAY-23', '**/tickets/PAY-23', 'Fields'],
    ['workflows', 'jonas', '/workflows', '**/console/w/*/workflows', /^Published here/],
    ['workflow', 'jonas', '/workflows/Change%20management', '**/console/w/*/workflows/Change%20management', 'Submit'],
    ['audit', 'tomas', '/audit', '**/entries?*', 'Exact bytes'],
    ['integrity', 'tomas', '/audit/integrity', '**/console/w/*/integrity', /up to entry/],
    ['access', 'mirela', '/access', '**/console/w/*/access', /^People/],
    ['console', 'ana', '/approvals', '**/overview', /asks to Contain/],
    ['sign-in', null, '/sign-in', '**/console/session', 'Sign in'],
  ] as const;
  for (const [room, who, address, call, then] of rooms) {
    test(`${room} says what happened, and Retry gets over it`, async ({ open }) => {
      const page = await open(house, who);
      await page.route(call, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
      await page.goto(address);
      const alert = page.getByRole('alert').filter({ hasText: problem.title });
      for (const words of [problem.detail, `500 · ${problem.code} · trace ${problem.trace}`]) await expect(alert).toContainText(words);
      await picture(page, `${room}-failing`);
      await page.unroute(call);
      await alert.getByRole('button', { name: 'Retry' }).click();
      await expect(page.getByRole('heading', { name: then }).first()).toBeVisible();
      await expect(alert).toHaveCount(0);
    });
  }
});

test('a log that was put back is drawn', async ({ open }) => {
  await using house = await House.demo();
  const kept = await house.keepLog();
  for (const title of ['Something', 'Something else', 'One more']) await house.bot('oncall-bot').open('OPS', title);
  await house.putBack(kept);
  const page = await open(house, 'tomas');
  await page.goto('/audit/integrity');
  await expect(page.getByRole('heading', { name: /entries are missing/ })).toBeVisible();
  await picture(page, 'integrity-missing');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await picture(page, 'integrity-missing-wide');
});
