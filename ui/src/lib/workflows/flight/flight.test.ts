import { expect, test } from 'vitest';
import type { VersionInFlight } from '$lib/api/types';
import { carried, choices, preview } from './flight';

const ticket = (key: string, waiting: string | null = null) => ({ key, title: 'A ticket', waiting });
const version: VersionInFlight = {
  version: 2,
  tickets: 6,
  states: [
    { state: 'Draft', count: 1, tickets: [ticket('PAY-1')], to: ['Draft'], because: null },
    { state: 'In review', count: 3, tickets: [ticket('PAY-2', 'Deploy')], to: ['In review', 'Draft'], because: null },
    { state: 'Testing', count: 2, tickets: [ticket('PAY-3')], to: ['Draft'], because: 'It asks for more.' },
  ],
  cleared: ['risk'],
  migration: null,
};

test('what may stay where it is, does; what could only go back keeps its version until somebody says otherwise', () => {
  expect(choices(version)).toEqual({ Draft: 'Draft', 'In review': 'In review' });
  expect(carried(version, choices(version))).toBe(4);
});

test('what somebody chose stands, until it cannot be chosen any more', () => {
  const chosen = { Draft: '', 'In review': 'Draft', Testing: 'Testing' };
  expect(choices(version, chosen)).toEqual({ 'In review': 'Draft' });
});

test('a mapping is told as what happens to tickets, requests and fields', () => {
  expect(preview(version, { 'In review': 'In review', Testing: 'Draft' })).toEqual([
    '3 tickets in In review stay there.',
    '2 tickets in Testing go back to Draft.',
    'PAY-2 waits for Deploy: that request ends as stale and can be made again.',
    'They lose what stands in risk: the new version does not take it.',
    '1 ticket in Draft keeps version 2.',
  ]);
});

test('with nothing carried, nothing is lost', () => {
  expect(preview(version, {}).filter((line) => !line.includes('version 2'))).toEqual([]);
});
