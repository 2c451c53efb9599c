import { expect, test } from 'vitest';
import type { RequestCard } from '$lib/api/types';
import { heightOf, inSight, reveal, rows } from './rows';

const cards = (count: number) => Array.from({ length: count }, (_, at) => ({ id: String(at) }) as RequestCard);
const noted = (card: RequestCard) => card.id === '1';

test('rows stand one below the other, heads before their cards', () => {
  const all = rows([{ title: 'Expires today', cards: cards(3) }], noted);
  expect(all.map((row) => [row.top, row.height])).toEqual([
    [0, 28],
    [28, 86],
    [114, 106],
    [220, 86],
  ]);
  expect(heightOf(all)).toBe(306);
  expect(heightOf([])).toBe(0);
});

test('of two thousand only those in sight are drawn', () => {
  const all = rows([{ title: 'Later', cards: cards(2_000) }], () => false);
  for (const top of [0, 40_000, heightOf(all) - 700]) {
    const [first, end] = inSight(all, top, 700);
    expect(end - first).toBeLessThan(24);
    expect(all[first]?.top ?? 0).toBeLessThanOrEqual(top);
    const last = all[end - 1];
    expect((last?.top ?? 0) + (last?.height ?? 0)).toBeGreaterThanOrEqual(Math.min(top + 700, heightOf(all)));
  }
});

test('the chosen one is brought into sight, below the head that sticks', () => {
  const all = rows([{ title: 'Later', cards: cards(50) }], () => false);
  const tenth = all[10];
  if (!tenth) throw new Error('no row');
  expect(reveal(tenth, 0, 400)).toBe(tenth.top + tenth.height - 400);
  expect(reveal(tenth, tenth.top - 200, 400)).toBe(tenth.top - 200);
  expect(reveal(tenth, tenth.top + 10, 400)).toBe(tenth.top - 28);
});
