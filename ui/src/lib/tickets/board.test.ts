import { expect, test } from 'vitest';
import type { Board, TicketCard } from '$lib/api/types';
import { filtered, fits, inOrder, isFolded, noFilter, walk } from './board';

const bot = { kind: 'bot', name: 'deploy-bot' } as const;

function card(key: string, more: Partial<TicketCard> = {}): TicketCard {
  return {
    id: key,
    key,
    title: `Title of ${key}`,
    state: 'Draft',
    version: 1,
    creator: bot,
    last_actor: bot,
    last_at: '2026-03-03T10:00:00.000000Z',
    comments: 0,
    ...more,
  };
}

const waiting = { request: 'r', transition: 'Deploy', approvals: 0, needed: 2, expires: '2026-03-04T00:00:00.000000Z' };
const board: Board = {
  project: { key: 'PAY', name: 'Payments', workflow: 'Change management', open: 4 },
  columns: [
    {
      state: 'Draft',
      terminal: false,
      tickets: [card('PAY-1'), card('PAY-2', { title: 'Rotate keys' }), card('PAY-3')],
    },
    { state: 'In review', terminal: false, tickets: [] },
    { state: 'Scheduled', terminal: false, tickets: [card('PAY-4', { waiting })] },
    { state: 'Deployed', terminal: true, tickets: [card('PAY-5', { last_at: '2026-03-03T11:00:00.000000Z' })] },
  ],
  fields: [],
  may_create: { allowed: true },
};

test('a filter looks into key, title and names, and every word must be there', () => {
  const fitting = (words: string) =>
    filtered(board, { words, waiting: false }).flatMap((c) => c.tickets.map((t) => t.key));
  expect(fitting('rotate')).toEqual(['PAY-2']);
  expect(fitting('deploy-bot pay-4')).toEqual(['PAY-4']);
  expect(fitting('nothing like it')).toEqual([]);
  expect(fitting('').length).toBe(5);
});

test('only what waits at a gate can be asked for', () => {
  expect(fits(card('PAY-9'), { words: '', waiting: true })).toBe(false);
  expect(fits(card('PAY-9', { waiting }), { words: '', waiting: true })).toBe(true);
});

test('an erased title is no text', () => {
  expect(fits(card('PAY-9', { title: null }), { words: 'null', waiting: false })).toBe(false);
});

test('terminal and empty columns fold until they are opened', () => {
  const [draft, empty, , deployed] = filtered(board, noFilter);
  const folded = (column: typeof draft, open: string[] = []) => column && isFolded(column, new Set(open));
  expect([folded(draft), folded(empty), folded(deployed), folded(deployed, ['Deployed'])]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('the list is in order of activity', () => {
  expect(inOrder(board.columns)[0]?.key).toBe('PAY-5');
});

test('J K H L walk over what is there, step over empty columns, and stop at the edges', () => {
  const columns = board.columns.map((column) => column.tickets);
  expect(walk(columns, null, 'J')).toBe('PAY-1');
  expect(walk(columns, 'PAY-1', 'J')).toBe('PAY-2');
  expect(walk(columns, 'PAY-3', 'J')).toBe('PAY-3');
  expect(walk(columns, 'PAY-3', 'L')).toBe('PAY-4');
  expect(walk(columns, 'PAY-4', 'H')).toBe('PAY-1');
  expect(walk(columns, 'PAY-1', 'K')).toBe('PAY-1');
  expect(walk(columns, 'PAY-5', 'L')).toBe('PAY-5');
  expect(walk([], 'PAY-1', 'J')).toBeNull();
});
