import { expect, test } from 'vitest';
import { initials } from './initials';
import { pieces } from './plain';

test('a text that turns around is shown with a mark in that place', () => {
  expect(pieces('pay\u202Efdp.exe')).toEqual([
    { text: 'pay' },
    { mark: 'U+202E', name: 'right-to-left override' },
    { text: 'fdp.exe' },
  ]);
});

test('what is drawn as nothing is shown, what chooses how an emoji is drawn is not', () => {
  expect(pieces('\u3164')).toEqual([{ mark: 'U+3164', name: 'Hangul filler' }]);
  expect(pieces('\u{e0041}')).toEqual([{ mark: 'U+E0041', name: 'hidden character' }]);
  expect(pieces('❤\ufe0f')).toEqual([{ text: '❤\ufe0f' }]);
});

test('zero-width and control characters are named, line breaks and letters stay', () => {
  expect(pieces('a\u200bb')).toContainEqual({ mark: 'U+200B', name: 'zero-width space' });
  expect(pieces('\u0007')).toEqual([{ mark: 'U+0007', name: 'control character' }]);
  expect(pieces('žluťoučký\nkůň 🐴 עברית')).toEqual([{ text: 'žluťoučký\nkůň 🐴 עברית' }]);
  expect(pieces('')).toEqual([]);
});

test('initials are whole characters of the first and the last word', () => {
  expect(initials('Ana Kovač')).toBe('AK');
  expect(initials('Tomás de la Ferreira')).toBe('TF');
  expect(initials('ada')).toBe('A');
  expect(initials('𝒳 Ω')).toBe('𝒳Ω');
  expect(initials('  ')).toBe('');
});
