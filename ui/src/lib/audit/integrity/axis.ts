// The time axis that all proofs share: it ends now, and begins so far back that the oldest of them is still on it.
import type { Zone } from '../query';
import { clock, day } from '../time';

export interface Axis {
  from: number;
  to: number;
  /** What it spans: “last 24 hours”. */
  words: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SPANS: readonly [ms: number, words: string][] = [
  [HOUR, 'last hour'],
  [6 * HOUR, 'last 6 hours'],
  [DAY, 'last 24 hours'],
  [7 * DAY, 'last 7 days'],
  [30 * DAY, 'last 30 days'],
  [90 * DAY, 'last 90 days'],
  [365 * DAY, 'last year'],
];
const LONGEST: [ms: number, words: string] = [3_650 * DAY, 'last 10 years'];

/** The shortest span on which the oldest of `times` does not stand right at the edge. */
export function axis(now: number, times: readonly string[]): Axis {
  const oldest = Math.min(now, ...times.map((at) => Date.parse(at)));
  const [span, words] = SPANS.find(([ms]) => (now - oldest) / ms <= 0.9) ?? LONGEST;
  return { from: now - span, to: now, words };
}

/** Where an instant stands, from 0 to 1; what lies outside stands at the nearer end. */
export function share(at: string, { from, to }: Axis): number {
  return Math.min(1, Math.max(0, (Date.parse(at) - from) / (to - from)));
}

/** What is written above the axis at its quarters: “19:00, 2 Mar”, “01:00”, …, “now”. */
export function marks({ from, to }: Axis, zone: Zone): string[] {
  const days = to - from > 2 * DAY;
  return [0, 1, 2, 3, 4].map((quarter) => {
    if (quarter === 4) return 'now';
    const at = new Date(from + ((to - from) * quarter) / 4).toISOString();
    const date = day(at, zone).slice(4, -5);
    if (days) return date;
    const time = clock(at, zone).slice(0, 5);
    return quarter === 0 ? `${time}, ${date}` : time;
  });
}
