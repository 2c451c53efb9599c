import { expect, test } from 'vitest';
import { lanes, laneOf, marks } from './lanes';

const entry = (minute: number, action: string, more: object = {}) => ({
  at: `2026-03-03T12:${String(minute).padStart(2, '0')}:00.000001Z`,
  action,
  outcome: 'done',
  by: { kind: 'bot' },
  ...more,
});

test('a refused move is a refusal, not a move; a broken glass has a lane of its own', () => {
  expect(laneOf(entry(0, 'move', { outcome: 'refused' }))).toBe('refusals');
  expect(laneOf(entry(0, 'break_glass'))).toBe('glass');
  expect([laneOf(entry(0, 'move')), laneOf(entry(0, 'comment')), laneOf(entry(0, 'grant_role'))]).toEqual([
    'moves',
    null,
    'configuration',
  ]);
});

test('entries fall into their span, the newest into the last, and a burst counts in full', () => {
  const found = lanes(
    [
      entry(40, 'move', { by: { kind: 'person' } }),
      entry(39, 'move'),
      entry(20, 'call', { outcome: 'counted', count: 14 }),
      entry(0, 'decide'),
    ],
    4,
  );
  expect(found.lanes.moves).toEqual([{ at: 3, count: 2, bots: 1 }]);
  expect(found.lanes.refusals).toEqual([{ at: 2, count: 14, bots: 14 }]);
  expect(found.totals).toEqual({ moves: 2, decisions: 1, refusals: 14, configuration: 0, glass: 0 });
});

test('one entry alone, or none, does not divide by nothing', () => {
  expect(lanes([entry(5, 'move')], 10).lanes.moves).toHaveLength(1);
  expect(lanes([], 10).totals.moves).toBe(0);
  expect(marks(0, 30, 4)).toEqual([0, 10, 20, 30]);
});
