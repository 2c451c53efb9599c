import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '$lib/api/problem';
import { Keeping, saveMs } from './keeping.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function store() {
  let saved = 0;
  const next = async () => ({ id: 'draft', text: `digest ${++saved}` });
  return {
    begin: vi.fn((source: string) => (void source, next())),
    save: vi.fn((id: string, source: string, base: string | null) => (void [id, source, base], next())),
  };
}

test('what is drawn is saved within a second of the last change, and only what changed', async () => {
  const door = store();
  const keeping = new Keeping(door);
  keeping.open('a', null);
  keeping.want('a');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(door.begin).not.toHaveBeenCalled();
  keeping.want('ab');
  await vi.advanceTimersByTimeAsync(saveMs - 1);
  keeping.want('abc');
  await vi.advanceTimersByTimeAsync(saveMs);
  expect(saveMs).toBeLessThan(1_000);
  expect(door.begin.mock.calls).toEqual([['abc']]);
  keeping.want('abcd');
  await vi.advanceTimersByTimeAsync(saveMs);
  expect(door.save.mock.calls).toEqual([['draft', 'abcd', 'digest 1']]);
});

test('a text that another window has saved is not overwritten, until somebody chooses', async () => {
  const door = store();
  door.save.mockRejectedValueOnce(new Problem(409, 'stale', 'Stale', 'Saved in another window.', undefined));
  const keeping = new Keeping(door);
  keeping.open('a', { id: 'draft', text: 'digest 0' });
  keeping.want('mine');
  await vi.advanceTimersByTimeAsync(saveMs);
  expect(keeping.isOverruled).toBe(true);
  keeping.want('mine and more');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(door.save).toHaveBeenCalledOnce();
  await keeping.apart();
  expect(door.begin.mock.calls).toEqual([['mine and more']]);
  expect(keeping.isOverruled).toBe(false);
});

test('a host that is away is asked again by itself', async () => {
  const door = store();
  door.begin.mockRejectedValueOnce(new Problem(503, 'busy', 'Busy', 'Later.', undefined));
  const keeping = new Keeping(door);
  keeping.open('', null);
  keeping.want('a');
  await vi.advanceTimersByTimeAsync(saveMs);
  expect(keeping.problem?.code).toBe('busy');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(door.begin).toHaveBeenCalledTimes(2);
  expect(keeping.problem).toBeNull();
  expect(keeping.id).toBe('draft');
});
