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
  #isBusy = false;
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
    await this.#show(along?.steps.map((step) => step.act) ?? []);
    this.isOn = this.problem === null;
    if (this.problem) this.door.say(this.problem);
  }

  leave = (): void => {
    this.isOn = false;
  };

  act = (act: Act): Promise<void> => this.#show([...this.acts, act]);

  back = (): Promise<void> => this.#show(this.acts.slice(0, -1));

  again = (): Promise<void> => this.#show([]);

  /** Whose moves are told from now on. */
  as = (by: string): Promise<void> => {
    this.#by = by;
    return this.#show(this.acts);
  };

  /** Once more what could not be asked. */
  retry = (): Promise<void> => this.#show(this.acts);

  /** Takes a transition, or tries to. */
  take = (transition: number): void => {
    const way = this.view?.ways.find((one) => one.transition === transition);
    if (this.view && way) void this.act(taking(this.view.by, way));
  };

  /** Does what stands at that place of all that is legal. */
  choose(at: number): void {
    const choice = this.view ? choices(this.view)[at] : undefined;
    if (choice) void this.act(choice.act);
  }

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

  async #show(acts: readonly Act[]): Promise<void> {
    // A key that is pressed before the answer came would be about another state.
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      const asked = { source: this.desk.text, cast: this.#cast, acts: [...acts], by: this.#by };
      this.#view = await this.door.ask(asked);
      this.#cast = this.#view.cast;
      this.acts = acts;
      this.problem = null;
    } catch (failure) {
      this.problem = asProblem(failure);
    } finally {
      this.#isBusy = false;
    }
  }
}
