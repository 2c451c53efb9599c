// How the canvas is looked at. Below half its size nobody reads a label: all arrows are one drawing then, under the boxes. Of a large
// machine only what is in sight has parts of its own, and they are made where a movement rests, so that no step of one has many to make.
import type { Viewport } from '@xyflow/svelte';
import type { Canvas } from '$lib/api/types';

export type Area = Canvas['bounds'];

/** Below this zoom: no labels, discs for gates, single strokes. */
export const far = 0.5;
/** Below this zoom nobody reads the name of a state. */
const tiny = 0.25;
/** A movement that pauses for so long rests. */
const pauseMs = 250;

/** What was in sight when the canvas was moved last. */
export class Sight {
  isMoving = $state(false);
  zoom = $state(1);
  /** In the canvas's own pixels. */
  area = $state.raw<Area>({ x: 0, y: 0, w: 0, h: 0 });
  readonly isFar = $derived(this.zoom < far);
  readonly isTiny = $derived(this.zoom < tiny);

  #pause: ReturnType<typeof setTimeout> | undefined;

  move(): void {
    clearTimeout(this.#pause);
    this.isMoving = true;
  }
  /** It rests here, on a screen of so many pixels, unless it goes on. */
  stop(viewport: Viewport, across: number, down: number): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.rest(viewport, across, down), pauseMs);
  }
  /** It rests here. */
  rest({ x, y, zoom }: Viewport, across: number, down: number): void {
    clearTimeout(this.#pause);
    this.isMoving = false;
    this.zoom = zoom;
    this.area = { x: -x / zoom, y: -y / zoom, w: across / zoom, h: down / zoom };
  }
}
