// What is offered where one names something: who may, roles, whom a gate bars. What the machine names already, and who is here.
import type { Canvas, Here } from '$lib/api/types';

const unique = (names: string[]) => [...new Set(names)].toSorted();

/** Both kinds, every role, every actor. */
export function takers(canvas: Canvas, here: Here): string[] {
  const all = [
    ...canvas.transitions.flatMap((one) => one.by),
    ...Object.values(canvas.tickets).flat(),
    ...roles(canvas, here).map((role) => `role:${role}`),
    ...here.handles.map((handle) => `actor:${handle}`),
  ];
  return ['bot', 'person', ...unique(all).filter((who) => who !== 'bot' && who !== 'person')];
}

/** Every role that this machine names, and those there are. */
export function roles(canvas: Canvas, here: Here): string[] {
  return unique([...named(canvas), ...here.roles]);
}

/** Every role that this machine names. */
export function named(canvas: Canvas): string[] {
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
