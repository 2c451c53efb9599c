// The canvas from afar: what is left of a drawing below half its size, and a machine of which only what is in sight has parts of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { House } from './house';
import { large } from './large';
import { workflows } from './places';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

const canvas = (page: Page) => page.getByRole('application', { name: 'Canvas' });
const box = (page: Page, name: string) => canvas(page).getByRole('button', { name, exact: true });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const overview = (page: Page) => page.getByRole('img', { name: 'Overview' });
const labels = (page: Page) => canvas(page).locator('.ow-label');
const discs = (page: Page) => canvas(page).locator('.ow-far .ow-pill');

async function area(of: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const at = await of.boundingBox();
  if (!at) throw new Error('it is not on the screen');
  return at;
}

const middle = (of: { x: number; y: number; width: number; height: number }): [number, number] => [of.x + of.width / 2, of.y + of.height / 2];

test('below half its size a drawing has discs for gates and no labels, and again all of them above it', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file');
  const file = { name: 'ours.toml', mimeType: 'text/plain', buffer: readFileSync(path.join(workflows, 'change-management.toml')) };
  await page.getByLabel('Open a workflow file').setInputFiles(file);
  await expect(labels(page).first()).toBeVisible();
  await expect(discs(page)).toHaveCount(0);
  const further = page.getByRole('button', { name: 'Further (-)' });
  await expect(async () => {
    await further.click();
    await expect(labels(page).first()).toBeHidden({ timeout: 300 });
  }).toPass();
  await expect(discs(page)).toBeVisible();
  // Its arrows are there for the keyboard as before.
  await canvas(page).getByRole('button', { name: /^Deploy, from Scheduled / }).focus();
  await expect(inspector(page).getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Deploy');
  await page.keyboard.press('Control+0');
  await expect(labels(page).first()).toBeVisible();
  await expect(discs(page)).toHaveCount(0);
});

/** Where a machine begins, which is longer than the screen. */
async function atItsBegin(page: Page): Promise<void> {
  const map = await area(overview(page));
  await page.mouse.click(map.x + 20, map.y + map.height / 2);
  await expect(box(page, 'State 0')).toBeVisible();
}

test('a large machine is gone about by its overview, and drawn in from afar and from near', async ({ open }) => {
  const page = await open(house, 'jonas');
  await large(page, 200);
  await atItsBegin(page);
  await expect(labels(page)).toHaveCount(0);
  // From afar an arrow is found by where it runs.
  const [from, to] = [await area(box(page, 'State 0')), await area(box(page, 'State 1'))];
  await page.mouse.click((from.x + from.width + to.x) / 2, from.y + from.height / 2);
  const name = inspector(page).getByRole('textbox', { name: 'Name', exact: true });
  await expect(name).toHaveValue('Move 0');
  // Nobody writes where they cannot read: a name is written from near.
  await page.mouse.click(...middle(to));
  await expect(name).toHaveValue('State 1');
  await page.keyboard.press('Enter');
  const named = page.getByRole('textbox', { name: 'Name of the state' });
  await expect(named).toBeVisible();
  await expect.poll(async () => (await area(named)).height).toBeGreaterThan(15);
  await named.fill('Waiting');
  await page.keyboard.press('Enter');
  await expect(box(page, 'Waiting')).toBeVisible();
  await expect(labels(page).first()).toBeVisible();
  // What came into sight on the way has all its points to draw from.
  await box(page, 'State 2').hover();
  const point = box(page, 'State 2').locator('xpath=..').locator('.svelte-flow__handle-bottom');
  await page.mouse.move(...middle(await area(point)));
  await page.mouse.down();
  await page.mouse.move(...middle(await area(box(page, 'Waiting'))), { steps: 8 });
  await page.mouse.up();
  await page.getByRole('textbox', { name: 'Name of the transition' }).fill('Back');
  await page.keyboard.press('Enter');
  await expect(canvas(page).getByRole('button', { name: 'Back, from State 2 to Waiting' })).toBeVisible();
  // The overview brings the other end, and the wheel on it all of it again.
  const map = await area(overview(page));
  await page.mouse.move(map.x + map.width - 4, map.y + map.height / 2);
  await page.mouse.down();
  await page.mouse.up();
  await expect(box(page, 'State 199')).toBeVisible();
  await expect(box(page, 'State 0')).toHaveCount(0);
  await page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
  await page.mouse.down();
  await page.mouse.move(map.x + 4, map.y + map.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(box(page, 'State 0')).toBeVisible();
  await page.mouse.wheel(0, 1_500);
  // The chosen one alone keeps its words.
  await expect(labels(page)).toHaveText(['Back']);
});

test('a large machine is tried from afar: where it can go is lit, and a press takes it', async ({ open }) => {
  const page = await open(house, 'jonas');
  await large(page, 200);
  await atItsBegin(page);
  await page.getByRole('button', { name: /^Simulate/ }).click();
  await expect(canvas(page).getByRole('button', { name: 'State 0, the ticket stands here' })).toBeVisible();
  await expect(canvas(page).getByRole('button', { name: 'Move 0, from State 0 to State 1, can be taken now' })).toBeVisible();
  await canvas(page).getByRole('button', { name: 'Move 0, from State 0 to State 1, can be taken now' }).press('Enter');
  await expect(canvas(page).getByRole('button', { name: 'State 1, the ticket stands here' })).toBeVisible();
});
