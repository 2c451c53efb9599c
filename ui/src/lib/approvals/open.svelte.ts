// One request while somebody looks at it: what they were shown, the reason they are typing, and the decision they send.
import { freshKey } from '$lib/api/client';
import type { Drawing } from '$lib/api/drawings';
import { here } from '$lib/api/here.svelte';
import { Loaded } from '$lib/api/loaded.svelte';
import { asProblem, type Problem } from '$lib/api/problem';
import * as requests from '$lib/api/requests';
import type { Decided, RequestView, Verdict } from '$lib/api/types';
import { Kept } from '$lib/kept.svelte';
import { toasts } from '$lib/parts/toasts.svelte';
import { differences, type Difference } from './changed';
import { holding } from './holding.svelte';
import { deedOn, whatCameOfIt } from './words';

function said(seen: RequestView, verdict: Verdict, came: Decided): void {
  toasts.say(whatCameOfIt(seen, verdict, came), came.state === 'moved' ? 'moved' : 'plain');
}

export class OpenRequest {
  readonly view: Loaded<RequestView>;
  readonly drawing: Loaded<Drawing>;
  /** What the reader has seen: its digest goes back with the decision. */
  seen = $state.raw<RequestView | null>(null);
  readonly reason: Kept;
  busy = $state(false);
  /** The delegation to decide under; my own name where it is absent. */
  under = $state<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What is different now; empty when it is what was seen. */
  readonly changed: Difference[] = $derived.by(() => {
    const now = this.view.value;
    if (!now || !this.seen || now.state !== 'pending' || now.shown === this.seen.shown) return [];
    return differences(this.seen, now);
  });
  readonly isUnread: boolean = $derived.by(() => {
    const now = this.view.value;
    return this.seen !== null && now?.state === 'pending' && now.shown !== this.seen.shown;
  });
  #deed = { of: '', key: '' };

  constructor(readonly id: string) {
    this.reason = new Kept(here.person?.person ?? '', `reason ${id}`);
    this.view = new Loaded((signal) => requests.request(here.workspace, id, signal));
    this.drawing = new Loaded((signal) => requests.requestDrawing(here.workspace, id, signal));
  }

  /** Everything that has a place on the page has come or failed: nothing will move what is read. */
  get isReady(): boolean {
    return !this.view.isFirst && !this.drawing.isFirst;
  }

  reload = (): Promise<void> => this.#read('reload');
  refresh = (): Promise<void> => this.#read('refresh');

  /** The reader has read what changed. */
  accept = (): void => {
    this.seen = this.view.value ?? null;
    this.problem = null;
  };

  /** Decides on what was seen: held back for a while, or, with a password, sent at once. */
  async decide(verdict: Verdict, password: string | null = null): Promise<void> {
    const seen = this.seen;
    if (!seen || this.busy || this.isUnread || this.held) return;
    const reason = this.reason.value.trim() || null;
    const decision = { verdict, shown: seen.shown, reason, under: this.under };
    if (password === null && holding.seconds > 0) {
      this.#hold(seen, decision);
      return;
    }
    await this.#send(`${verdict} ${seen.shown} ${reason} ${this.under}`, async (key) => {
      const came = await requests.decide(here.workspace, this.id, { ...decision, password }, key);
      this.reason.value = '';
      said(seen, verdict, came);
    });
  }

  /** A decision of mine on it that is not sent yet. */
  get held() {
    return holding.of(this.id);
  }

  #hold(seen: RequestView, decision: { verdict: Verdict; shown: string; reason: string | null; under: string | null }) {
    const [workspace, id, key] = [here.workspace, this.id, freshKey()];
    this.problem = null;
    this.reason.value = '';
    holding.hold({
      about: id,
      ticket: seen.ticket,
      what: deedOn(decision.verdict, seen.ticket),
      send: async () => said(seen, decision.verdict, await requests.decide(workspace, id, decision, key)),
      stands: async () => {
        const now = await requests.request(workspace, id);
        return now.state === 'pending' && now.shown === decision.shown;
      },
      back: () => (this.reason.value = decision.reason ?? ''),
    });
  }

  async withdraw(): Promise<void> {
    const seen = this.seen;
    if (!seen || this.busy) return;
    await this.#send('withdraw', async (key) => {
      await requests.withdraw(here.workspace, this.id, key);
      toasts.say(`Withdrawn. ${seen.ticket} stays in ${seen.from}.`);
    });
  }

  async #read(how: 'reload' | 'refresh'): Promise<void> {
    await Promise.all([this.view[how](), this.drawing[how]()]);
    this.seen ??= this.view.value ?? null;
    this.#choose();
  }

  /** Decides in my own name where I can, else in the stead of whoever asked me to. */
  #choose(): void {
    const voices = this.view.value?.voices ?? [];
    if (!voices.some((voice) => (voice.under ?? null) === this.under)) this.under = voices[0]?.under ?? null;
  }

  /** The same deed sent again carries the same key: it is done once, however often it is tried. */
  async #send(of: string, deed: (key: string) => Promise<void>): Promise<void> {
    if (this.#deed.of !== of) this.#deed = { of, key: freshKey() };
    this.busy = true;
    this.problem = null;
    try {
      await deed(this.#deed.key);
    } catch (failure) {
      this.problem = asProblem(failure);
      if (!this.problem.isPassing) this.#deed = { of: '', key: '' };
    } finally {
      this.busy = false;
      await this.view.reload();
    }
  }
}
