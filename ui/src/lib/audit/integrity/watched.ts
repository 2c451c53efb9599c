// What this window saw of a check that ran. The door keeps the last one that ended; that one was stopped half-way before it is
// only told when there was none, so whoever watched remembers how far it came.
import type { CheckRunning, Integrity } from '$lib/api/types';

export interface Watched {
  running: CheckRunning | null;
  /** How many entries a stopped check had read; null when the newest check was not stopped. */
  stoppedAt: number | null;
  /** When the last one that ended was started. */
  last: string | null;
}

export const nothing: Watched = { running: null, stoppedAt: null, last: null };

type Seen = Pick<Integrity, 'running' | 'last'>;

/** What is known after the next reading. */
export function watch(before: Watched, { running, last: ended }: Seen): Watched {
  const last = ended?.at ?? null;
  const known = (stoppedAt: number | null): Watched => ({ running: running ?? null, stoppedAt, last });
  if (running) return known(null);
  if (ended?.found.is === 'stopped') return known(ended.found.done);
  if (last !== before.last) return known(null);
  return known(before.running ? before.running.done : before.stoppedAt);
}

/** “about 2 s left”; null while nothing can be said. */
export function timeLeft({ since, done, all }: CheckRunning, now: number): string | null {
  const passed = now - Date.parse(since);
  if (done <= 0 || all <= done || passed < 500) return null;
  const seconds = Math.ceil((passed * (all - done)) / done / 1_000);
  return seconds < 90 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}

/** How far it is, in whole percent. */
export function percent({ done, all }: CheckRunning): number {
  return all === 0 ? 0 : Math.floor((100 * done) / all);
}
