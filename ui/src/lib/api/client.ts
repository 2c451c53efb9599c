// The one way to the door: same origin, one header that a foreign page cannot send, problems thrown as `Problem`.
// In the window and in a browser alike: who is asking is known to the shell or by a cookie, never to this program.
import createClient from 'openapi-fetch';
import { asProblem, Problem, problemFrom, unreachable } from './problem';
import type { paths } from './schema';

export const client = createClient<paths>({
  credentials: 'same-origin',
  headers: { 'X-OpenWeave-Console': '1' },
  cache: 'no-store',
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

let signedOut: (problem: Problem) => void = () => undefined;

/** Whoever is to be told when the door does not know us any more. */
export function onSignedOut(tell: (problem: Problem) => void): void {
  signedOut = tell;
}

/** The body of an answer. Throws a `Problem` for everything else, also when nobody answers. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((failure: unknown) => {
    throw reasonOf(failure);
  });
  if (response.ok) return data as T;
  const problem = problemFrom(response.status, error);
  if (problem.status === 401) signedOut(problem);
  throw problem;
}

/** A header that makes a write safe to send again: same key, same deed, once. */
export function once(key = freshKey()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}

/** A new key for a deed; keep it while the same deed is tried again. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a reading was given up on purpose: nothing to tell anybody. */
export function wasGivenUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function reasonOf(failure: unknown): unknown {
  if (wasGivenUp(failure)) return failure;
  if (failure instanceof SyntaxError) {
    return new Problem(502, 'unexpected', 'That answer cannot be read', 'Reload the window.', undefined);
  }
  return failure instanceof TypeError ? unreachable() : asProblem(failure);
}
