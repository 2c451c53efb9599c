// The desktop shell around this page, when there is one: what it tells, as an event, and what it is answered.

/** What the shell tells. */
export type Told =
  | { what: 'open'; workspace: string | null; path: string }
  | { what: 'closing' }
  | { what: 'quitting'; because: string | null; stops: string[] };

export const told = 'openweave:shell';

/** What an event of the shell says; nothing that is none. */
export function read(detail: unknown): Told | null {
  if (typeof detail !== 'object' || detail === null || !('what' in detail)) return null;
  const said = detail as Record<string, unknown>;
  const words = (value: unknown) => (typeof value === 'string' ? value : null);
  switch (said['what']) {
    case 'open': {
      const path = words(said['path']);
      // Only a room of this window: nothing that leads out of it.
      return path && /^\/(?!\/)/.test(path) ? { what: 'open', workspace: words(said['workspace']), path } : null;
    }
    case 'closing':
      return { what: 'closing' };
    case 'quitting': {
      const stops = Array.isArray(said['stops']) ? said['stops'].filter((stop) => typeof stop === 'string') : [];
      return { what: 'quitting', because: words(said['because']), stops };
    }
    default:
      return null;
  }
}

/** The page has heard, and has let go of this unsent. */
export const heard = (unsent: string[]) => post('heard', { unsent });

/** The person quits. */
export const quit = () => post('quit');

async function post(what: string, body: object = {}): Promise<void> {
  await fetch(`/shell/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
}
