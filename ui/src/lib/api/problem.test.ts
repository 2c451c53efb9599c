import { expect, test } from 'vitest';
import { asProblem, Problem, problemFrom, unreachable } from './problem';

test('a refusal keeps its code, its sentence and what else the door said', () => {
  const problem = problemFrom(403, {
    code: 'own_bot',
    title: 'Refused',
    detail: 'You keep deploy-bot.',
    role: 'release-manager',
  });
  expect(problem).toMatchObject({ status: 403, code: 'own_bot', title: 'Refused', detail: 'You keep deploy-bot.' });
  expect(problem.body['role']).toBe('release-manager');
  expect(problem.isPassing).toBe(false);
});

test('an answer that is no problem+json is still a sentence', () => {
  for (const body of [undefined, null, '<html>', 42, [], { code: 7, detail: '' }]) {
    const problem = problemFrom(502, body, 'abc');
    expect(problem.code).toBe('unexpected');
    expect(problem.detail).toContain('502');
    expect(problem.trace).toBe('abc');
  }
});

test('no answer at all can be tried again', () => {
  expect(unreachable().isPassing).toBe(true);
  expect(problemFrom(503, { code: 'log_unwritable', detail: 'The disk is full.' })).toMatchObject({
    title: 'The log cannot be written',
    isPassing: true,
  });
});

test('what is thrown elsewhere does not pretend to come from the door', () => {
  expect(asProblem(new TypeError('x is undefined')).code).toBe('console_fault');
  const own = unreachable();
  expect(asProblem(own)).toBe(own);
  expect(own).toBeInstanceOf(Problem);
});
