// A workflow on its way from the desk: proposed to another author, or live at once where nobody else is one.
import { freshKey } from '$lib/api/client';
import { draft as readDraft, propose, publishProposal } from '$lib/api/drafts';
import { here } from '$lib/api/here.svelte';
import { asProblem, unreachable, type Problem } from '$lib/api/problem';
import { publish } from '$lib/api/workflows';
import { toasts } from '$lib/parts/toasts.svelte';
import { pageOf } from '../flight/before';
import type { Keeping } from './keeping.svelte';

export class GoingLive {
  isBusy = $state(false);
  /** Why it did not go. */
  refused = $state.raw<Problem | null>(null);
  #key = freshKey();

  constructor(
    private readonly keeping: Keeping,
    private readonly go: (to: string) => void,
  ) {}

  /** The text is another one: whatever was asked before was about the old one. */
  changed(): void {
    this.#key = freshKey();
    this.refused = null;
  }

  /** Whether it went. `governed`: another author publishes it. */
  async send(text: string, governed: boolean): Promise<boolean> {
    this.isBusy = true;
    try {
      await (governed ? this.#propose() : this.#publish(text));
      return true;
    } catch (failure) {
      this.refused = asProblem(failure);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  async #publish(text: string): Promise<void> {
    if (!this.keeping.id) return await this.#published(await publish(here.workspace, text, this.#key));
    const id = await this.#kept();
    await propose(here.workspace, id, freshKey());
    const { proposal } = await readDraft(here.workspace, id);
    if (proposal) await this.#published(await publishProposal(here.workspace, id, proposal.digest, this.#key));
  }

  async #published(made: { name: string; version: number; seq: number }): Promise<void> {
    toasts.say(`Published. ${made.name} is at version ${made.version}, entry ${made.seq.toLocaleString('en-US')}.`);
    this.go(await pageOf(here.workspace, made.name));
  }

  async #propose(): Promise<void> {
    const id = await this.#kept();
    const { seq } = await propose(here.workspace, id, this.#key);
    toasts.say(`Proposed, entry ${seq.toLocaleString('en-US')}. Another author publishes it.`);
    this.go(`/workflows/proposals/${id}`);
  }

  /** The draft, with all that was drawn in it. */
  async #kept(): Promise<string> {
    const { keeping } = this;
    if (!keeping.id) await keeping.apart();
    if (!(await keeping.flush()) || !keeping.id) throw keeping.problem ?? unreachable();
    return keeping.id;
  }
}
