import { expect, test } from 'vitest';
import type { RequestCard } from '$lib/api/types';
import { found } from './find';

const card = (ticket: string, title: string, state: string) =>
  ({
    ticket,
    title,
    state,
    requester: { name: 'deploy-bot' },
    transition: 'Deploy',
    from: 'A',
    to: 'B',
  }) as RequestCard;
const cards = [card('PAY-1', 'Rotate keys', 'moved'), card('PAY-2', 'Raise the limit', 'rejected')];

test('every word must be there, wherever', () => {
  expect(found(cards, '').length).toBe(2);
  expect(found(cards, 'pay-2').map(({ ticket }) => ticket)).toEqual(['PAY-2']);
  expect(found(cards, 'deploy keys moved').map(({ ticket }) => ticket)).toEqual(['PAY-1']);
  expect(found(cards, 'keys rejected')).toEqual([]);
});
