// Change management is drawn from an empty canvas in the real window, with at most 60 presses of the pointer and again with the keyboard
// alone, and says what the shipped file says.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Desk, missing } from './console.mjs';
import { Pointing, Typing } from './hand.mjs';
import { ask, firstRun } from './house.mjs';
import { soon } from './webdriver.mjs';

const shipped = readFileSync(path.join(import.meta.dirname, '../../workflows/change-management.toml'), 'utf8');

/** What is drawn, in Chromium too: boxes with their places around the middle, fields with the key that gives their type, arrows. */
const { states, fields, steps } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../drawn.json'), 'utf8'));

async function draw(hand) {
  for (const [name, at] of states) await hand.state(name, at);
  for (const end of ['Verified', 'Cancelled']) {
    await hand.choose(end);
    await hand.press('i');
    await hand.toggle(/terminal/);
    await hand.see(`${end} as an end`, 'return called(box(args[0])) === args[0] + ", terminal";', end);
    await hand.blur();
  }
  await hand.press('Escape', 'i', 'Control+a');
  await hand.type('Change management');
  for (const list of [/opens them/, /changes them/, /comments/]) await hand.add(list, ['bot']);
  for (const [name, kind] of fields) {
    await hand.tabTo(/^Add a field$/);
    await hand.press('Enter');
    await hand.see('another field', 'const names = [...document.querySelectorAll("input")].filter((one) => called(one) === "Name"); return /^field_\\d$/.test(names.at(-1).value);');
    await hand.tabTo(/^Name$/, 'Shift+Tab');
    await hand.press('Control+a');
    await hand.type(name);
    await hand.press('Tab');
    if (kind) await hand.press(kind);
    if (kind === 'O') {
      await hand.see('the list', 'return Boolean(button("Remove high"));');
      await hand.tabTo(/^The list$/);
      await hand.press('Backspace');
      await hand.see('it shorter', 'return !button("Remove high");');
      for (const option of ['medium', 'high']) {
        await hand.type(option);
        await hand.press('Enter');
        await hand.see(option, 'return Boolean(button("Remove " + args[0]));', option);
      }
    }
  }
  await hand.blur();
  for (const step of steps) {
    await hand.transition(step.name, step.from, step.to);
    await hand.press('i');
    if (step.also) await hand.add(/^From$/, step.also);
    if (step.not) await hand.toggle(/^Remove person$/);
    if (step.by) await hand.add(/^Nobody else$/, step.by);
    if (step.requires) await hand.add(/^Fields that must be filled$/, step.requires);
    if (step.gate) {
      const [people, role, expires] = step.gate;
      await hand.toggle(/^Gate$/);
      await hand.see('the gate', 'return Boolean(document.querySelector("input[type=number]"));');
      await hand.put(/^How many approve/, people);
      await hand.put(/^Role that approves$/, role);
      await hand.put(/^Runs out after$/, expires);
      await hand.press('Tab');
      await hand.see(`${expires} kept`, 'return [...document.querySelectorAll("input")].some((one) => called(one) === "Runs out after" && one.value === args[0]);', expires);
    }
    if (step.glass) {
      await hand.toggle(/^Break glass$/);
      await hand.see('the glass', 'return [...document.querySelectorAll("input")].some((one) => called(one) === "Reviewed within");');
      await hand.add(/^Who may break it$/, ['incident-commander']);
      await hand.tabTo(/^Remove service-owner$/, 'Shift+Tab');
      await hand.press('Space');
      await hand.put(/^Reviewed within$/, '24h');
      await hand.add(/^Who may review it$/, ['release-manager']);
    }
    await hand.blur();
  }
}

describe('change management is drawn in the window', { skip: missing() ?? false }, () => {
  let desk;
  let window;
  let house;

  before(async () => {
    desk = await Desk.open();
    window = await desk.console(mkdtempSync(path.join(desk.folder, 'data-')));
    await window.resize(1580, 960);
    house = await firstRun(window);
  });
  after(async () => {
    await window?.close();
    await desk?.end();
  });

  /** What a file says, without words that explain and places on the canvas. */
  async function rules(source) {
    const { shown } = await ask(window, 'POST', `/console/w/${house.workspace}/workflows/check`, { source });
    const left = ['description', 'rule', 'edges', 'area', 'placed', 'start', 'far', 'bounds'];
    const { states, fields, transitions, ...rest } = JSON.parse(JSON.stringify(shown, (key, value) => (left.includes(key) ? undefined : value)));
    const sorted = (all) =>
      all.map((one) => ({ ...one, from: one.from?.toSorted(), requires: one.requires?.toSorted(), by: one.by?.toSorted() })).toSorted((a, b) => a.name.localeCompare(b.name));
    return { ...rest, states: sorted(states), fields: sorted(fields), transitions: sorted(transitions) };
  }

  /** The draft that was saved last. */
  async function kept() {
    const { drafts } = await ask(window, 'GET', `/console/w/${house.workspace}/drafts`);
    return (await ask(window, 'GET', `/console/w/${house.workspace}/drafts/${drafts[0].id}`)).source;
  }

  for (const [how, Way, most] of [
    ['at most 60 presses of the pointer', Pointing, 60],
    ['the keyboard alone', Typing, 0],
  ]) {
    test(`with ${how}, and says what the shipped file says`, async (story) => {
      await window.go('openweave://localhost/workflows/new/file');
      await window.see('//*[contains(text(), "press N")]');
      const hand = new Way(window);
      await hand.ask('window.presses = 0; window.addEventListener("pointerdown", () => window.presses++, { capture: true });');
      await draw(hand);
      const presses = await hand.ask('return window.presses;');
      story.diagnostic(`${presses} presses`);
      assert.ok(presses <= most, `${presses} presses`);
      assert.ok(most === 0 || presses > 0, 'they were counted');
      await window.see('//h2[contains(., "It can be published")] | //h3[contains(., "It can be published")]');
      // It saves itself, within a second.
      const wanted = await rules(shipped);
      await soon('for the draft', 10_000, async () => {
        assert.deepEqual(await rules(await kept()), wanted);
        return true;
      });
    });
  }
});
