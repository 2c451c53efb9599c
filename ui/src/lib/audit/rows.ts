// What stands in the list: entries, newest first, and a line wherever a new day begins. All rows are equally high.
import { day } from './time';
import type { Zone } from './query';

export type Row<E> = { entry: E } | { day: string };

export function rows<E extends { seq: number; at: string }>(entries: readonly E[], zone: Zone): Row<E>[] {
  let last = '';
  return entries.flatMap((entry) => {
    const today = day(entry.at, zone);
    if (today === last) return [{ entry }];
    last = today;
    return [{ day: today }, { entry }];
  });
}

export function rowKey<E extends { seq: number }>(row: Row<E>): string {
  return 'day' in row ? row.day : String(row.entry.seq);
}

/** The entry one step away from `seq` in the list: +1 is the older one. Without a place to start from, the newest. */
export function step<E extends { seq: number }>(entries: readonly E[], seq: number | null, by: 1 | -1): E | undefined {
  const at = entries.findIndex((entry) => entry.seq === seq);
  return at < 0 ? entries[0] : entries[Math.min(entries.length - 1, Math.max(0, at + by))];
}

/** “2,104 entries”, “1 entry”. */
export function counted(count: number, more = false): string {
  return `${count.toLocaleString('en-US')}${more ? '+' : ''} ${count === 1 && !more ? 'entry' : 'entries'}`;
}
