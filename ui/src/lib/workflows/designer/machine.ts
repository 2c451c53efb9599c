// What the canvas makes of a machine: boxes and arrows for it, names that are free, places with room, parts for a change.
import type { Canvas, CanvasEdge, CanvasTransition, Edit, TransitionParts } from '$lib/api/types';

/** Boxes stand on this grid, by their middle. */
export const grid = 20;

export interface Spot {
  x: number;
  y: number;
}

export const middle = (area: { x: number; y: number; w: number; h: number }): Spot => ({
  x: area.x + area.w / 2,
  y: area.y + area.h / 2,
});

export const snap = (spot: Spot): Spot => ({
  x: Math.round(spot.x / grid) * grid,
  y: Math.round(spot.y / grid) * grid,
});

const whole = ({ x, y }: Spot): [number, number] => [Math.round(x), Math.round(y)];

/** `base 1`, or the first number that is free. */
export function freeName(taken: readonly string[], base: string): string {
  const known = new Set(taken);
  for (let number = 1; ; number++) if (!known.has(`${base} ${number}`)) return `${base} ${number}`;
}

/** Right of `beside`, or of all; further down while something stands there. */
export function room(canvas: Canvas | null, beside: string | undefined): Spot {
  const boxes = canvas?.states ?? [];
  if (boxes.length === 0) return { x: 120, y: 120 };
  const from = boxes.find((box) => box.name === beside) ?? boxes.reduce((a, b) => (b.area.x > a.area.x ? b : a));
  const spot = snap({ x: middle(from.area).x + 240, y: middle(from.area).y });
  const near = (a: Spot) =>
    boxes.some((box) => Math.abs(middle(box.area).x - a.x) < 160 && Math.abs(middle(box.area).y - a.y) < 60);
  while (near(spot)) spot.y += 80;
  return spot;
}

/** Where boxes go, and with them all that stood wherever there was room: from now on the file says where everything is. */
export function place(canvas: Canvas, moved: ReadonlyMap<string, Spot>): Edit {
  const loose = canvas.states
    .filter((state) => !state.placed)
    .map((state) => [state.name, middle(state.area)] as const);
  const all = new Map<string, Spot>([...loose, ...moved]);
  return { do: 'place', places: Object.fromEntries([...all].map(([name, spot]) => [name, whole(spot)])) };
}

/** Places for what has none yet; nothing where everything has its own. */
export function settled(canvas: Canvas | null): Edit[] {
  return canvas?.states.some((state) => !state.placed) ? [place(canvas, new Map())] : [];
}

export function addState(name: string, spot: Spot): Edit {
  return { do: 'add_state', state: name, at: whole(snap(spot)) };
}

/** A new arrow: people may take it, until its author says otherwise. */
export function addTransition(name: string, from: string, to: string): Edit {
  const parts = { by: ['person'], requires: [], gate: null, break_glass: null, description: null };
  return { do: 'add_transition', to: { ...parts, name, from: [from], to } };
}

/** A transition's parts without what the canvas only shows. */
export function parts({
  name,
  from,
  to,
  by,
  requires,
  gate,
  break_glass,
  description,
}: CanvasTransition): TransitionParts {
  return {
    name,
    from,
    to,
    by,
    requires,
    gate: gate ?? null,
    break_glass: break_glass ?? null,
    description: description ?? null,
  };
}

/** What takes away a selection; states take their transitions with them. */
export function remove(states: readonly string[], transition: number | null): Edit[] {
  if (states.length > 0) return states.map((state) => ({ do: 'remove_state', state }));
  return transition === null ? [] : [{ do: 'remove_transition', at: transition }];
}

/** All in one line: as far down (`y`) or across (`x`) as they are on the whole. */
export function aligned(spots: ReadonlyMap<string, Spot>, along: 'x' | 'y'): Map<string, Spot> {
  const all = [...spots.values()].map((spot) => spot[along]);
  const line = Math.round(all.reduce((sum, one) => sum + one, 0) / all.length / grid) * grid;
  return new Map([...spots].map(([name, spot]) => [name, { ...spot, [along]: line }]));
}

/** As far from each other, between the outermost two. */
export function distributed(spots: ReadonlyMap<string, Spot>, along: 'x' | 'y'): Map<string, Spot> {
  const sorted = [...spots].toSorted(([, a], [, b]) => a[along] - b[along]);
  const [first, last] = [sorted[0]?.[1][along] ?? 0, sorted.at(-1)?.[1][along] ?? 0];
  const step = (last - first) / Math.max(1, sorted.length - 1);
  return new Map(sorted.map(([name, spot], at) => [name, { ...spot, [along]: Math.round(first + at * step) }]));
}

export const edgeId = (edge: CanvasEdge): string => `${edge.transition} ${edge.from}`;

/** The label with its pills, to be ringed when chosen. */
export function sign(edge: CanvasEdge): { x: number; y: number; w: number; h: number } | null {
  const areas = [edge.label, edge.gate].filter((area) => area !== null && area !== undefined);
  if (areas.length === 0) return null;
  const x = Math.min(...areas.map((area) => area.x));
  const y = Math.min(...areas.map((area) => area.y));
  const right = Math.max(...areas.map((area) => area.x + area.w));
  const bottom = Math.max(...areas.map((area) => area.y + area.h));
  return { x, y, w: right - x, h: bottom - y };
}

/** What of a file a line belongs to: a state, or a transition by its number. Files have it in tables of their own. */
export function about(text: string, line: number): { state: string } | { transition: number } | null {
  let found: { state: string } | { transition: number } | null = null;
  let transitions = 0;
  for (const written of text.split('\n').slice(0, line)) {
    const header = /^\s*\[/.test(written);
    const state = /^\s*\[states\.(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\]/.exec(written);
    if (state) found = { state: state[1] ?? state[2] ?? state[3] ?? '' };
    else if (/^\s*\[\[\s*transitions\s*\]\]/.test(written)) found = { transition: transitions++ };
    else if (header && !/^\s*\[transitions\./.test(written)) found = null;
  }
  return found;
}
