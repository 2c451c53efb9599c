import { expect, test } from 'vitest';
import { follow, type Follow } from './live';
import { problemFrom, unreachable } from './problem';

type Step = { seq?: number | null } | Error;

/** Follows a script of answers; after the last one the follower is stopped. */
async function played(steps: Step[]) {
  const stop = new AbortController();
  const said: string[] = [];
  const asked: number[] = [];
  const to: Follow = {
    changes: (after) => {
      asked.push(after);
      const step = steps.shift();
      if (steps.length === 0) queueMicrotask(() => setTimeout(() => stop.abort()));
      if (step instanceof Error) return Promise.reject(step);
      return step ? Promise.resolve(step) : new Promise(() => undefined);
    },
    onchange: (seq) => said.push(`new ${seq}`),
    onreach: (reachable) => said.push(reachable ? 'back' : 'away'),
    onend: (problem) => said.push(`end ${problem.code}`),
    pause: (ms) => {
      said.push(`wait ${ms}`);
      return Promise.resolve();
    },
  };
  await Promise.race([follow(7, stop.signal, to), new Promise((done) => setTimeout(done, 50))]);
  stop.abort();
  return { said, asked };
}

test('each new entry is told once, and the next question starts after it', async () => {
  const { said, asked } = await played([{ seq: 7 }, { seq: 9 }, { seq: 9 }, { seq: 12 }]);
  expect(said).toEqual(['new 9', 'new 12']);
  expect(asked.slice(0, 4)).toEqual([7, 7, 9, 9]);
});

test('when nobody answers it says so once, waits longer each time, and everything is read again afterwards', async () => {
  const { said } = await played([unreachable(), unreachable(), { seq: 7 }]);
  expect(said).toEqual(['away', 'wait 500', 'wait 1000', 'back', 'new 7']);
});

test('a session that ended ends it', async () => {
  const { said } = await played([problemFrom(401, { code: 'unauthenticated', detail: 'Sign in.' }), { seq: 9 }]);
  expect(said).toEqual(['end unauthenticated']);
});
