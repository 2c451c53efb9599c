import { expect, test } from 'vitest';
import type { Access, Entry } from '$lib/api/types';
import { actorsOf, around } from './actors';

const access = {
  people: [{ id: 'p1', handle: 'ana', name: 'Ana Kovač' }],
  bots: [{ id: 'b1', handle: 'deploy-bot' }],
} as unknown as Access;
const entry = (by: object) => ({ by }) as unknown as Entry;

test('a person is found by name and by handle, whatever the case', () => {
  const known = actorsOf(access, []);
  expect(known.get('ana kovač')?.id).toBe('p1');
  expect(known.get('ana')?.name).toBe('Ana Kovač');
});

test('somebody who has left is still found by the entries at hand', () => {
  const known = actorsOf(access, [
    entry({ kind: 'person', id: 'p9', name: 'Old Hand' }),
    entry({ kind: 'clock', name: 'clock' }),
  ]);
  expect(known.get('old hand')?.id).toBe('p9');
  expect(known.has('clock')).toBe(false);
});

test('entries around one: it stands in the middle, unless it is near an end', () => {
  const life = Array.from({ length: 20 }, (_, seq) => ({ seq }));
  expect(around(life, 10, 5).map((one) => one.seq)).toEqual([8, 9, 10, 11, 12]);
  expect(around(life, 0, 5).map((one) => one.seq)).toEqual([0, 1, 2, 3, 4]);
  expect(around(life, 19, 5).map((one) => one.seq)).toEqual([15, 16, 17, 18, 19]);
});
