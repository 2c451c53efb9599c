import { expect, test } from 'vitest';
import { age, dayAndTime, exact, isSoon, left, relative } from './words';

const now = new Date(2026, 2, 3, 17, 22, 30).getTime();
const ago = (ms: number) => new Date(now - ms).toISOString();
const ahead = (ms: number) => new Date(now + ms).toISOString();
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

test('what happened today is told by its age', () => {
  expect(relative(ago(20_000), now)).toBe('just now');
  expect(relative(ago(38 * MINUTE), now)).toBe('38 min ago');
  expect(relative(ago(HOUR), now)).toBe('1 h ago');
  expect(relative(ago(DAY - 1), now)).toBe('23 h ago');
  expect(age(ago(10 * MINUTE), now)).toBe('10 min');
});

test('what happened earlier is told by its day, with the year when it is another', () => {
  expect(relative(new Date(2026, 2, 2, 9, 14).toISOString(), now)).toBe('Mon 2 Mar, 09:14');
  expect(dayAndTime(new Date(2025, 10, 12, 8, 5).toISOString(), now)).toBe('Wed 12 Nov 2025, 08:05');
  expect(age(new Date(2026, 2, 2, 9, 14).toISOString(), now)).toBe('Mon 2 Mar');
});

test('a time ahead of this clock is never called the past', () => {
  expect(relative(ahead(3 * HOUR), now)).toBe('Tue 3 Mar, 20:22');
});

test('a deadline counts down in two units and then says that it has passed', () => {
  expect(left(ahead(5 * HOUR + 22 * MINUTE), now)).toBe('5 h 22 min');
  expect(left(ahead(28 * HOUR), now)).toBe('1 d 4 h');
  expect(left(ahead(DAY), now)).toBe('1 d');
  expect(left(ahead(12 * MINUTE), now)).toBe('12 min');
  expect(left(ahead(1), now)).toBe('under a minute');
  expect(left(ahead(0), now)).toBeNull();
});

test('a deadline is soon under six hours', () => {
  expect(isSoon(ahead(6 * HOUR), now)).toBe(false);
  expect(isSoon(ahead(6 * HOUR - 1), now)).toBe(true);
});

test('an exact time keeps every digit that was stored', () => {
  expect(exact('2026-03-03T16:44:29.205118Z')).toBe('2026-03-03 16:44:29.205118 UTC');
});
