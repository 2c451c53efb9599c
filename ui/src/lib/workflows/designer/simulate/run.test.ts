import { describe, expect, test } from 'vitest';
import type { Act, RehearsalView } from '$lib/api/types';
import { choices, scenario, shown, span } from './run';

const yes = { allowed: true };
const no = { allowed: false, code: 'own_request' as const, because: 'You asked.' };
const way = { name: 'Deploy', to: 'Live', gated: true, breakable: false };

/** A bot asked to deploy; ana may approve, ben may not. */
const view: RehearsalView = {
  cast: { people: { ana: ['manager'], ben: [] }, bots: { bot: {} }, creator: 'ana' },
  by: 'bot',
  steps: [
    { words: 'bot takes Submit', may: yes, state: 'Draft', waits: false, took: 2, from: 'New', after: 0 },
    { words: 'ben takes Deploy', may: no, state: 'Draft', waits: false, from: 'Draft', after: 0 },
    { words: 'bot takes Deploy', may: yes, state: 'Draft', waits: true, from: 'Draft', after: 0 },
  ],
  state: 'Draft',
  after: 0,
  ways: [
    { ...way, transition: 0, may: yes, missing: ['commit'] },
    { ...way, transition: 1, name: 'Cancel', may: yes, missing: [] },
    { ...way, transition: 3, name: 'Verify', may: no, missing: [] },
  ],
  waiting: {
    transition: 'Deploy',
    by: 'bot',
    seats: { manager: 1 },
    approved: [],
    returned: false,
    voices: [
      { who: 'ana', may: yes },
      { who: 'ben', may: no },
    ],
    left: 21_600,
  },
  stood: ['New', 'Draft'],
};

describe('a run', () => {
  test('offers what is legal in the order of its keys: moves, taking back, approvals', () => {
    expect(choices(view).map((choice) => choice.says)).toEqual(['Cancel', 'Withdraw', 'Approve as ana']);
    const free = choices({ ...view, waiting: null });
    expect(free[0]?.act).toEqual({ do: 'take', by: 'bot', transition: 'Deploy', with: ['commit'] });
    const returned = { ...view, waiting: view.waiting && { ...view.waiting, returned: true } };
    expect(choices(returned).map((choice) => choice.says)).toContain('Ask for Deploy again');
  });

  test('is shown: what is lit, what is refused, what was taken by which step', () => {
    const seen = shown(view, () => undefined);
    expect([...seen.lit]).toEqual([0, 1]);
    expect([...seen.banned]).toEqual([[3, 'own_request']]);
    expect([...seen.taken]).toEqual([['2 New', 1]]);
  });

  test('becomes a scenario that expects each step as it came out, refusals too', () => {
    const acts: Act[] = [
      { do: 'take', by: 'bot', transition: 'Submit' },
      { do: 'take', by: 'ben', transition: 'Deploy' },
      { do: 'take', by: 'bot', transition: 'Deploy' },
    ];
    expect(scenario('It goes', view, acts).steps.map((step) => step.expected)).toEqual([
      { is: 'done', then: 'Draft' },
      { is: 'refused', code: 'own_request' },
      { is: 'done', then: 'Draft' },
    ]);
  });

  test('tells time as a file has it', () => {
    expect([21_600, 86_400, 90, 61, 0].map(span)).toEqual(['6h', '1d', '90s', '61s', '1s']);
  });
});
