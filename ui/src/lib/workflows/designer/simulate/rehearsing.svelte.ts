// A workflow under trial: what was done so far, where that leads, and what is kept of it. Every answer is the engine's, for the whole
// run from its beginning, so that a step back is one step less.
import type { Act, Cast, Rehearsal, RehearsalView, Scenario, ScenarioRun } from '$lib/api/types';
import { asProblem, type Problem } from '$lib/api/problem';
import type { Desk } from '../desk.svelte';
import { choices, scenario, shown, taking, type Shown } from './run';

interface Door {
  ask: (rehearsal: Rehearsal) => Promise<RehearsalView>;
  /** Why something could not be done. */
  say: (problem: Problem) => void;
}

export class Rehearsing {
  acts = $state.raw<readonly Act[]>([]);
  problem = $state.raw<Problem | null>(null);
  isOn = $state(false);
  #view = $state.raw<RehearsalView | null>(null);
  /** One after the other: each is about what the one before led to. */
  #queue: Promise<void> = Promise.resolve();
  #cast: Cast | null = null;
  #by: string | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly door: Door,
  ) {}

  /** Where the run stands; null while nothing is tried. */
  readonly view = $derived.by(() => (this.isOn ? this.#view : null));

  /** What the canvas shows of it. */
  readonly shown: Shown | null = $derived.by(() => this.view && shown(this.view, this.take));

  /** From the beginning, or along a scenario to its end. */
  async begin(along?: Scenario): Promise<void> {
    this.#cast = along?.cast ?? null;
    this.#by = null;
    await this.#next(() => along?.steps.map((step) => step.act) ?? []);
    this.isOn = this.problem === null;
    if (this.problem) this.door.say(this.problem);
  }

  leave = (): void => {
    this.isOn = false;
  };

  act = (act: Act): Promise<void> => this.#next(() => [...this.acts, act]);

  back = (): Promise<void> => this.#next(() => this.acts.slice(0, -1));

  again = (): Promise<void> => this.#next(() => []);

  /** Whose moves are told from now on. */
  as = (by: string): Promise<void> =>
    this.#next(() => {
      this.#by = by;
      return this.acts;
    });

  /** Once more what could not be asked. */
  retry = (): Promise<void> => this.#next(() => this.acts);

  /** Takes a transition, or tries to. */
  take = (transition: number): void =>
    void this.#next(() => {
      const way = this.view?.ways.find((one) => one.transition === transition);
      return this.view && way ? [...this.acts, taking(this.view.by, way)] : null;
    });

  /** Does what stands at that place of all that is legal. */
  choose = (at: number): void =>
    void this.#next(() => {
      const choice = this.view ? choices(this.view)[at] : undefined;
      return choice ? [...this.acts, choice.act] : null;
    });

  /** Keeps the run in the file; whether that was done. */
  async save(name: string): Promise<boolean> {
    if (!this.view) return false;
    return this.desk.edit([{ do: 'add_scenario', to: scenario(name, this.view, this.acts) }]);
  }

  /** What comes out of a scenario now is how it is to come out. */
  async keepAnswer({ scenario: { name, cast, steps } }: ScenarioRun, at: number): Promise<void> {
    const acts = steps.map((step) => step.act);
    try {
      const now = await this.door.ask({ source: this.desk.text, cast, acts });
      await this.desk.edit([{ do: 'set_scenario', at, to: scenario(name, now, acts) }]);
    } catch (failure) {
      this.door.say(asProblem(failure));
    }
  }

  #next(acts: () => readonly Act[] | null): Promise<void> {
    this.#queue = this.#queue.then(() => this.#show(acts()));
    return this.#queue;
  }

  async #show(acts: readonly Act[] | null): Promise<void> {
    if (!acts) return;
    try {
      const asked = { source: this.desk.text, cast: this.#cast, acts: [...acts], by: this.#by };
      this.#view = await this.door.ask(asked);
      this.#cast = this.#view.cast;
      this.acts = acts;
      this.problem = null;
    } catch (failure) {
      this.problem = asProblem(failure);
    }
  }
}
