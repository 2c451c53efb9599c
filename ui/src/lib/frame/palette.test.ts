import { expect, test } from 'vitest';
import { deeds, fitting, type Way } from './palette';

const run = () => undefined;
const way = (kind: Way['kind'], title: string, more?: string): Way => ({
  id: title,
  kind,
  title,
  ...(more ? { more } : {}),
  run,
});
const ways = [
  way('Go', 'Audit'),
  way('Do', 'Approve', 'Decide'),
  way('Ticket', 'PAY-42', 'Rotate the audit key'),
  way('Ticket', 'PAY-4'),
];
const titles = (words: string) => fitting(ways, words).map(({ title }) => title);

test('without words the deeds and rooms are offered, tickets once something is typed', () => {
  expect(titles('')).toEqual(['Approve', 'Audit']);
  expect(titles('pay-4')).toEqual(['PAY-42', 'PAY-4']);
});

test('every word must fit, somewhere', () => {
  expect(titles('audit')).toEqual(['PAY-42', 'Audit']);
  expect(titles('audit rotate')).toEqual(['PAY-42']);
  expect(titles('nothing like it')).toEqual([]);
});

test('a list stays short, whatever fits', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => way('Ticket', `PAY-${at}`));
  expect(fitting(many, 'pay')).toHaveLength(8);
});

test('hidden keys and ways to rooms are no deeds', () => {
  const binding = (keys: string, hidden = false) => ({ keys, says: keys, run, hidden });
  const layer = {
    title: 'Here',
    bindings: [binding('A'), binding('G then A'), binding('Escape', true), binding('Ctrl+K')],
  };
  expect(deeds([layer]).map(({ title }) => title)).toEqual(['A']);
});
