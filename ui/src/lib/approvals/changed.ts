// What is different between what somebody was shown and what is now: read before they may decide.
import type { RequestView } from '$lib/api/types';
import { dayAndTime } from '$lib/time/words';

export interface Difference {
  name: string;
  was: string | null;
  is: string | null;
}

export function differences(seen: RequestView, now: RequestView): Difference[] {
  const [before, after] = [lines(seen), lines(now)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, was: before.get(name) ?? null, is: after.get(name) ?? null }))
    .filter(({ was, is }) => was !== is);
}

function lines(view: RequestView): Map<string, string | null> {
  return new Map<string, string | null>([
    ['ticket’s version', String(view.version)],
    ['asked', view.round > 1 ? `for the ${ordinal(view.round)} time` : 'once'],
    ['expires', dayAndTime(view.expires, Date.parse(view.expires))],
    ['note', view.note ?? null],
    ...view.content.map(({ name, value }): [string, string | null] => [name, value ?? null]),
    ...view.changes.map(({ field, after }): [string, string | null] => [`${field}, after`, after ?? null]),
  ]);
}

function ordinal(n: number): string {
  return { 2: 'second', 3: 'third' }[n] ?? `${n}th`;
}
