import { expect, test } from 'vitest';
import { wayBack } from './way';

test('one comes back to the room one wanted', () => {
  expect(wayBack('/tickets/PAY/PAY-42')).toBe('/tickets/PAY/PAY-42');
  expect(wayBack('/audit?outcome=refused&actor=x')).toBe('/audit?outcome=refused&actor=x');
});

test('a link cannot send anybody elsewhere', () => {
  for (const bad of [
    null,
    '',
    'https://example.org',
    '//example.org',
    '/\\example.org',
    'javascript:alert(1)',
    '/sign-in',
  ]) {
    expect(wayBack(bad)).toBe('/approvals');
  }
});
