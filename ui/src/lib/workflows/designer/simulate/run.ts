// What is made of a run: what the canvas shows of it, what can be done next, and a scenario that keeps it.
import type { Act, RehearsalView, Scenario } from '$lib/api/types';

type Way = RehearsalView['ways'][number];
type Waiting = NonNullable<RehearsalView['waiting']>;

/** What the canvas shows of a run. */
export interface Shown {
  /** Where the ticket stands. */
  state: string;
  /** Transitions that can be taken or asked for now, or that wait at their gate. */
  lit: ReadonlySet<number>;
  /** Transitions that leave here and are refused, with the code. */
  banned: ReadonlyMap<number, string>;
  /** The step that took a transition last, by transition and where it started. */
  taken: ReadonlyMap<string, number>;
  take: (transition: number) => void;
}

export const edgeOf = (transition: number, from: string): string => `${transition} ${from}`;

export function shown(view: RehearsalView, take: (transition: number) => void): Shown {
  const isOpen = (way: Way) => way.may.allowed || way.name === view.waiting?.transition;
  const legal = view.ways.filter(isOpen);
  const refused = view.ways.filter((way) => !isOpen(way));
  const taken = view.steps.flatMap(({ took, from }, at): [string, number][] =>
    took === null || took === undefined ? [] : [[edgeOf(took, from), at + 1]],
  );
  return {
    state: view.state,
    lit: new Set(legal.map((way) => way.transition)),
    banned: new Map(refused.map((way) => [way.transition, way.may.code ?? ''])),
    taken: new Map(taken),
    take,
  };
}

/** Takes a way; what it requires and is empty is filled with it. */
export const taking = (by: string, way: Way): Act => ({
  do: 'take',
  by,
  transition: way.name,
  with: way.missing,
});

/** Something that can be done next, and what it is called. */
export interface Choice {
  act: Act;
  says: string;
}

/** All that is legal next, in the order of its keys: my moves, then what others say at the gate. */
export function choices(view: RehearsalView): Choice[] {
  const { by, waiting } = view;
  const moves = view.ways.filter((way) => way.may.allowed && way.name !== waiting?.transition);
  const mine = moves.map((way) => ({ act: taking(by, way), says: way.name }));
  if (!waiting) return mine;
  const { transition } = waiting;
  const back: Choice[] = waiting.by === by ? [{ act: { do: 'withdraw', by, transition }, says: 'Withdraw' }] : [];
  const again: Choice[] = waiting.returned && waiting.by === by ? askAgain(view, waiting) : [];
  const approvals = waiting.voices
    .filter((voice) => voice.may.allowed)
    .map(({ who }): Choice => ({ act: { do: 'approve', by: who, transition }, says: `Approve as ${who}` }));
  return [...mine, ...again, ...back, ...approvals];
}

function askAgain({ by, ways }: RehearsalView, { transition }: Waiting): Choice[] {
  const way = ways.find((one) => one.name === transition);
  return way ? [{ act: taking(by, way), says: `Ask for ${transition} again` }] : [];
}

const units: readonly [number, string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
  [1, 's'],
];

/** A length of time as a file has it: `6h`. */
export function span(seconds: number): string {
  const [unit, letter] = units.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? [1, 's'];
  return `${Math.max(1, Math.round(seconds / unit))}${letter}`;
}

/** A run as a test of its workflow: each step is to come out as it did. */
export function scenario(name: string, view: RehearsalView, acts: readonly Act[]): Scenario {
  const steps = acts.map((act, at): Scenario['steps'][number] => {
    const step = view.steps[at];
    const code = step?.may.code;
    if (step && !step.may.allowed && code) return { act, expected: { is: 'refused', code } };
    return { act, expected: { is: 'done', then: step?.state ?? null } };
  });
  return { name, cast: view.cast, steps };
}
