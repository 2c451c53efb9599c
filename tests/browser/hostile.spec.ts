// Two hundred hostile texts in every text of one workspace: each screen is visited once, and nothing of them is run, asked for,
// drawn as what it says, or hidden.
import { expect, type Page } from '@playwright/test';
import { hostileHouse, misnamed, type HostileHouse } from './hostile-house';
import { asNames, hostile, oneLine } from './hostile-texts';
import { Watch } from './watch';
import { test } from './windows';

let all: HostileHouse;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  all = await hostileHouse();
});
test.afterAll(() => all.house.stop());

/** Where it is, what stands there once it is drawn, and what is done there. */
type Screen = [path: string, see: string, ...then: ((page: Page) => Promise<unknown>)[]];

/** Goes to each screen and looks whether all is well, before and after what is done there. */
async function visit(page: Page, screens: readonly Screen[]): Promise<void> {
  const watch = new Watch(page, all.house.console);
  for (const [path, see, ...then] of screens) {
    await page.goto(path);
    // Two hundred cards full of marks take a slow machine longer than any screen that people have.
    await expect(page.locator(see).first()).toBeVisible({ timeout: 15_000 });
    expect.soft(await watch.faults(), path).toEqual([]);
    for (const deed of then) {
      await deed(page);
      expect.soft(await watch.faults(), `${path}, ${deed.name || 'then'}`).toEqual([]);
    }
  }
}

const tab = (name: string) => (page: Page) => page.getByRole('tab', { name }).click();
const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click();

/** Scrolls through the editor of a file, which draws only what is in sight and comes after the page. */
async function everyLine(page: Page): Promise<void> {
  await expect(page.locator('.cm-content')).toContainText('format = 1');
  for (let seen = false; !seen; ) {
    seen = await page.locator('.cm-scroller').evaluate(
      (box) => new Promise<boolean>((drawn) => (box.scrollBy(0, box.clientHeight), requestAnimationFrame(() => requestAnimationFrame(() => drawn(box.scrollTop + box.clientHeight >= box.scrollHeight - 1))))),
    );
  }
}

test('there are two hundred of them', () => {
  expect(new Set(hostile).size).toBe(200);
});

test('names that hide something, handles that are none and titles of two lines are turned away', async () => {
  for (const { status, said } of await misnamed(all.owner)) expect.soft(status, JSON.stringify(said)).toBe(400);
});

test('requests and their decisions', async ({ open }) => {
  const page = await open(all.house, all.approver);
  await visit(page, [
    [`/approvals/${all.pending.request}`, '[aria-label=Request] h2'],
    ...all.carriers.map(({ request }): Screen => [`/approvals/${request}`, '[aria-label=Request] h2']),
    ['/approvals', '[aria-label=Request] h2', tab('Decided')],
  ]);
});

test('the board, the list, and tickets with all that was said on them', async ({ open }) => {
  const page = await open(all.house, all.owner);
  const first = all.carriers[1]?.ticket ?? '';
  await visit(page, [
    ['/tickets/BAD0', '[data-ticket]', press('List'), everyRow, press('Board')],
    ['/tickets/BAD0', '[data-ticket]', press('Filter'), press('New ticket')],
    ...all.carriers.map(({ ticket }): Screen => [`/tickets/BAD1/${ticket}`, 'aside h2', tab('Comments')]),
    [`/tickets/BAD1/${first}`, 'aside h2', press('Edit')],
    [`/tickets/BAD1/${first}`, 'aside h2', (page) => page.locator('aside li button').first().click()],
  ]);
});

/** Scrolls through a list that draws only what is in sight. */
async function everyRow(page: Page): Promise<void> {
  const list = page.getByRole('list', { name: 'Tickets' });
  const titles = new Set<string>();
  for (let top = 0; top < 8_000; top += 500) {
    await list.evaluate((box, to) => new Promise<void>((drawn) => (box.scrollTo(0, to), requestAnimationFrame(() => requestAnimationFrame(() => drawn())))), top);
    for (const key of await list.locator('[data-ticket]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-ticket') ?? ''))) titles.add(key);
  }
  expect(titles.size).toBe(oneLine.length);
}

test('workflows, their drawings, files and the editor', async ({ open }) => {
  const page = await open(all.house, all.owner);
  const name = encodeURIComponent(all.workflow);
  await visit(page, [
    ['/workflows', '[data-card]'],
    [`/workflows/${name}`, 'h1', tab('States and fields'), tab('Seats'), press('File')],
    [`/workflows/new/file?of=${name}`, '[aria-label=Inspector]', press('Text'), everyLine],
    [`/workflows/${encodeURIComponent(asNames[7] ?? '')}`, '[role=alert]'],
  ]);
});

test('the log', async ({ open }) => {
  const page = await open(all.house, all.owner);
  const { entries } = await all.owner.do<{ entries: { seq: number }[] }>('GET', '/entries?limit=200');
  await visit(page, [
    ['/audit', '[aria-label=Entry] h2'],
    ['/audit/integrity', '[aria-label="Signing keys"] li', press('Check everything')],
    ...entries.filter((_, at) => at % 40 === 0).map(({ seq }): Screen => [`/audit/${seq}`, '[aria-label=Entry] h2']),
    ...all.carriers.slice(0, 2).map(({ ticket }): Screen => [`/audit?q=ticket:${ticket}`, '[aria-label=Entry] h2']),
  ]);
});

test('people, bots, roles, tokens and projects', async ({ open }) => {
  const page = await open(all.house, all.owner);
  await visit(page, [
    ['/access', 'table', press('Invite person')],
    ['/access/people/ada', 'aside h2'],
    ['/access/bots/null', 'aside h2'],
    ['/access/roles/approver', 'aside h2'],
    ['/access/tokens', 'table'],
    ['/access/projects', 'table', press('New project')],
  ]);
});

test('an address leads nowhere else, and what it says is not run', async ({ open }) => {
  const page = await open(all.house, all.owner);
  const texts = [...hostile.filter((text) => /javascript:|elsewhere/.test(text)).slice(0, 6), '//elsewhere.example', '/\\elsewhere.example'].map(encodeURIComponent);
  await visit(page, [
    ...texts.map((text): Screen => [`/sign-in?next=${text}`, 'h1']),
    ...texts.slice(0, 2).flatMap((text): Screen[] => [[`/audit?q=${text}`, 'h1'], [`/tickets/${text}`, 'h1'], [`/access/people/${text}`, 'h1']]),
  ]);
});

test('what hides or turns a text round stands there as a mark', async ({ open }) => {
  const page = await open(all.house, all.owner);
  await page.goto('/tickets/BAD0');
  const cards = page.locator('[data-ticket]');
  await expect(cards).toHaveCount(oneLine.length);
  await expect(cards.filter({ hasText: 'Deploy U+202Egpj.exeU+202C to production' })).toBeVisible();
  await expect(cards.filter({ hasText: 'deU+200Bploy-bot' })).toBeVisible();
});
