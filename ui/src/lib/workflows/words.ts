// Small words of this room: counts, and who may take a transition, as in the file.

/** “1 gate”, “2 gates”, “no gates”. */
export function many(count: number, what: string): string {
  return `${count === 0 ? 'no' : count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

export interface Taker {
  kind: 'person' | 'bot';
  /** Absent for everybody of the kind. */
  name?: string;
}

/** Reads an entry of `by`: a kind, `role:release-manager`, `actor:deploy-bot`. Roles and handles are people's or bots': shown as people. */
export function taker(by: string): Taker {
  if (by === 'bot' || by === 'person') return { kind: by };
  const [, name = by] = /^(?:role|actor):(.*)$/.exec(by) ?? [];
  return { kind: 'person', name };
}

/** Where a file's error is: “line 18, column 9”. */
export function place(error: { line: number; column: number }): string {
  return `line ${error.line}, column ${error.column}`;
}

/** The offset in a text at which a line and column (both from 1, in characters) begin. */
export function offset(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const head = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('');
  return Math.min(text.length, before + head.length);
}
