// What went wrong, as one type: an answer of the door (application/problem+json), or the want of one.

export interface ProblemBody {
  code?: unknown;
  title?: unknown;
  detail?: unknown;
  trace?: unknown;
  [more: string]: unknown;
}

/** A failure with a sentence that says what to do. Thrown by every call of the client. */
export class Problem extends Error {
  constructor(
    /** The HTTP status; 0 when nobody answered. */
    readonly status: number,
    /** Stable; matched on, never shown alone. */
    readonly code: string,
    /** What happened, in a few words. */
    readonly title: string,
    /** What it means and what to do now. */
    readonly detail: string,
    readonly trace: string | undefined,
    /** Everything the door said, for those who need more than the sentence. */
    readonly body: Readonly<ProblemBody> = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'Problem';
  }

  /** Asking again may help: nobody answered, or the host could not do it now. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }
}

/** Makes a problem of an answer, whatever its body turned out to be. */
export function problemFrom(status: number, body: unknown, trace?: string | null): Problem {
  const said: ProblemBody = typeof body === 'object' && body !== null ? (body as ProblemBody) : {};
  const code = text(said.code) ?? (status === 401 ? 'unauthenticated' : 'unexpected');
  return new Problem(
    status,
    code,
    TITLES[code] ?? text(said.title) ?? 'That did not work',
    text(said.detail) ?? `OpenWeave answered ${status} without saying why. Try again.`,
    text(said.trace) ?? trace ?? undefined,
    said,
  );
}

/** Nobody answered: the host is stopped, or the connection is gone. */
export function unreachable(): Problem {
  return new Problem(
    0,
    'unreachable',
    'OpenWeave does not answer',
    'Start it again if it was stopped, then retry. What you were sending counts once, however often you try.',
    undefined,
  );
}

/** Any failure as a problem; what is not one is a fault of this program and says so. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(
    0,
    'console_fault',
    'The console made a mistake',
    `${detail}. Retry, or reload the window.`,
    undefined,
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Heads of error boxes for what the door says in general terms; all else shows the door's own title. */
const TITLES: Record<string, string> = {
  log_unwritable: 'The log cannot be written',
  outcome_unknown: 'The outcome is not known',
  busy: 'Too much at once',
  not_found: 'Not here',
  not_permitted: 'Not for you',
  not_signed: 'Not signed',
  not_what_was_shown: 'It changed while you looked',
  stale: 'It changed while you looked',
  unauthenticated: 'You are signed out',
};
