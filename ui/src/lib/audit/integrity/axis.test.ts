import { expect, test } from 'vitest';
import { axis, marks, share } from './axis';

const now = Date.parse('2026-03-03T19:00:00Z');
const before = (hours: number) => new Date(now - hours * 3_600_000).toISOString();

test('the axis is the shortest on which the oldest proof does not stand at the edge', () => {
  expect(axis(now, [before(0.1)]).words).toBe('last hour');
  expect(axis(now, [before(0.1), before(10)]).words).toBe('last 24 hours');
  expect(axis(now, [before(23)]).words).toBe('last 7 days');
  expect(axis(now, [before(24 * 900)]).words).toBe('last 10 years');
});

test('without any time, and with one ahead of this clock, it is the last hour', () => {
  expect(axis(now, []).words).toBe('last hour');
  expect(axis(now, [before(-2)])).toMatchObject({ to: now, words: 'last hour' });
});

test('a proof stands where its time is, and never beside the axis', () => {
  const day = axis(now, [before(20)]);
  expect(share(before(6), day)).toBe(0.75);
  expect([share(before(48), day), share(before(-1), day)]).toEqual([0, 1]);
});

test('hours are written with the day once, longer spans by days', () => {
  expect(marks(axis(now, [before(20)]), 'utc')).toEqual(['19:00, 2 Mar', '01:00', '07:00', '13:00', 'now']);
  expect(marks(axis(now, [before(24 * 20)]), 'utc')).toEqual(['1 Feb', '9 Feb', '16 Feb', '24 Feb', 'now']);
});
