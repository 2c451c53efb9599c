// Decisions that are made and not sent yet: so many seconds in which they can be taken back, because nothing has happened.
// They belong to the window, not to a room: whoever walks on is still told, and can still undo.
import { asProblem } from '$lib/api/problem';
import { toasts } from '$lib/parts/toasts.svelte';
import { remembered } from '$lib/remembered.svelte';

export const secondsMax = 30;
const setting = remembered<string>('hold-seconds', '5');

/** What is held back. */
export interface Deed {
  /** The request. */
  about: string;
  ticket: string;
  /** “Approve on PAY-42”. */
  what: string;
  send: () => Promise<void>;
  /** Whether it is still what was decided on. */
  stands: () => Promise<boolean>;
  /** Puts back what was typed. */
  back: () => void;
}

export interface Held extends Deed {
  /** When it is sent, by the wall. */
  at: number;
  seconds: number;
}

class Holding {
  items = $state.raw<readonly Held[]>([]);
  #timers = new Map<string, ReturnType<typeof setTimeout>>();

  get seconds(): number {
    const seconds = Number(setting.value);
    return Number.isFinite(seconds) ? Math.min(secondsMax, Math.max(0, Math.round(seconds))) : 5;
  }
  set seconds(seconds: number) {
    setting.value = String(seconds);
  }

  of(about: string): Held | undefined {
    return this.items.find((item) => item.about === about);
  }

  hold(deed: Deed): void {
    const held = { ...deed, seconds: this.seconds, at: Date.now() + this.seconds * 1_000 };
    this.items = [...this.items, held];
    this.#wait(held);
  }

  /** Takes one back: nothing was sent. Without a name, the newest. */
  undo(about = this.items.at(-1)?.about): void {
    const held = this.items.find((item) => item.about === about);
    if (!held) return;
    this.#drop(held);
    toasts.say(`Not sent: ${held.what}.`);
  }

  /** Something was written: what changed meanwhile is not sent. */
  async check(): Promise<void> {
    for (const held of this.items) {
      const stands = await held.stands().catch(() => true);
      if (!stands && this.items.includes(held)) this.#changed(held);
    }
  }

  /** Sends all of it now. */
  async sendAll(): Promise<void> {
    await Promise.all(this.items.map((held) => this.#send(held)));
  }

  /** Lets go of all of it, and says so. What it was. */
  dropAll(): string[] {
    const what = this.items.map((held) => held.what);
    for (const held of this.items) this.#drop(held);
    if (what.length > 0) toasts.say(`Not sent: ${what.join(', ')}.`, 'refusal');
    return what;
  }

  /** A timer may be late in a window that nobody looks at: the wall says when. */
  #wait(held: Held): void {
    const left = held.at - Date.now();
    const next = () => (left <= 1_000 ? void this.#send(held) : this.#wait(held));
    this.#timers.set(held.about, setTimeout(next, Math.max(0, Math.min(left, 1_000))));
  }

  async #send(held: Held): Promise<void> {
    if (!this.items.includes(held)) return;
    this.#forget(held);
    try {
      await held.send();
    } catch (failure) {
      held.back();
      const problem = asProblem(failure);
      if (problem.code === 'not_what_was_shown' || problem.code === 'not_pending') this.#sayChanged(held);
      else toasts.say(`Not sent: ${held.what}. ${problem.detail}`, 'refusal', problem.code);
    }
  }

  #changed(held: Held): void {
    this.#drop(held);
    this.#sayChanged(held);
  }

  #sayChanged(held: Held): void {
    toasts.say(`Not sent: ${held.ticket} changed while you looked.`, 'refusal');
  }

  #drop(held: Held): void {
    this.#forget(held);
    held.back();
  }

  #forget(held: Held): void {
    clearTimeout(this.#timers.get(held.about));
    this.#timers.delete(held.about);
    this.items = this.items.filter((item) => item !== held);
  }
}

export const holding = new Holding();
