import { expect, test } from 'vitest';
import type { CheckRunning, FullCheck } from '$lib/api/types';
import { nothing, percent, timeLeft, watch } from './watched';

const by = { kind: 'person', id: 'ada', name: 'Ada' } as const;
const since = '2026-03-03T19:00:00Z';
const running = (done: number): CheckRunning => ({ by, since, done, all: 1_000 });
const ended = (at: string, found: FullCheck['found']): FullCheck => ({ by, at, took_ms: 40, found });
const earlier = ended('2026-03-03T09:00:00Z', { is: 'could_not', because: 'x' });

test('a check that was stopped is known by where it was seen last, while the last full one stays', () => {
  const seen = watch(watch(nothing, { last: earlier, running: null }), { last: earlier, running: running(400) });
  const stopped = watch(seen, { last: earlier, running: null });
  expect(stopped.stoppedAt).toBe(400);
  expect(watch(stopped, { last: earlier, running: null }).stoppedAt).toBe(400);
});

test('the door says itself how far the first one came', () => {
  const stopped = ended(since, { is: 'stopped', done: 7 });
  expect(watch(nothing, { last: stopped, running: null }).stoppedAt).toBe(7);
});

test('a check that ended was not stopped, whether it was seen running or not', () => {
  const done = ended(since, { is: 'could_not', because: 'x' });
  const seen = watch(nothing, { last: earlier, running: running(400) });
  expect(watch(seen, { last: done, running: null }).stoppedAt).toBeNull();
  const stopped = watch(seen, { last: earlier, running: null });
  expect(watch(stopped, { last: done, running: null }).stoppedAt).toBeNull();
});

test('how long it still takes is said once something is known', () => {
  const at = (seconds: number) => Date.parse(since) + seconds * 1_000;
  expect(timeLeft(running(0), at(5))).toBeNull();
  expect(timeLeft(running(500), at(0.1))).toBeNull();
  expect(timeLeft(running(500), at(4))).toBe('about 4 s left');
  expect(timeLeft(running(10), at(10))).toBe('about 17 min left');
  expect(timeLeft(running(1_000), at(10))).toBeNull();
  expect([percent(running(585)), percent({ ...running(0), all: 0 })]).toEqual([58, 0]);
});
