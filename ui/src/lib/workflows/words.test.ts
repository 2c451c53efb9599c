import { expect, test } from 'vitest';
import { many, offset, taker } from './words';

test('counts read as English', () => {
  expect([many(0, 'gate'), many(1, 'gate'), many(1234, 'ticket')]).toEqual(['no gates', '1 gate', '1,234 tickets']);
});

test('who may take a transition, as in the file', () => {
  expect(taker('bot')).toEqual({ kind: 'bot' });
  expect(taker('role:release-manager')).toEqual({ kind: 'person', name: 'release-manager' });
});

test('an error is found in the text, counted in characters and not in UTF-16 units', () => {
  const text = 'a\n𝒳𝒳 by = []\nlast';
  expect(text.slice(offset(text, 2, 4)).startsWith('by')).toBe(true);
  expect(offset(text, 1, 1)).toBe(0);
  expect(offset(text, 99, 1)).toBe(text.length);
});
