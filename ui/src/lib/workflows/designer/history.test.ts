import { describe, expect, test } from 'vitest';
import { History, typingMs } from './history';

/** Numbers that look random and are the same every time. */
function* numbers(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

describe('the texts of a session', () => {
  test('undo after any 500 edits returns the first text byte for byte, and redo the last', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const luck = numbers(seed);
      const next = () => luck.next().value as number;
      const history = new History('# first\r\nformat = 1\u{1F512}\n');
      const first = history.text;
      let now = 0;
      for (let edit = 0; edit < 500; edit++) {
        const at = next() % (history.text.length + 1);
        const text = history.text.slice(0, at) + 'xyz\n'.slice(next() % 4) + history.text.slice(at + (next() % 3));
        now += next() % 2_000;
        const what = next() % 8;
        if (what === 0) history.undo();
        else if (what === 1) history.redo();
        else if (what < 5) history.type(text, now);
        else history.change(text);
      }
      while (history.canRedo) history.redo();
      const last = history.text;
      let steps = 0;
      for (; history.canUndo; steps++) history.undo();
      expect(history.text).toBe(first);
      for (let step = 0; step < steps; step++) history.redo();
      expect(history.text).toBe(last);
      expect(history.canRedo).toBe(false);
    }
  });

  test('letters of one breath are one change, after a pause another one begins', () => {
    const history = new History('');
    history.type('a', 0);
    history.type('ab', 100);
    history.type('abc', 100 + typingMs);
    history.undo();
    expect(history.text).toBe('ab');
    history.undo();
    expect(history.text).toBe('');
  });

  test('what is the same is no change, and a change ends what could be redone', () => {
    const history = new History('a');
    history.change('a');
    expect(history.canUndo).toBe(false);
    history.change('b');
    history.undo();
    history.change('c');
    expect(history.canRedo).toBe(false);
  });
});
