// Something a screen shows that comes from the door: the value, or why not. Old content stays while it is read again.
import { asProblem, type Problem } from './problem';

export class Loaded<T> {
  value = $state.raw<T | undefined>(undefined);
  problem = $state.raw<Problem | null>(null);
  /** The first reading is under way: nothing to show yet. */
  readonly isFirst = $derived.by(() => this.value === undefined && this.problem === null);
  #read: (signal: AbortSignal) => Promise<T>;
  #running: AbortController | null = null;
  #reading: Promise<void> = Promise.resolve();
  #waits = false;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.#read = read;
  }

  /** Reads again; an older reading that is still under way no longer counts. */
  reload = (): Promise<void> => (this.#reading = this.#again());

  /**
   * Reads again because something was written, after what is being read now. What was refused is not asked for again: a
   * refusal is written, too.
   */
  refresh = async (): Promise<void> => {
    if (this.#waits) return;
    this.#waits = true;
    await this.#reading;
    this.#waits = false;
    if (this.problem === null || this.problem.isPassing) await this.reload();
  };

  /** Forgets everything: another thing is to be shown in this place. */
  clear(): void {
    this.#running?.abort();
    this.value = undefined;
    this.problem = null;
  }

  async #again(): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    try {
      const value = await this.#read(running.signal);
      if (running.signal.aborted) return;
      this.value = value;
      this.problem = null;
    } catch (error) {
      if (!running.signal.aborted) this.problem = asProblem(error);
    }
  }
}
