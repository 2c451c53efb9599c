// What a machine names already, offered where one names something: who may, roles, whom a gate bars.
import type { Canvas } from '$lib/api/types';

const unique = (names: string[]) => [...new Set(names)].toSorted();

/** Everybody that a rule of this machine names, and both kinds. */
export function takers(canvas: Canvas): string[] {
  const named = [
    ...canvas.transitions.flatMap((one) => one.by),
    ...Object.values(canvas.tickets).flat(),
    ...roles(canvas).map((role) => `role:${role}`),
  ];
  return ['bot', 'person', ...unique(named).filter((who) => who !== 'bot' && who !== 'person')];
}

/** Every role that this machine names. */
export function roles(canvas: Canvas): string[] {
  const gates = canvas.transitions.flatMap((one) => Object.keys(one.gate?.seats ?? {}));
  const glass = canvas.transitions.flatMap((one) => [
    ...(one.break_glass?.roles ?? []),
    ...(one.break_glass?.reviewers ?? []),
  ]);
  const acting = canvas.transitions.flatMap((one) => one.by).filter((who) => who.startsWith('role:'));
  return unique([...gates, ...glass, ...acting.map((who) => who.slice('role:'.length))]);
}

/** Whom a gate may bar besides those who never can approve. */
export function barred(canvas: Canvas): string[] {
  return ['creator', 'last_editor', ...canvas.transitions.map((one) => `mover:${one.name}`)];
}
