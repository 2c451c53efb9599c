// A person at the designer in the real window: keys and pointer as WebDriver's actions (W3C WebDriver, section 17), and what is seen on
// the canvas and in the inspector.
import { soon } from './webdriver.mjs';

const named = { Tab: '\uE004', Enter: '\uE006', Escape: '\uE00C', Backspace: '\uE003', Space: ' ', Shift: '\uE008', Control: '\uE009' };
const code = (key) => named[key] ?? key;

/** What the scripts below may call in the page. */
const finders = `
  const canvas = () => document.querySelector('[role="application"][aria-label="Canvas"]');
  const called = (one) => (one?.getAttribute('aria-label') ?? one?.labels?.[0]?.textContent ?? one?.textContent ?? '').trim();
  const box = (name) => [...canvas().querySelectorAll('.svelte-flow__node button')].find((one) => called(one).split(', ')[0] === name);
  const arrow = (name, from) => [...canvas().querySelectorAll('[data-transition]')].find((one) => called(one).startsWith(name + ', from ' + from + ' to '));
  const button = (name) => [...document.querySelectorAll('button')].find((one) => called(one) === name);
  const middle = (one) => { const { x, y, width, height } = one.getBoundingClientRect(); return [Math.round(x + width / 2), Math.round(y + height / 2)]; };
`;

export class Hand {
  constructor(window) {
    this.window = window;
  }

  /** What a script in the page gives. */
  ask = (script, ...args) => this.window.run(`${finders} ${script}`, ...args);

  /** Waits until it gives something. */
  see = (what, script, ...args) => soon(`to see ${what}`, 10_000, () => this.ask(script, ...args));

  /** Presses keys, one after the other; `Control+a` at once. */
  async press(...keys) {
    const actions = keys.flatMap((key) => {
      const held = key.length > 1 ? key.split('+').map(code) : [key];
      return [...held.map((value) => ({ type: 'keyDown', value })), ...held.toReversed().map((value) => ({ type: 'keyUp', value }))];
    });
    await this.window.act([{ type: 'key', id: 'keyboard', actions }]);
  }

  type = (words) => this.press(...words);

  async pointer(...steps) {
    const actions = steps.map((step) => (Array.isArray(step) ? { type: 'pointerMove', duration: 0, origin: 'viewport', x: step[0], y: step[1] } : { type: step, button: 0 }));
    await this.window.act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]);
  }

  /** Presses Tab until the keyboard is on what is called this. */
  async tabTo(name, key = 'Tab') {
    for (let stops = 0; stops < 80; stops++) {
      await this.press(key);
      if (name.test(await this.ask('return called(document.activeElement);'))) return;
    }
    throw new Error(`${key} never comes to ${name}`);
  }

  /** Puts names into a list of the inspector. */
  async add(label, names) {
    await this.tabTo(label);
    for (const name of names) {
      await this.type(name);
      await this.press('Enter');
      await this.see(`${name} in the list`, 'return Boolean(button("Remove " + args[0]));', name);
    }
  }

  async put(label, value) {
    await this.tabTo(label);
    await this.press('Control+a');
    await this.type(value);
  }

  async toggle(label) {
    await this.tabTo(label);
    await this.press('Space');
  }

  blur = () => this.ask('document.activeElement.blur();');
}

/** Draws with the pointer. */
export class Pointing extends Hand {
  async state(name, [x, y]) {
    const [left, top] = await this.ask('return middle(canvas());');
    await this.pointer([left + x, top + y], 'pointerDown', 'pointerUp', 'pointerDown', 'pointerUp');
    await this.name('state', name);
    await this.see(name, 'return Boolean(box(args[0]));', name);
  }

  async transition(name, from, to) {
    const end = (state, side) => this.ask('return middle(box(args[0]).parentElement.querySelector(".svelte-flow__handle-" + args[1]));', state, side);
    const [a, b] = [await end(from, 'right'), await end(to, from === to ? 'top' : 'left')];
    await this.pointer(a, 'pointerDown', [(a[0] + b[0]) >> 1, (a[1] + b[1]) >> 1], b);
    await this.pointer('pointerUp');
    await this.name('transition', name);
    await this.see(name, 'return Boolean(arrow(args[0], args[1]));', name, from);
  }

  async choose(state) {
    await this.pointer(await this.ask('return middle(box(args[0]));', state), 'pointerDown', 'pointerUp');
    await this.see(`${state} chosen`, 'return box(args[0]).getAttribute("aria-pressed") === "true";', state);
  }

  async name(what, name) {
    await this.see(`the name of the ${what}`, 'return called(document.activeElement) === args[0];', `Name of the ${what}`);
    await this.press('Control+a');
    await this.type(name);
    await this.press('Enter');
  }
}

/** Draws without it. */
export class Typing extends Hand {
  async state(name) {
    await this.press('n');
    await this.see('the name of the state', 'return called(document.activeElement) === "Name of the state";');
    await this.press('Control+a');
    await this.type(name);
    await this.press('Enter');
    await this.see(name, 'return Boolean(box(args[0]));', name);
  }

  async transition(name, from, to) {
    await this.choose(from);
    await this.press('t');
    await this.see('where it leads to', 'return document.querySelector("dialog[open]")?.contains(document.activeElement);');
    await this.type(to);
    await this.press('Tab');
    await this.type(name);
    await this.press('Enter');
    await this.see(name, 'return arrow(args[0], args[1]) && document.activeElement === arrow(args[0], args[1]);', name, from);
  }

  async choose(state) {
    await this.press('Control+f');
    await this.see('the search', 'return document.activeElement instanceof HTMLInputElement;');
    await this.type(state);
    await this.press('Enter');
    await this.see(`${state} chosen`, 'return document.activeElement === box(args[0]);', state);
  }
}
