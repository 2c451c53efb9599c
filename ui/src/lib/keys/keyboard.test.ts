import { beforeEach, expect, test, vi } from 'vitest';
import { Keyboard, type Stroke } from './keyboard';

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrl: false,
  alt: false,
  shift: false,
  ...more,
});
const idle = { typing: false, at: 0 };
let keyboard: Keyboard;

beforeEach(() => {
  keyboard = new Keyboard();
});

test('a key runs the newest binding, and the older one again when that has gone', () => {
  const [room, pane] = [vi.fn(), vi.fn()];
  keyboard.add({ title: 'Room', bindings: [{ keys: 'J', says: 'next', run: room }] });
  const leave = keyboard.add({ title: 'Pane', bindings: [{ keys: 'J', says: 'next line', run: pane }] });
  expect(keyboard.press(stroke('j'), idle)).toBe(true);
  leave();
  keyboard.press(stroke('j'), idle);
  expect([room.mock.calls.length, pane.mock.calls.length]).toEqual([1, 1]);
});

test('G then A goes to a room, unless it takes too long', () => {
  const go = vi.fn();
  keyboard.add({ title: 'Everywhere', bindings: [{ keys: 'G then A', says: 'Approvals', run: go }] });
  keyboard.press(stroke('g'), { typing: false, at: 0 });
  keyboard.press(stroke('a'), { typing: false, at: 5_000 });
  expect(go).not.toHaveBeenCalled();
  keyboard.press(stroke('g'), { typing: false, at: 6_000 });
  keyboard.press(stroke('a'), { typing: false, at: 6_300 });
  expect(go).toHaveBeenCalledOnce();
});

test('after G, a room key of the same letter does not act: A must not approve', () => {
  const [approve, go] = [vi.fn(), vi.fn()];
  keyboard.add({ title: 'Everywhere', bindings: [{ keys: 'G then A', says: 'Approvals', run: go }] });
  keyboard.add({ title: 'Approvals', bindings: [{ keys: 'A', says: 'approve', run: approve }] });
  keyboard.press(stroke('g'), { typing: false, at: 0 });
  keyboard.press(stroke('a'), { typing: false, at: 100 });
  expect(approve).not.toHaveBeenCalled();
  expect(go).toHaveBeenCalledOnce();
});

test('letters belong to the field while somebody types; Escape and Ctrl may still act', () => {
  const [approve, leave] = [vi.fn(), vi.fn()];
  keyboard.add({
    title: 'Room',
    bindings: [
      { keys: 'A', says: 'approve', run: approve },
      { keys: 'Escape', says: 'leave', run: leave, whileTyping: true },
    ],
  });
  expect(keyboard.press(stroke('a'), { typing: true, at: 0 })).toBe(false);
  expect(keyboard.press(stroke('Escape'), { typing: true, at: 0 })).toBe(true);
  expect(approve).not.toHaveBeenCalled();
});

test('Ctrl+A is not A, and Shift matters for letters but not for signs', () => {
  const [approve, list, fold] = [vi.fn(), vi.fn(), vi.fn()];
  keyboard.add({
    title: 'Room',
    bindings: [
      { keys: 'A', says: 'approve', run: approve },
      { keys: '?', says: 'keys', run: list },
      { keys: 'Ctrl+B', says: 'fold', run: fold },
    ],
  });
  expect(keyboard.press(stroke('a', { ctrl: true }), idle)).toBe(false);
  expect(keyboard.press(stroke('A', { shift: true }), idle)).toBe(false);
  expect(keyboard.press(stroke('?', { shift: true }), idle)).toBe(true);
  expect(keyboard.press(stroke('b', { ctrl: true }), idle)).toBe(true);
});

test('what acts by itself is told, and left alone', () => {
  keyboard.add({ title: 'Room', bindings: [{ keys: 'Ctrl+C', says: 'copy' }] });
  expect(keyboard.press(stroke('c', { ctrl: true }), idle)).toBe(false);
  expect(keyboard.reachable()[0]?.bindings).toHaveLength(1);
});

test('an open dialog keeps the keys of the room behind it from acting', () => {
  const approve = vi.fn();
  keyboard.add({ title: 'Room', bindings: [{ keys: 'A', says: 'approve', run: approve }] });
  const close = keyboard.add({ title: 'Dialog', bindings: [], modal: true });
  expect(keyboard.press(stroke('a'), idle)).toBe(false);
  close();
  expect(keyboard.press(stroke('a'), idle)).toBe(true);
});

test('single keys can be switched off, keys with Ctrl stay', () => {
  const run = vi.fn();
  keyboard.singleKeys = false;
  keyboard.add({
    title: 'Room',
    bindings: [
      { keys: 'A', says: 'approve', run },
      { keys: 'G then A', says: 'go', run },
      { keys: 'Ctrl+B', says: 'fold', run },
    ],
  });
  keyboard.press(stroke('a'), idle);
  keyboard.press(stroke('g'), idle);
  keyboard.press(stroke('a'), idle);
  expect(run).not.toHaveBeenCalled();
  keyboard.press(stroke('b', { ctrl: true }), idle);
  expect(run).toHaveBeenCalledOnce();
});
