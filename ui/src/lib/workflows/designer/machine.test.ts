import { describe, expect, test } from 'vitest';
import type { Canvas } from '$lib/api/types';
import { about, addState, aligned, distributed, freeName, place, remove, room, settled, sign } from './machine';

const box = (name: string, x: number, y: number, placed = true) => ({
  name,
  terminal: false,
  placed,
  area: { x: x - 60, y: y - 22, w: 120, h: 44 },
});

const canvas = (...states: ReturnType<typeof box>[]): Canvas => ({
  name: 'Errand',
  initial: 'A',
  tickets: { create: [], edit: [], comment: [] },
  fields: [],
  states,
  transitions: [],
  edges: [],
  start: '',
  far: '',
  bounds: { x: 0, y: 0, w: 0, h: 0 },
});

describe('a machine on the canvas', () => {
  test('names count up past those that are taken', () => {
    expect(freeName([], 'State')).toBe('State 1');
    expect(freeName(['State 1', 'State 3'], 'State')).toBe('State 2');
  });

  test('a new box finds room beside the chosen one, on the grid', () => {
    expect(room(null, undefined)).toEqual({ x: 120, y: 120 });
    const two = canvas(box('A', 120, 120), box('B', 367, 120));
    expect(room(two, 'A')).toEqual({ x: 360, y: 200 });
    expect(room(two, undefined)).toEqual({ x: 600, y: 120 });
    expect(addState('C', { x: 611, y: 128 })).toEqual({ do: 'add_state', state: 'C', at: [620, 120] });
  });

  test('the first drag places what stood wherever there was room, and later ones only what they move', () => {
    const loose = canvas(box('A', 120, 120, false), box('B', 360, 120, false));
    const moved = new Map([['B', { x: 400, y: 140 }]]);
    expect(place(loose, moved)).toEqual({ do: 'place', places: { A: [120, 120], B: [400, 140] } });
    expect(settled(loose)).toHaveLength(1);
    const fast = canvas(box('A', 120, 120), box('B', 360, 120));
    expect(place(fast, moved)).toEqual({ do: 'place', places: { B: [400, 140] } });
    expect(settled(fast)).toEqual([]);
  });

  test('what is chosen goes: states before a transition', () => {
    expect(remove(['A', 'B'], 3)).toEqual([
      { do: 'remove_state', state: 'A' },
      { do: 'remove_state', state: 'B' },
    ]);
    expect(remove([], 3)).toEqual([{ do: 'remove_transition', at: 3 }]);
    expect(remove([], null)).toEqual([]);
  });

  test('boxes are put in line, and as far from each other', () => {
    const spots = new Map([
      ['A', { x: 0, y: 100 }],
      ['B', { x: 50, y: 140 }],
      ['C', { x: 400, y: 120 }],
    ]);
    expect([...aligned(spots, 'y').values()].map((spot) => spot.y)).toEqual([120, 120, 120]);
    expect(distributed(spots, 'x').get('B')).toEqual({ x: 200, y: 140 });
  });

  test('the ring is around label and pills', () => {
    const edge = { transition: 0, from: 'A', svg: '', path: '' };
    expect(sign(edge)).toBeNull();
    const label = { x: 10, y: 10, w: 40, h: 16 };
    const gate = { x: 0, y: 30, w: 90, h: 20 };
    expect(sign({ ...edge, label, gate })).toEqual({ x: 0, y: 10, w: 90, h: 40 });
  });

  test('a line belongs to a state or a transition, with its gate', () => {
    const text = [
      'name = "X"',
      '[states.A]',
      '[states."In review"]',
      'terminal = 1',
      '[[transitions]]',
      'name = "Go"',
      '[[transitions]]',
      '[transitions.gate]',
      'role = 7',
      '[layout]',
      'A = 1',
    ].join('\n');
    expect(about(text, 1)).toBeNull();
    expect(about(text, 2)).toEqual({ state: 'A' });
    expect(about(text, 4)).toEqual({ state: 'In review' });
    expect(about(text, 6)).toEqual({ transition: 0 });
    expect(about(text, 9)).toEqual({ transition: 1 });
    expect(about(text, 11)).toBeNull();
  });
});
