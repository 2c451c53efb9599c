// Every view for everybody: drawn without moving; no violation that axe knows, in light and dark; nothing sticks out at any
// width; the keyboard gets round, and one always sees where it is.
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import { House } from './house';
import { moved } from './moved';
import { scenes } from './scenes';
import { firstRun, show, views } from './views';
import { test } from './windows';

test.describe.configure({ mode: 'parallel' });

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 960, height: 600 },
];

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

for (const view of views) {
  test(`${view.name}: anybody can use it`, async ({ open }) => {
    const page = await open(house, view.who);
    await show(page, view);
    await usable(page);
  });
}

for (const scene of scenes) {
  test(`${scene.name}: anybody can use it`, async ({ open }) => {
    await using house = await House.demo();
    await usable(await scene.play(house, open));
  });
}

test('first run: anybody can use it', async ({ open }) => {
  await using empty = await House.empty();
  const page = await open(empty, null);
  for (const view of firstRun(empty.setupCode)) {
    await show(page, view);
    await test.step(view.name, () => usable(page));
  }
});

async function usable(page: Page): Promise<void> {
  const { sum, what } = await moved(page);
  expect.soft(sum, `it moved while it was drawn:\n${what.join('\n')}`).toBeLessThan(0.01);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violations(page), colorScheme).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  for (const size of sizes) {
    await page.setViewportSize(size);
    await fits(page, `at ${size.width} × ${size.height}`);
  }
  // The smallest window with the widest sidebar: where it is narrow by itself, the person may still unfold it.
  await page.keyboard.press('Control+b');
  await fits(page, 'with the sidebar unfolded');
  await page.keyboard.press('Control+b');
  await page.setViewportSize({ width: 1280, height: 800 });
  expect.soft(await unseenStops(page), 'stops of the Tab key without a ring').toEqual([]);
}

/** What a canvas shows is fitted to it a few frames after the window changed. */
async function fits(page: Page, when: string): Promise<void> {
  await expect.configure({ soft: true }).poll(() => sticksOut(page), { message: when, timeout: 1_000 }).toEqual([]);
}

/** What axe finds, a line each: the rule, what it is about, where. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger: the page's policy would rightly refuse such a script.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }));
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
}

/** What one would click or read first, but that is cut off: by the window, or by something around it that neither scrolls nor says so. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (one: Element) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
    const isCut = (one: Element) => {
      const { left, right, width } = one.getBoundingClientRect();
      if (width <= 1) return false;
      for (let around = one.parentElement; around; around = around.parentElement) {
        if (scrolls(around)) return false;
        const edge = around.getBoundingClientRect();
        const { overflowX, textOverflow } = getComputedStyle(around);
        if (textOverflow === 'ellipsis') return false;
        const cuts = overflowX !== 'visible' || around === document.documentElement;
        if (cuts && edge.width > 1 && (right > edge.right + 1 || left < edge.left - 1)) return true;
      }
      return false;
    };
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['the page scrolls sideways'] : [];
    const cut = [...document.querySelectorAll('button, a[href], input, select, textarea, h1, h2, h3')].filter(isCut);
    return [...wide, ...cut.map((one) => one.outerHTML.slice(0, 200))];
  });
}

/** Goes round with Tab, and names every stop where no ring can be seen; also, when it never comes round. */
async function unseenStops(page: Page): Promise<string[]> {
  const unseen: string[] = [];
  for (let stops = 0; stops < 120; stops++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body || at.hasAttribute('data-stopped')) return 'round';
      at.setAttribute('data-stopped', '');
      // The ring may be drawn by the frame around an input or the label around a hidden one.
      const drawers = [at, at.parentElement, at.parentElement?.parentElement].filter((one) => one !== null && one !== undefined);
      const ringed = drawers.some((one) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !outlineColor.endsWith(', 0)');
      });
      return ringed ? null : at.outerHTML.slice(0, 160);
    });
    if (stop === 'round') return unseen;
    if (stop !== null) unseen.push(stop);
  }
  return [...unseen, 'it never comes round'];
}
