// A large machine: which of its arrows have parts of their own, and which one a pointer means where none has.
import type { Canvas, CanvasEdge } from '$lib/api/types';
import type { Chosen } from './desk.svelte';
import type { Spot } from './machine';
import type { Area, Sight } from './sight.svelte';
import { edgeOf, type Shown } from './simulate/run';

/** Boxes whose arrows are shown while they are dragged, however many others there are. */
const few = 12;

/** So large that only what is in sight is there. */
export const isLarge = (canvas: Canvas | null): boolean => (canvas?.states.length ?? 0) > 150;

/** The arrows of a large machine that have parts of their own: those in sight where labels are read, and those that somebody asks for,
 *  because they are chosen, wrong, at a few chosen boxes, or part of a run. */
export function apart(
  canvas: Canvas,
  sight: Sight,
  chosen: Chosen,
  wrong: ReadonlySet<number>,
  run: Shown | null,
): readonly CanvasEdge[] {
  const boxes = new Set(chosen.states.length > few ? [] : chosen.states);
  const areas = new Map(canvas.states.map(({ name, area }) => [name, area]));
  const { area, isFar } = sight;
  const isNear = (other: Area | null | undefined) =>
    other &&
    other.x < area.x + area.w &&
    area.x < other.x + other.w &&
    other.y < area.y + area.h &&
    area.y < other.y + other.h;
  return canvas.edges.filter(({ transition, from, label }) => {
    const to = canvas.transitions[transition]?.to ?? '';
    if (transition === chosen.transition || wrong.has(transition) || boxes.has(from) || boxes.has(to)) return true;
    if (run && (run.state === from || run.taken.has(edgeOf(transition, from)))) return true;
    return !isFar && (isNear(areas.get(from)) || isNear(areas.get(to)) || isNear(label));
  });
}

/** The arrow that runs through `spot`, within half of `width`. */
export function edgeAt(canvas: Canvas, spot: Spot, width: number): CanvasEdge | undefined {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return undefined;
  pen.lineWidth = width;
  return canvas.edges.find((edge) => pen.isPointInStroke(new Path2D(edge.path), spot.x, spot.y));
}
