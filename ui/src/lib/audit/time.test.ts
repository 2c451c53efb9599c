import { afterEach, beforeEach, expect, test } from 'vitest';
import { clock, day, isoDay, whole } from './time';

const at = '2026-03-03T23:21:44.031907Z';
const before = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'Europe/Bucharest';
});
afterEach(() => {
  process.env['TZ'] = before;
});

test('in UTC the stored time is shown to the microsecond', () => {
  expect(whole(at, 'utc')).toBe('Tue 3 Mar 2026, 23:21:44.031907 UTC');
  expect([clock(at, 'utc'), day(at, 'utc'), isoDay(at, 'utc')]).toEqual(['23:21:44', 'Tue 3 Mar 2026', '2026-03-03']);
});

test('in local time the day may be another, and the offset is said', () => {
  expect(whole(at, 'local')).toBe('Wed 4 Mar 2026, 01:21:44.031907 +02:00');
  expect(isoDay(at, 'local')).toBe('2026-03-04');
});

test('a whole second has no fraction', () => {
  expect(whole('2026-03-03T23:21:44Z', 'utc')).toBe('Tue 3 Mar 2026, 23:21:44 UTC');
});
