// The file on the author's desk: its text with everything that can be undone, what is chosen on the canvas, and the changes that
// the canvas makes to it, one after the other.
import { SvelteMap } from 'svelte/reactivity';
import type { Canvas, CanvasState, Checked, Edit, Here, TransitionParts } from '$lib/api/types';
import { asProblem, type Problem } from '$lib/api/problem';
import { Checking, pauseMs } from '../checking.svelte';
import { History } from './history';
import { parts } from './machine';

/** What is chosen: states, or one transition. */
export interface Chosen {
  states: readonly string[];
  transition: number | null;
}

const nothing: Chosen = { states: [], transition: null };
const nobody: Here = { roles: [], handles: [] };

interface Door {
  check: (text: string, signal: AbortSignal) => Promise<Checked>;
  edit: (text: string, edits: Edit[]) => Promise<string>;
  say: (problem: Problem) => void;
}

export class Desk {
  readonly checking: Checking;
  chosen = $state.raw<Chosen>(nothing);
  /** What is named in its place on the canvas: a state, or a transition by its number. */
  naming = $state.raw<string | number | null>(null);
  #history = new History('');
  #text = $state('');
  #steps = $state(0);
  /** What states were called before, by a change of this session. */
  #renamed = new SvelteMap<string, string>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(readonly door: Door) {
    this.checking = new Checking(door.check);
  }

  get text(): string {
    return this.#text;
  }
  get canUndo(): boolean {
    return this.#steps >= 0 && this.#history.canUndo;
  }
  get canRedo(): boolean {
    return this.#steps >= 0 && this.#history.canRedo;
  }
  /** What the canvas shows; null while there is nothing to be shown. */
  get canvas(): Canvas | null {
    return this.checking.canvas;
  }

  /** Whom a rule can name in this workspace. */
  get here(): Here {
    return this.checking.checked?.here ?? nobody;
  }

  /** The state of that name, also where it has been given another one since. */
  state(name: string): CanvasState | undefined {
    const known = this.canvas?.states.find((state) => state.name === name);
    const renamed = this.#renamed.get(name);
    return known ?? this.canvas?.states.find((state) => state.name === renamed);
  }

  /** Another file. What was before is gone, and so is what could be undone. */
  open(text: string): void {
    this.#history = new History(text);
    this.chosen = nothing;
    this.#show(pauseMs);
  }

  /** Another text in place of this one, by one change that can be undone. */
  take(text: string): void {
    this.#history.change(text);
    this.#show(0);
  }

  /** Somebody writes in the text. */
  type(text: string): void {
    if (text === this.#text) return;
    this.#history.type(text, performance.now());
    this.#show(pauseMs);
  }

  /** Makes changes on the canvas, and chooses something afterwards. Whether they were made. Those that depend on what is there
   *  are asked for when it is their turn. */
  edit(edits: Edit[] | (() => Edit[]), chosen?: Partial<Chosen>): Promise<boolean> {
    const made = this.#queue.then(() => this.#make(typeof edits === 'function' ? edits() : edits, chosen));
    this.#queue = made;
    return made;
  }

  /** Changes a transition, or below a state, as it is when it is its turn: two quick changes do not undo each other, and whatever
   *  is chosen by then, it is made to the one that it was meant for. */
  setTransition(at: number, change: (now: TransitionParts) => Partial<TransitionParts>): Promise<boolean> {
    return this.edit(() => {
      const one = this.canvas?.transitions[at];
      return one ? [{ do: 'set_transition', at, to: { ...parts(one), ...change(parts(one)) } }] : [];
    });
  }

  setState(
    state: string,
    to: Partial<Pick<CanvasState, 'name' | 'terminal' | 'colour' | 'description'>>,
  ): Promise<boolean> {
    return this.edit(() => {
      const one = this.state(state);
      if (!one) return [];
      const { name, terminal, colour, description } = { ...one, ...to };
      return [
        {
          do: 'set_state',
          state: one.name,
          to: { name, terminal, colour: colour ?? null, description: description || null },
        },
      ];
    });
  }

  undo(): void {
    this.#history.undo();
    this.#show(0);
  }

  redo(): void {
    this.#history.redo();
    this.#show(0);
  }

  choose(chosen: Partial<Chosen>): void {
    const next = { ...nothing, ...chosen };
    const same = next.transition === this.chosen.transition && next.states.join('\n') === this.chosen.states.join('\n');
    if (!same) this.chosen = next;
  }

  async #make(edits: Edit[], chosen: Partial<Chosen> | undefined): Promise<boolean> {
    if (edits.length === 0) return true;
    try {
      // Whoever writes meanwhile has written: the change is made to that text.
      for (;;) {
        const before = this.#text;
        const after = await this.door.edit(before, edits);
        if (this.#text !== before) continue;
        this.#history.change(after);
        break;
      }
    } catch (failure) {
      this.door.say(asProblem(failure));
      return false;
    }
    this.#show(0);
    await this.checking.settled();
    for (const edit of edits) if (edit.do === 'set_state') this.#rename(edit.state, edit.to.name);
    if (chosen) this.choose(chosen);
    return true;
  }

  /** What is chosen stays chosen under its new name. */
  #rename(from: string, to: string): void {
    for (const [before, now] of this.#renamed) if (now === from) this.#renamed.set(before, to);
    this.#renamed.set(from, to);
    const { states } = this.chosen;
    if (from !== to && states.includes(from))
      this.choose({ states: states.map((name) => (name === from ? to : name)) });
  }

  #show(pause: number): void {
    this.#text = this.#history.text;
    this.#steps++;
    this.checking.ask(this.#text, pause);
  }
}
