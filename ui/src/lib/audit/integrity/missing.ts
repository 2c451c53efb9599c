// The entries that were there and are not any more.
import { count, many } from './count';

export interface Missing {
  count: number;
  first: number;
  last: number;
}

/** What is missing of a log that had `had` entries and has `has`; null when that is not more. */
export function missing(has: number, had: number | null | undefined): Missing | null {
  return had == null || had <= has ? null : { count: had - has, first: has, last: had - 1 };
}

/** “184 entries are missing: 184,020 to 184,203”, “Entry 7 is missing”. */
export function missingWords({ count: lost, first, last }: Missing): string {
  if (lost === 1) return `Entry ${count(first)} is missing`;
  return `${many(lost, 'entry', 'entries')} are missing: ${count(first)} to ${count(last)}`;
}
