import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Checked } from '$lib/api/types';
import { Checking, pauseMs } from './checking.svelte';

const good = (svg: string): Checked => ({ errors: [], warnings: [], svg });
const bad: Checked = {
  errors: [{ line: 1, column: 1, message: 'No.', words: 'x', suggestion: null }],
  warnings: [],
  svg: null,
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(pauseMs);

test('a file is asked about once, after the last key', async () => {
  const check = vi.fn(async () => good('<svg/>'));
  const checking = new Checking(check);
  checking.ask('a');
  checking.ask('ab');
  expect(checking.mayPublish).toBe(false);
  await settle();
  expect(check).toHaveBeenCalledOnce();
  expect(checking.mayPublish).toBe(true);
});

test('the last good drawing stays while the text is broken, and the text cannot be published', async () => {
  const checking = new Checking(async (text) => (text === 'good' ? good('<svg>1</svg>') : bad));
  checking.ask('good');
  await settle();
  checking.ask('broken');
  await settle();
  expect(checking.drawing).toBe('<svg>1</svg>');
  expect(checking.mayPublish).toBe(false);
});

test('an answer to an older text does not count', async () => {
  const slow = new Map<string, (checked: Checked) => void>();
  const checking = new Checking((text) => new Promise((resolve) => slow.set(text, resolve)));
  checking.ask('old');
  await settle();
  checking.ask('new');
  await settle();
  slow.get('old')?.(good('<svg>old</svg>'));
  slow.get('new')?.(bad);
  await settle();
  expect(checking.checked).toBe(bad);
  expect(checking.drawing).toBeNull();
});
