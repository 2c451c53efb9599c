// Follows the log: a long poll after another, told to whom it concerns. When nobody answers it waits a little longer each time.
import { Problem } from './problem';

export interface Follow {
  /** Waits for entries after `after`; answers with the newest there is. */
  changes: (after: number, signal: AbortSignal) => Promise<{ seq?: number | null }>;
  /** Something new was written. */
  onchange: (seq: number) => void;
  /** Nobody answers, or somebody does again. */
  onreach: (reachable: boolean) => void;
  /** The session has ended: following is over. */
  onend: (problem: Problem) => void;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const pausesMs = [500, 1_000, 2_000, 5_000] as const;

/** Follows from `after` until the signal aborts or the session ends. */
export async function follow(after: number, signal: AbortSignal, { pause = sleep, ...to }: Follow): Promise<void> {
  let newest = after;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { seq } = await to.changes(newest, signal);
      if (signal.aborted) return;
      if (failures > 0) to.onreach(true);
      const back = failures > 0;
      failures = 0;
      if ((seq ?? 0) > newest || back) to.onchange((newest = Math.max(newest, seq ?? 0)));
    } catch (failure) {
      if (signal.aborted) return;
      if (failure instanceof Problem && (failure.status === 401 || failure.status === 404)) return to.onend(failure);
      if (failures === 0) to.onreach(false);
      await pause(pausesMs[Math.min(failures++, pausesMs.length - 1)] ?? 5_000, signal);
    }
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
