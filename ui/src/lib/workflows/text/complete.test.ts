import { describe, expect, test } from 'vitest';
import type { Canvas } from '$lib/api/types';
import { offers, section, type Names } from './complete';

const canvas = {
  states: [{ name: 'Draft' }, { name: 'In "review"', description: 'Somebody looks.' }],
  fields: [{ name: 'commit' }],
  transitions: [{ name: 'Deploy' }, { name: 'Deploy' }],
} as unknown as Canvas;
const names: Names = { canvas, here: { roles: ['manager'], handles: ['ana'] } };

/** `|` is where one writes. */
function at(text: string) {
  const place = text.indexOf('|');
  const found = offers(text.replace('|', ''), place, names);
  return found && { ...found, labels: found.offers.map((one) => one.label) };
}

describe('a workflow file', () => {
  test('offers the keys of where one is', () => {
    expect(section('[states."In review"]\n')).toBe('states');
    expect(section('[[transitions]]\n[transitions.gate]\n')).toBe('transitions.gate');
    expect(at('fo|')).toMatchObject({ from: 0 });
    expect(at('fo|')?.labels).toContain('format');
    expect(at('[[transitions]]\nre|')?.labels).toContain('requires');
    expect(at('[[transitions]]\n[transitions.gate]\nex|')?.offers).toContainEqual({
      label: 'expires',
      detail: 'how long a request may wait: "48h"',
      apply: 'expires = ',
    });
    expect(at('[[tr|')?.labels).toContain('[[transitions]]');
  });

  test('offers the names that it has, in quotes', () => {
    expect(at('initial = |')?.offers.map((one) => one.apply)).toEqual(['"Draft"', '"In \\"review\\""']);
    expect(at('[[transitions]]\nfrom = ["Draft", "|')).toMatchObject({ from: 33, labels: ['Draft', 'In "review"'] });
    expect(at('by = [|')?.labels).toEqual(['person', 'bot', 'role:manager', 'actor:ana']);
    expect(at('steps = [{ by = "ana", take = "|')?.labels).toEqual(['Deploy']);
    expect(at('requires = ["|')?.labels).toEqual(['commit']);
    expect(at('not = [cr|')?.labels).toEqual(['creator', 'last_editor', 'mover:Deploy']);
  });

  test('offers nothing where nothing fits', () => {
    for (const none of ['# a comment |', 'name = "|', 'by = ["person"]|', 'initial = "Draft"|'])
      expect(at(none), none).toBeNull();
  });
});
