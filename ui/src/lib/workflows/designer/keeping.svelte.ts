// The draft of what is drawn, saved as it is drawn: less than a second after the last change, one text after the other. What was
// saved in another window is never overwritten.
import { asProblem, type Problem } from '$lib/api/problem';

/** From the last change until it is saved. */
export const saveMs = 600;

interface Saved {
  id: string;
  /** What the next text goes on from. */
  text: string;
}

export interface Store {
  /** A new draft. */
  begin: (source: string) => Promise<Saved>;
  /** Another text of a draft, in place of the one whose digest is `base`. */
  save: (id: string, source: string, base: string | null) => Promise<Saved>;
}

export class Keeping {
  /** The draft, once there is one. */
  id = $state.raw<string | null>(null);
  /** When it was saved last, milliseconds. */
  at = $state<number | null>(null);
  /** Another window has saved another text: nothing is saved until somebody chooses. */
  isOverruled = $state(false);
  problem = $state.raw<Problem | null>(null);
  #base: string | null = null;
  /** The text as it is in the draft, or as it was opened. */
  #kept = '';
  #wanted = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(readonly store: Store) {}

  /** What was opened: a draft as it was saved, or a text that is in none yet. */
  open(text: string, draft: Saved | null): void {
    clearTimeout(this.#timer);
    this.id = draft?.id ?? null;
    this.#base = draft?.text ?? null;
    this.#kept = this.#wanted = text;
    this.at = this.problem = null;
    this.isOverruled = false;
  }

  /** The text is this now. */
  want(text: string): void {
    this.#wanted = text;
    clearTimeout(this.#timer);
    if (text !== this.#kept && !this.isOverruled) this.#timer = setTimeout(() => void this.flush(), saveMs);
  }

  /** Saves what is not saved yet, now. Whether all of it is. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#save());
    await this.#saving;
    return this.#wanted === this.#kept && !this.isOverruled;
  }

  /** A draft of its own for this text; the other window's stays as it is. */
  async apart(): Promise<void> {
    this.id = this.#base = null;
    this.isOverruled = false;
    this.#kept = '';
    await this.flush();
  }

  async #save(): Promise<void> {
    const text = this.#wanted;
    if (text === this.#kept || this.isOverruled) return;
    try {
      const saved = this.id ? await this.store.save(this.id, text, this.#base) : await this.store.begin(text);
      this.id = saved.id;
      this.#base = saved.text;
      this.#kept = text;
      this.at = Date.now();
      this.problem = null;
    } catch (failure) {
      this.problem = asProblem(failure);
      this.isOverruled = this.problem.code === 'stale';
      // Tried again with the next change, and after a while by itself: a host that was away may be back.
      if (!this.isOverruled) this.#timer = setTimeout(() => void this.flush(), 10 * saveMs);
    }
  }
}
