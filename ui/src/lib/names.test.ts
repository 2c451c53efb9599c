import { expect, test } from 'vitest';
import { handleOf, keyOf, wrongHandle, wrongKey } from './names';

test('handles are lower case and begin with a letter', () => {
  expect([wrongHandle('deploy-bot'), wrongHandle('')]).toEqual([null, null]);
  for (const bad of ['Deploy', '1bot', 'a b', 'ana\u200b']) expect(wrongHandle(bad)).not.toBeNull();
});

test('keys are short and in capitals', () => {
  expect([wrongKey('PAY'), wrongKey('P2')]).toEqual([null, null]);
  for (const bad of ['P', 'pay', '2PAY', 'PAYMENTSTEAM']) expect(wrongKey(bad)).not.toBeNull();
});

test('a name suggests a key and a handle', () => {
  expect([keyOf('Payments'), keyOf('Site reliability team'), keyOf('Überprüfung'), keyOf('')]).toEqual([
    'PAY',
    'SRT',
    'UBE',
    '',
  ]);
  expect([handleOf('Mirela Ionescu'), handleOf('Ángel'), handleOf('')]).toEqual(['mirela', 'angel', '']);
});
