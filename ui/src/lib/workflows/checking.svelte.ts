// A file while somebody writes it: asked about a moment after the last key. The last good drawing stays while it is broken.
import { asProblem, type Problem } from '$lib/api/problem';
import type { Canvas, Checked } from '$lib/api/types';

export const pauseMs = 300;

export class Checking {
  /** What the checker said of the newest text it has seen. */
  checked = $state.raw<Checked | null>(null);
  /** The newest text that could be drawn; null where there is nothing to draw. */
  canvas = $state.raw<Canvas | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The text has changed since. */
  isBehind = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;
  #run: Promise<void> = Promise.resolve();

  constructor(readonly check: (text: string, signal: AbortSignal) => Promise<Checked>) {}

  get mayPublish(): boolean {
    return !this.isBehind && this.problem === null && this.checked?.errors.length === 0;
  }

  /** What is drawn is older than the text, which cannot be read. */
  get isStale(): boolean {
    return this.checked?.shown.is === 'broken';
  }

  /** The text is this now; it is asked about after a pause, or at once. */
  ask(text: string, pause = pauseMs): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.isBehind = true;
    if (text.trim() === '') {
      this.checked = null;
      this.canvas = null;
      return;
    }
    if (pause === 0) this.#run = this.#ask(text);
    else this.#timer = setTimeout(() => (this.#run = this.#ask(text)), pause);
  }

  /** Until the newest question is answered. */
  settled(): Promise<void> {
    return this.#run;
  }

  /** Somebody has gone away. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  async #ask(text: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      const checked = await this.check(text, running.signal);
      if (running.signal.aborted) return;
      this.checked = checked;
      if (checked.shown.is === 'drawn') this.canvas = checked.shown;
      if (checked.shown.is === 'empty') this.canvas = null;
      this.problem = null;
      this.isBehind = false;
    } catch (failure) {
      if (!running.signal.aborted) this.problem = asProblem(failure);
    }
  }
}
