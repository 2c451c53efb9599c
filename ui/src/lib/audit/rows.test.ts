import { expect, test } from 'vitest';
import { counted, rowKey, rows, step } from './rows';

const entries = [
  { seq: 9, at: '2026-03-03T00:10:00.000001Z' },
  { seq: 8, at: '2026-03-02T23:50:00.000001Z' },
  { seq: 7, at: '2026-03-02T01:00:00.000001Z' },
];

test('a line stands where a new day begins, and each row has a key of its own', () => {
  expect(rows(entries, 'utc').map(rowKey)).toEqual(['Tue 3 Mar 2026', '9', 'Mon 2 Mar 2026', '8', '7']);
});

test('a step stays inside the list, and starts at the newest', () => {
  expect(step(entries, 9, 1)?.seq).toBe(8);
  expect(step(entries, 7, 1)?.seq).toBe(7);
  expect(step(entries, 9, -1)?.seq).toBe(9);
  expect(step(entries, null, 1)?.seq).toBe(9);
  expect(step([], null, 1)).toBeUndefined();
});

test('counts read as English', () => {
  expect([counted(1), counted(2104), counted(200, true)]).toEqual(['1 entry', '2,104 entries', '200+ entries']);
});
