// A file while somebody writes it: asked about a moment after the last key. The last good drawing stays while it is broken.
import { asProblem, type Problem } from '$lib/api/problem';
import type { Checked } from '$lib/api/types';

export const pauseMs = 300;

export class Checking {
  /** What the checker said of the newest text it has seen. */
  checked = $state.raw<Checked | null>(null);
  /** The newest drawing of a text without errors. */
  drawing = $state.raw<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The text has changed since. */
  isBehind = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;

  constructor(readonly check: (text: string, signal: AbortSignal) => Promise<Checked>) {}

  get mayPublish(): boolean {
    return !this.isBehind && this.problem === null && this.checked?.errors.length === 0;
  }

  /** The text is this now. */
  ask(text: string): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.isBehind = true;
    if (text.trim() === '') {
      this.checked = null;
      this.drawing = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#run(text), pauseMs);
  }

  /** Somebody has gone away. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  async #run(text: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      const checked = await this.check(text, running.signal);
      if (running.signal.aborted) return;
      this.checked = checked;
      this.drawing = checked.svg ?? this.drawing;
      this.problem = null;
      this.isBehind = false;
    } catch (failure) {
      if (!running.signal.aborted) this.problem = asProblem(failure);
    }
  }
}
