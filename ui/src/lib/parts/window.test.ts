import { expect, test } from 'vitest';
import { reveal, visible } from './window';

test('only rows near the window are drawn', () => {
  expect(visible({ top: 0, height: 280, rowHeight: 28, count: 184_203 })).toEqual([0, 18]);
  expect(visible({ top: 28_000, height: 280, rowHeight: 28, count: 184_203 })).toEqual([992, 1_018]);
});

test('a list that became shorter than the place it was scrolled to draws nothing wrong', () => {
  expect(visible({ top: 28_000, height: 280, rowHeight: 28, count: 5 })).toEqual([5, 5]);
  expect(visible({ top: 0, height: 280, rowHeight: 28, count: 0 })).toEqual([0, 0]);
});

test('a row is brought into sight by the shortest way, and not moved when it is', () => {
  const window = { top: 280, height: 280, rowHeight: 28 };
  expect(reveal(2, window)).toBe(56);
  expect(reveal(12, window)).toBe(280);
  expect(reveal(25, window)).toBe(448);
});
