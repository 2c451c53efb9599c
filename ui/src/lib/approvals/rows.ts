// The list as rows of known heights, of which only those in sight are drawn: two thousand requests cost what twelve do.
import type { Group } from './groups';
import type { RequestCard } from '$lib/api/types';

export type Row = { key: string; index: number; top: number; height: number } & (
  { kind: 'head'; title: string; count: number } | { kind: 'card'; card: RequestCard }
);

export const headHeight = 28;
export const cardHeight = 86;
/** A card with a line more: why I cannot decide, for whom I could, what changed. */
export const notedHeight = 106;

/** `noted` says which cards have a line more. */
export function rows(groups: readonly Group[], noted: (card: RequestCard) => boolean): Row[] {
  const all: Row[] = [];
  let top = 0;
  const place = (height: number) => {
    const at = { index: all.length, top, height };
    top += height;
    return at;
  };
  for (const group of groups) {
    const { title, cards } = group;
    all.push({ kind: 'head', key: `head ${title}`, title, count: cards.length, ...place(headHeight) });
    for (const card of cards) {
      const height = noted(card) ? notedHeight : cardHeight;
      all.push({ kind: 'card', key: card.id, card, ...place(height) });
    }
  }
  return all;
}

export function heightOf(all: readonly Row[]): number {
  const last = all.at(-1);
  return last ? last.top + last.height : 0;
}

/** The first and one past the last row that are in sight, with some to spare. */
export function inSight(all: readonly Row[], top: number, height: number, spare = cardHeight): [number, number] {
  return [firstBelow(all, top - spare), firstBelow(all, top + height + spare, true)];
}

/** The first row that ends below `y`, or, with `starts`, the first that starts there or below. */
function firstBelow(all: readonly Row[], y: number, starts = false): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = all[middle];
    if (row && (starts ? row.top < y : row.top + row.height <= y)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where to scroll so that `row` is whole in sight; the same place when it already is. */
export function reveal(row: Row, top: number, height: number): number {
  if (row.top - headHeight < top) return Math.max(0, row.top - headHeight);
  return row.top + row.height > top + height ? row.top + row.height - height : top;
}
