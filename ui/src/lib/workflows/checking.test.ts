import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Checked } from '$lib/api/types';
import { Checking, pauseMs } from './checking.svelte';

const good = (name: string): Checked => ({
  errors: [],
  warnings: [],
  svg: null,
  shown: {
    is: 'drawn',
    name,
    initial: 'A',
    tickets: { create: [], edit: [], comment: [] },
    fields: [],
    states: [],
    transitions: [],
    edges: [],
    start: '',
    far: '',
    bounds: { x: 0, y: 0, w: 0, h: 0 },
  },
  here: { roles: [], handles: [] },
  scenarios: [],
  stood: [],
  taken: [],
});
const bad: Checked = {
  errors: [{ line: 1, column: 1, message: 'No.', words: 'x', suggestion: null }],
  warnings: [],
  svg: null,
  shown: { is: 'broken' },
  here: { roles: [], handles: [] },
  scenarios: [],
  stood: [],
  taken: [],
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(pauseMs);

test('a file is asked about once, after the last key', async () => {
  const check = vi.fn(async () => good('Errand'));
  const checking = new Checking(check);
  checking.ask('a');
  checking.ask('ab');
  expect(checking.mayPublish).toBe(false);
  await settle();
  expect(check).toHaveBeenCalledOnce();
  expect(checking.mayPublish).toBe(true);
});

test('the last good drawing stays while the text is broken, and the text cannot be published', async () => {
  const checking = new Checking(async (text) => (text === 'good' ? good('Errand') : bad));
  checking.ask('good');
  await settle();
  checking.ask('broken');
  await settle();
  expect(checking.canvas?.name).toBe('Errand');
  expect(checking.isStale).toBe(true);
  expect(checking.mayPublish).toBe(false);
});

test('an answer to an older text does not count', async () => {
  const slow = new Map<string, (checked: Checked) => void>();
  const checking = new Checking((text) => new Promise((resolve) => slow.set(text, resolve)));
  checking.ask('old');
  await settle();
  checking.ask('new');
  await settle();
  slow.get('old')?.(good('Old'));
  slow.get('new')?.(bad);
  await settle();
  expect(checking.checked).toBe(bad);
  expect(checking.canvas).toBeNull();
});

test('a change made on the canvas is asked about at once', async () => {
  const check = vi.fn(async () => good('Errand'));
  const checking = new Checking(check);
  checking.ask('a', 0);
  await checking.settled();
  expect(check).toHaveBeenCalledOnce();
  expect(checking.isBehind).toBe(false);
});
