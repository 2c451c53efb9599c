import { expect, test } from 'vitest';
import { ends, endsSoon, longest } from './ends';

const now = Date.parse('2026-03-03T12:00:00Z');

test('when a token ends', () => {
  expect(ends('2026-03-10T11:00:00Z', now)).toBe('ends in 6 d');
  expect(ends('2026-03-04T11:00:00Z', now)).toBe('ends in 23 h');
  expect(ends('2026-03-03T12:30:00Z', now)).toBe('ends within the hour');
  expect(ends('2026-03-03T12:00:00Z', now)).toBe('ended');
  expect([endsSoon('2026-03-09T12:00:00Z', now), endsSoon('2026-03-11T12:00:00Z', now)]).toEqual([true, false]);
});

test('a bot lives as long as its longest active token; revoked ones do not count', () => {
  const tokens = [
    { state: 'revoked', expires: '2027-01-01T00:00:00Z' },
    { state: 'active', expires: '2026-04-01T00:00:00Z' },
    { state: 'active', expires: '2026-05-01T00:00:00Z' },
  ];
  expect(longest(tokens)?.expires).toBe('2026-05-01T00:00:00Z');
  expect(longest([])).toBeUndefined();
});
