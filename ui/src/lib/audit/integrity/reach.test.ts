import { expect, test } from 'vitest';
import type { Integrity, Proof } from '$lib/api/types';
import { limits } from './limits';
import { axis } from './axis';
import { reach } from './reach';
import { nothing } from './watched';

const now = Date.parse('2026-03-03T19:30:00Z');
const at = '2026-03-03T19:18:00Z';
const own = (by: Proof['by'], size: number): Proof => ({ by, size, at });
const backup: Proof = { by: 'folder', place: '/media/backup', size: 197, at };
const view = (more: Partial<Integrity>): Integrity => ({
  size: 204,
  proofs: [own('log', 204), own('mark', 204)],
  keys: [],
  log_keys: [],
  epochs: [],
  may_change: { allowed: true },
  ...more,
});
const rows = (more: Partial<Integrity>) => reach(view(more), nothing, { axis: axis(now, [at]), now, zone: 'utc' });

test('without an anchor nothing is proved against whoever holds the folder', () => {
  expect(limits(view({}), now)[0]).toContain('no anchor holds a copy elsewhere');
});

test('with one, only what came after it is open, until the next', () => {
  const next_anchoring = '2026-03-03T20:18:00Z';
  expect(limits(view({ proofs: [backup], next_anchoring }), now)[0]).toBe(
    'Changes after entry 196, made by somebody who holds this folder with its keys. The next anchor, in 48 min, closes that.',
  );
});

test('each proof says how far it reaches, and one that is out of reach when it last was', () => {
  const away = { ...backup, place: '/mnt/share', trouble: 'not mounted' };
  const told = rows({ proofs: [own('log', 204), own('mark', 204), backup, away] });
  expect(told.map(({ name, tone, reaches, age }) => `${name}, ${tone}: ${reaches}, ${age}`)).toEqual([
    'Tree and signatures, ok: 203, now',
    'Mark on this disk, ok: 203, now',
    'backup, ok: 196, 12 min ago',
    'share, gate: 196, last reached 12 min ago',
    'Full check, quiet: none yet, since the start',
  ]);
  expect(told[2]?.until).toBe(0.8);
});

test('two places that end alike are told apart by their whole paths', () => {
  const proofs = [backup, { ...backup, place: '/mnt/backup' }];
  expect(rows({ proofs }).map(({ name }) => name)).toEqual(['/media/backup', '/mnt/backup', 'Full check']);
});

test('in a log that was put back, the mark and the anchors say how much more was signed', () => {
  const standing = { kind: 'rolled_back', text: 'It was put back.', had: 204 } as const;
  const told = rows({ size: 20, standing, proofs: [own('log', 20), own('mark', 204), backup] });
  expect(told.map(({ tone, reaches, age }) => [tone, reaches, age])).toEqual([
    ['ok', '19', '12 min ago'],
    ['bad', '203', '184 more than the log'],
    ['bad', '196', '177 more than the log'],
    ['quiet', 'none yet', 'since the start'],
  ]);
  expect(told[0]).toMatchObject({ name: 'Log on disk', lost: true, until: 0.8 });
});
