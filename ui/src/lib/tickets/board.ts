// What the board shows of what the door said: columns that fold, tickets that fit a filter, and the way J K H L walk.
import type { Board, Column, TicketCard } from '$lib/api/types';

export interface Filter {
  words: string;
  /** Only tickets on which a request waits. */
  waiting: boolean;
}

export const noFilter: Filter = { words: '', waiting: false };

export function isOn(filter: Filter): boolean {
  return filter.words.trim() !== '' || filter.waiting;
}

/** Every word must stand in the key, the title, or the name of who opened or last touched it. */
export function fits(card: TicketCard, filter: Filter): boolean {
  if (filter.waiting && !card.waiting) return false;
  const text = [card.key, card.title ?? '', card.creator.name, card.last_actor.name].join('\n').toLowerCase();
  return filter.words
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}

export function filtered(board: Board, filter: Filter): Column[] {
  return board.columns.map((column) => ({ ...column, tickets: column.tickets.filter((card) => fits(card, filter)) }));
}

/** Columns that end the way, and empty ones, are a narrow strip until somebody opens them. */
export function isFolded(column: Column, unfolded: ReadonlySet<string>): boolean {
  return (column.terminal || column.tickets.length === 0) && !unfolded.has(column.state);
}

/** All tickets, newest activity first. */
export function inOrder(columns: readonly Column[]): TicketCard[] {
  return columns
    .flatMap((column) => column.tickets)
    .sort((a, b) => (a.last_at < b.last_at ? 1 : a.last_at > b.last_at ? -1 : 0));
}

/** The key of the ticket that lies one step from `key`; the first one when nothing is chosen yet. */
export function walk(
  columns: readonly (readonly TicketCard[])[],
  key: string | null,
  by: 'J' | 'K' | 'H' | 'L',
): string | null {
  const filled = columns.filter((column) => column.length > 0);
  const across = filled.findIndex((column) => column.some((card) => card.key === key));
  const column = filled[across];
  if (!column) return filled[0]?.[0]?.key ?? null;
  const down = column.findIndex((card) => card.key === key);
  const next = by === 'H' || by === 'L' ? filled[across + (by === 'L' ? 1 : -1)] : column;
  if (!next) return key;
  const at = by === 'J' ? down + 1 : by === 'K' ? down - 1 : down;
  return next[Math.min(Math.max(at, 0), next.length - 1)]?.key ?? key;
}
