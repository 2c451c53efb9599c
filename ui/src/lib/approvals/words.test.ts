import { expect, test } from 'vitest';
import type { Decided, RequestCard, RequestView } from '$lib/api/types';
import { howItEnded, similarWords, whatCameOfIt } from './words';

const card = { ticket: 'PAY-42', from: 'Scheduled', to: 'Deployed' } as RequestCard;
const came = (more: Partial<Decided>): Decided => ({
  seq: 184_198,
  state: 'pending',
  approvals: 1,
  needed: 2,
  moved: null,
  ...more,
});

test('the last approval says that it moved, where to, and by which entry', () => {
  const moved = { outcome: 'moved', seq: 184_199, state: 'Deployed', version: 7 } as const;
  expect(whatCameOfIt(card, 'approve', came({ state: 'moved', moved }))).toBe(
    'Approved, and moved. PAY-42 is Deployed, entry 184,199.',
  );
  expect(whatCameOfIt(card, 'approve', came({}))).toBe('Approved, 1 of 2.');
});

test('an approval that came too late does not claim a move', () => {
  expect(whatCameOfIt(card, 'approve', came({ state: 'stale' }))).toContain('not moved');
});

test('a rejection says where the ticket stays', () => {
  expect(whatCameOfIt(card, 'reject', came({ state: 'rejected' }))).toBe(
    'Rejected. PAY-42 stays in Scheduled, entry 184,198.',
  );
});

test('each end of a request is a sentence', () => {
  const view = { ...card, state: 'stale', stale: 'requester_edited', decisions: [] } as unknown as RequestView;
  expect(howItEnded(view)).toBe('Stale: its requester edited the ticket after asking. It can be asked for again.');
  expect(howItEnded({ ...view, state: 'moved', moved_seq: 12 })).toBe('Moved to Deployed, entry 12.');
});

test('similar decisions are counted, with the wait of the middle one', () => {
  const one = (state: string, minutes: number) =>
    ({ state, waited_seconds: minutes * 60 }) as RequestView['similar'][number];
  expect(similarWords([])).toBeNull();
  expect(similarWords([one('moved', 5), one('rejected', 9), one('moved', 22), one('moved', 80)])).toBe(
    '3 of the last 4 approved, half of them within 22 min.',
  );
  expect(similarWords([one('rejected', 9)])).toBe('The last one was rejected.');
  expect(similarWords([one('moved', 9)])).toBe('The last one was moved, after 9 min.');
});
