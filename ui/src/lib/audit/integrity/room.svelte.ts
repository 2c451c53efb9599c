// The state of this room: what the door says of the log, read again while a check runs, and what was seen of that check.
import { here } from '$lib/api/here.svelte';
import { anchorNow, check, integrity, stopCheck } from '$lib/api/integrity';
import { Deed } from '$lib/api/deed.svelte';
import { Loaded } from '$lib/api/loaded.svelte';
import { asProblem, type Problem } from '$lib/api/problem';
import type { Integrity } from '$lib/api/types';
import { nothing, watch, type Watched } from './watched';

/** How often a running check is looked at. */
const LOOK_MS = 500;

export class IntegrityRoom {
  readonly loaded: Loaded<Integrity>;
  watched = $state.raw<Watched>(nothing);
  /** When the answer that is shown came. */
  readAt = $state(Date.now());
  readonly anchoring = new Deed();
  /** Why a check could not be started or stopped. */
  problem = $state.raw<Problem | null>(null);

  constructor() {
    this.loaded = new Loaded<Integrity>(async (signal) => {
      const view = await integrity(here.workspace, signal);
      this.watched = watch(this.watched, view);
      this.readAt = Date.now();
      return view;
    });
  }

  get view(): Integrity | undefined {
    return this.loaded.value;
  }

  /** Starts a full check. Where one runs, that one goes on. */
  check = (): Promise<void> => this.#ask(check);

  /** Stops the check that runs. */
  stop = async (): Promise<void> => {
    if (this.view?.running) await this.#ask(stopCheck);
  };

  /** Keeps the newest checkpoint elsewhere now; true when the places were asked. */
  anchor = async (): Promise<boolean> => {
    const done = await this.anchoring.run(() => anchorNow(here.workspace));
    await this.loaded.reload();
    return done;
  };

  /** Reads again by itself: soon while a check runs, else when checkpoints are due. Returns how to stop. */
  readOn(): () => void {
    const { value, problem } = this.loaded;
    if (problem && !problem.isPassing) return () => undefined;
    const { running, next_anchoring: next } = value ?? {};
    const wait = running ? LOOK_MS : next ? Math.max(Date.parse(next) - Date.now(), 0) + 5_000 : null;
    if (wait === null) return () => undefined;
    const timer = setTimeout(() => void this.loaded.reload(), wait);
    return () => clearTimeout(timer);
  }

  async #ask(deed: (workspace: string) => Promise<void>): Promise<void> {
    try {
      await deed(here.workspace);
      this.problem = null;
    } catch (failure) {
      this.problem = asProblem(failure);
    }
    await this.loaded.reload();
  }
}
