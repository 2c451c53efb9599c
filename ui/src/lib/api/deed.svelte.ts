// Something that is sent once: busy while under way, its problem kept, the same key while the same thing is tried again.
import { freshKey } from './client';
import { asProblem, type Problem } from './problem';

export class Deed {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  #key = freshKey();

  /** Runs the deed; true when it was done. A refused one gets a new key, since the next try is another deed. */
  async run(send: (key: string) => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await send(this.#key);
      this.#key = freshKey();
      return true;
    } catch (failure) {
      this.problem = asProblem(failure);
      if (!this.problem.isPassing) this.#key = freshKey();
      return false;
    } finally {
      this.busy = false;
    }
  }
}
