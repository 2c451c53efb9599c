// Who is here, in which workspace, and how far its log has come: what every room needs to know before it asks for its own.
import { remembered } from '$lib/remembered.svelte';
import { onSignedOut } from './client';
import { Loaded } from './loaded.svelte';
import { follow } from './live';
import { asProblem, type Problem } from './problem';
import * as sessions from './sessions';
import type { Overview, Session, SignedIn, WorkspaceCard } from './types';

const WAIT_SECONDS = 25;

class Here {
  session = $state.raw<Session | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Somebody answers at the other end. */
  reachable = $state(true);
  /** Grows with the log: effects that read it run again when something was written. */
  pulse = $state(0);
  /** Why one had to sign in again. */
  ended = $state.raw<Problem | null>(null);

  readonly overview = new Loaded<Overview>((signal) => sessions.overview(this.workspace, signal));
  #chosen = remembered<string>('workspace', '');
  #following: AbortController | null = null;

  constructor() {
    onSignedOut((problem) => {
      if (this.person) void this.#end(problem);
    });
  }

  get person(): SignedIn | null {
    return this.session?.is === 'signed_in' ? this.session : null;
  }

  get workspaces(): WorkspaceCard[] {
    return this.person?.workspaces ?? [];
  }

  /** The id of the workspace that is shown. */
  get workspace(): string {
    const known = this.workspaces.find((card) => card.id === this.#chosen.value) ?? this.workspaces[0];
    return known?.id ?? '';
  }

  set workspace(id: string) {
    this.#chosen.value = id;
    this.overview.clear();
    this.enter();
  }

  /** Reads who is here. */
  ask = async (): Promise<void> => {
    try {
      this.session = await sessions.session();
      this.problem = null;
    } catch (failure) {
      this.problem = asProblem(failure);
    }
  };

  /** Somebody has just signed in. */
  welcome(person: SignedIn): void {
    this.ended = null;
    this.session = { is: 'signed_in', ...person };
  }

  /** Loads the workspace and follows its log from now on. */
  enter(): void {
    this.leave();
    if (!this.workspace) return;
    const following = new AbortController();
    this.#following = following;
    void this.#enter(this.workspace, following.signal);
  }

  /** Stops following. */
  leave(): void {
    this.#following?.abort();
    this.#following = null;
  }

  async signOut(): Promise<void> {
    this.leave();
    await sessions.signOut().catch(() => undefined);
    this.overview.clear();
    await this.ask();
  }

  async #enter(workspace: string, signal: AbortSignal): Promise<void> {
    await this.overview.reload();
    if (signal.aborted) return;
    await follow(this.overview.value?.seq ?? 0, signal, {
      changes: (after, stop) => sessions.changes(workspace, after, WAIT_SECONDS, stop),
      onchange: () => {
        this.pulse++;
        void this.overview.reload();
      },
      onreach: (reachable) => (this.reachable = reachable),
      onend: (problem) => void this.#end(problem),
    });
  }

  /** The session is over, or one is no member any more: whoever is here now is asked for anew. */
  async #end(problem: Problem): Promise<void> {
    this.leave();
    this.reachable = true;
    this.ended = problem;
    this.overview.clear();
    await this.ask();
  }
}

export const here = new Here();
