import { expect, test } from 'vitest';
import type { Inbox, RequestCard } from '$lib/api/types';
import { groups, neighbour } from './groups';

const now = new Date(2026, 2, 3, 17, 0).getTime();
const hours = (n: number) => new Date(now + n * 3_600_000).toISOString();

function card(id: string, more: Partial<RequestCard> = {}): RequestCard {
  return {
    id,
    state: 'pending',
    ticket: 'PAY-1',
    title: id,
    requester: { kind: 'bot', name: 'deploy-bot' },
    transition: 'Deploy',
    from: 'Scheduled',
    to: 'Deployed',
    opened: hours(-1),
    expires: hours(3),
    approvals: 0,
    needed: 1,
    round: 1,
    shown: id,
    may_decide: { allowed: true },
    ...more,
  };
}

const no = (code: 'own_bot' | 'not_permitted') => ({ allowed: false, code, because: 'No.' });
const inbox: Inbox = {
  for_me: [card('tonight'), card('tomorrow', { expires: hours(20) })],
  for_others: [
    card('my bot', { may_decide: no('own_bot') }),
    card('not my role', { may_decide: no('not_permitted'), expires: hours(40) }),
  ],
  decided: [
    card('just now', { ended: hours(-1), state: 'moved' }),
    card('last week', { ended: hours(-170), state: 'rejected' }),
  ],
};
const shape = (tab: 'mine' | 'others' | 'decided') =>
  groups(inbox, tab, now).map(({ title, cards }) => [title, cards.map((c) => c.id)]);

test('what ends today stands first, and my own bot’s request is shown where I look for mine', () => {
  expect(shape('mine')).toEqual([
    ['Expires today', ['tonight']],
    ['Later', ['tomorrow']],
    ['Waiting, but not for you', ['my bot']],
  ]);
});

test('what waits for others and what was decided have their own places', () => {
  expect(shape('others')).toEqual([
    ['Expires today', ['my bot']],
    ['Later', ['not my role']],
  ]);
  expect(shape('decided')).toEqual([
    ['Today', ['just now']],
    ['Before', ['last week']],
  ]);
});

test('an empty inbox has no groups', () => {
  expect(groups({ for_me: [], for_others: [], decided: [] }, 'mine', now)).toEqual([]);
});

test('J and K walk the list and stop at its ends', () => {
  const ids = ['a', 'b', 'c'];
  expect(neighbour(ids, 'a', 1, 0)).toBe('b');
  expect(neighbour(ids, 'c', 1, 2)).toBe('c');
  expect(neighbour(ids, 'a', -1, 0)).toBe('a');
  expect(neighbour([], 'a', 1, 0)).toBeUndefined();
});

test('when the card that was open has left the list, J goes to the one in its place', () => {
  const ids = ['b', 'c'];
  expect(neighbour(ids, 'decided', 1, 1)).toBe('c');
  expect(neighbour(ids, 'decided', -1, 1)).toBe('b');
  expect(neighbour(ids, 'decided', 1, 9)).toBe('c');
});
