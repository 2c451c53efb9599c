// Carrying the tickets of an accepted migration, some at a time: how far it is, and stopping it. What is carried stays, so that it goes on
// from there after a stop, a closed window or a crash.
import { acceptMigration, carry } from '$lib/api/migrations';
import { asProblem, type Problem } from '$lib/api/problem';
import { freshKey } from '$lib/api/client';
import type { Migration } from '$lib/api/types';

export class Carrying {
  /** How many were carried, of how many; null: nothing is under way. */
  progress = $state.raw<{ done: number; of: number } | null>(null);
  problem = $state.raw<Problem | null>(null);
  #stopped = false;

  stop() {
    this.#stopped = true;
  }

  /** Accepts it if nobody has, and carries what it maps. How many went. */
  async run(workspace: string, migration: Migration): Promise<number> {
    if (this.progress) return 0;
    this.problem = null;
    this.#stopped = false;
    let done = 0;
    this.progress = { done, of: migration.left };
    try {
      if (!migration.accepted_by) await acceptMigration(workspace, migration.id, freshKey());
      for (;;) {
        const { carried, left } = await carry(workspace, migration.id);
        done += carried;
        this.progress = { done, of: done + left };
        if (left === 0 || carried === 0 || this.#stopped) return done;
      }
    } catch (failure) {
      this.problem = asProblem(failure);
      return done;
    } finally {
      this.progress = null;
    }
  }
}
