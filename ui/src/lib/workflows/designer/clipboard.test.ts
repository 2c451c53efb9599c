import { describe, expect, test } from 'vitest';
import type { Canvas } from '$lib/api/types';
import { copied, pasted } from './clipboard';

const box = (name: string, x: number, terminal = false) => ({
  name,
  terminal,
  placed: true,
  area: { x: x - 60, y: 98, w: 120, h: 44 },
});
const arrow = (name: string, from: string[], to: string, requires: string[] = []) => ({
  ...{ name, from, to, requires, by: ['bot'], rule: [] },
  gate: { seats: { legal: 1 }, expires: '7d', reauthenticate: false, not: [], reject: 'first' },
});

const canvas: Canvas = {
  name: 'Errand',
  initial: 'A',
  tickets: { create: [], edit: [], comment: [] },
  fields: [{ name: 'risk', kind: { type: 'text' } }],
  states: [box('A', 120), box('B', 360), box('C', 600, true)],
  transitions: [arrow('Go', ['A', 'C'], 'B', ['risk']), arrow('End', ['B'], 'C')],
  edges: [],
  start: '',
  far: '',
  bounds: { x: 0, y: 0, w: 0, h: 0 },
};

describe('states on the clipboard', () => {
  test('come with the transitions between them and the fields those need, and get names that are free', () => {
    const text = copied(canvas, ['A', 'B']);
    const made = pasted(canvas, text ?? '');
    expect(made?.states).toEqual(['A 2', 'B 2']);
    expect(made?.edits.map((edit) => edit.do)).toEqual(['add_state', 'add_state', 'add_transition']);
    expect(made?.edits[0]).toEqual({ do: 'add_state', state: 'A 2', at: [160, 160] });
    const go = made?.edits[2];
    expect(go).toMatchObject({
      to: { name: 'Go', from: ['A 2'], to: 'B 2', by: ['bot'], requires: ['risk'], gate: { seats: { legal: 1 } } },
    });
  });

  test('are pasted into another workflow as they are, with their fields', () => {
    const made = pasted(null, copied(canvas, ['A', 'B', 'C']) ?? '');
    expect(made?.states).toEqual(['A', 'B', 'C']);
    expect(made?.edits.map((edit) => edit.do)).toEqual([
      ...['add_state', 'add_state', 'add_state', 'set_state', 'add_field', 'add_transition', 'add_transition'],
    ]);
  });

  test('nothing chosen is nothing copied, and what is not ours is not pasted', () => {
    expect(copied(canvas, [])).toBeNull();
    const half = JSON.stringify({ 'openweave.states.1': { states: [{ name: 'A' }], transitions: [], fields: [] } });
    for (const text of ['', 'format = 1', '{}', 'null', '[1]', half]) expect(pasted(canvas, text), text).toBeNull();
  });
});
