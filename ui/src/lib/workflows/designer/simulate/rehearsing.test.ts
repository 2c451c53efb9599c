import { expect, test } from 'vitest';
import type { Rehearsal, RehearsalView } from '$lib/api/types';
import { Desk } from '../desk.svelte';
import { Rehearsing } from './rehearsing.svelte';

/** Answers late: whoever is quick presses before. */
function tried() {
  const asked: Rehearsal[] = [];
  const door = {
    check: () => Promise.reject(new Error('nothing is checked here')),
    edit: (text: string) => Promise.resolve(text),
    say: () => undefined,
  };
  const ask = async (rehearsal: Rehearsal): Promise<RehearsalView> => {
    asked.push(rehearsal);
    await new Promise((over) => setTimeout(over, 5));
    const number = rehearsal.acts.length;
    const way = {
      transition: number,
      name: `Move ${number}`,
      to: 'B',
      may: { allowed: true },
      gated: false,
      breakable: false,
    };
    return {
      cast: { people: { ana: [], ben: [] }, bots: {}, creator: 'ana' },
      by: rehearsal.by ?? 'ana',
      steps: [],
      state: 'A',
      after: 0,
      ways: [{ ...way, missing: [] }],
      stood: [],
    };
  };
  return { asked, rehearsing: new Rehearsing(new Desk(door), { ask, say: () => undefined }) };
}

test('what is pressed before the answer came is done after it, on what it led to', async () => {
  const { asked, rehearsing } = tried();
  await rehearsing.begin();
  rehearsing.choose(0);
  rehearsing.choose(0);
  void rehearsing.as('ben');
  rehearsing.choose(0);
  await rehearsing.back();
  const last = asked.at(-1);
  expect(last?.by).toBe('ben');
  expect(last?.acts).toEqual([
    { do: 'take', by: 'ana', transition: 'Move 0', with: [] },
    { do: 'take', by: 'ana', transition: 'Move 1', with: [] },
  ]);
  expect(asked).toHaveLength(6);
});
