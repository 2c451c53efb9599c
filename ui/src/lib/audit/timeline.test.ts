import { expect, test } from 'vitest';
import type { Entry } from '$lib/api/types';
import { Timeline, type Read } from './timeline.svelte';

/** A log that grows: answers as the door does, newest first, page by page. */
class Growing {
  size: number;
  constructor(size: number) {
    this.size = size;
  }
  read: Read = async ({ before, limit }) => {
    const top = before ?? this.size;
    const seqs = Array.from({ length: Math.min(limit, top) }, (_, at) => top - 1 - at);
    const last = seqs.at(-1) ?? 0;
    return { entries: seqs.map((seq) => ({ seq }) as Entry), next: last > 0 ? last : null, size: this.size };
  };
}
const seqs = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);

test('what is written while somebody reads waits, and then stands on top', async () => {
  const log = new Growing(3);
  const timeline = new Timeline(log.read);
  await timeline.load({});
  log.size = 5;
  await timeline.peek();
  expect(seqs(timeline.entries)).toEqual([2, 1, 0]);
  expect(seqs(timeline.fresh)).toEqual([4, 3]);
  timeline.show();
  expect(seqs(timeline.entries)).toEqual([4, 3, 2, 1, 0]);
  expect(timeline.fresh).toHaveLength(0);
});

test('older pages follow without a gap, and the log has an end', async () => {
  const timeline = new Timeline(new Growing(450).read);
  await timeline.load({});
  expect([timeline.entries.length, timeline.more]).toEqual([200, true]);
  await timeline.older();
  await timeline.older();
  expect(seqs(timeline.entries)).toEqual(Array.from({ length: 450 }, (_, at) => 449 - at));
  expect(timeline.more).toBe(false);
});

test('after a flood there is no hole: the list starts again from the newest', async () => {
  const log = new Growing(10);
  const timeline = new Timeline(log.read);
  await timeline.load({});
  log.size = 1_000;
  await timeline.peek();
  expect(timeline.freshMore).toBe(true);
  timeline.show();
  await timeline.older();
  expect(seqs(timeline.entries)).toEqual(Array.from({ length: 400 }, (_, at) => 999 - at));
});

test('the first entries of an empty list are shown at once', async () => {
  const log = new Growing(0);
  const timeline = new Timeline(log.read);
  await timeline.load({});
  log.size = 2;
  await timeline.peek();
  expect(seqs(timeline.entries)).toEqual([1, 0]);
});

test('a page that cannot be read leaves the old rows standing and says why', async () => {
  const log = new Growing(3);
  let broken = false;
  const timeline = new Timeline((query, signal) =>
    broken ? Promise.reject(new Error('gone')) : log.read(query, signal),
  );
  await timeline.load({});
  broken = true;
  await timeline.load({ kind: 'bot' });
  expect(seqs(timeline.entries)).toEqual([2, 1, 0]);
  expect(timeline.problem?.detail).toContain('gone');
});
