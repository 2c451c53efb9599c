// Something a screen shows that comes from the door: the value, or why not. Old content stays while it is read again.
import { asProblem, type Problem } from './problem';

export class Loaded<T> {
  value = $state.raw<T | undefined>(undefined);
  problem = $state.raw<Problem | null>(null);
  /** The first reading is under way: nothing to show yet. */
  readonly isFirst = $derived.by(() => this.value === undefined && this.problem === null);
  #read: (signal: AbortSignal) => Promise<T>;
  #running: AbortController | null = null;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.#read = read;
  }

  /** Reads again; an older reading that is still under way no longer counts. */
  reload = async (): Promise<void> => {
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
  };

  /** Forgets everything: another thing is to be shown in this place. */
  clear(): void {
    this.#running?.abort();
    this.value = undefined;
    this.problem = null;
  }
}
