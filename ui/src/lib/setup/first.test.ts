import { expect, test } from 'vitest';
import { needs } from './needs';
import { passwordHint, tooShort } from './password';

test('a password is counted in characters, not in UTF-16 units', () => {
  expect(tooShort('𝒳'.repeat(11))).toBe(true);
  expect(tooShort('𝒳'.repeat(12))).toBe(false);
  expect(passwordHint('abc')).toBe('3 of 12 characters.');
});

test('what a workflow waits for is said role by role; filled seats are not mentioned', () => {
  const seats = [
    { role: 'release-manager', needed: 2, holders: [] },
    { role: 'owner', needed: 1, holders: ['me'] },
    { role: 'lead', needed: 2, holders: ['me'] },
  ];
  expect(needs(seats)).toEqual([
    '2 people must hold release-manager before its gate can open.',
    '1 more person must hold lead before its gate can open.',
  ]);
});
