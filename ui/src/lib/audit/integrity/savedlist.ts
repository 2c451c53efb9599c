// The list of signing keys that somebody keeps where only they write: as a small text, and held to what is so now. A key that
// was put in its owner's place shows there, whoever holds the data folder.
import type { SigningKey } from '$lib/api/types';

/** What is kept of a person: enough to notice another key, and a name to tell them by. */
export interface Saved {
  person: string;
  key: string;
  name: string;
}

export type Verdict = 'same' | 'other' | 'new' | 'gone';

export interface Compared extends Saved {
  verdict: Verdict;
  /** The key in the list, where it is another. */
  before?: string;
}

export type Read = { saved: Saved[] } | { wrong: string };

const HEAD = 'openweave-keys';
const LINE = /^(\S+) ([A-Za-z0-9_-]{43}) (.+)$/;

/** The text of the file: whose workspace it is, then a line for each person. */
export function listText(workspace: string, keys: readonly SigningKey[]): string {
  const lines = keys.map(({ person, key, who }) => `${person} ${key} ${who.name.replace(/\s+/g, ' ')}`);
  return [`${HEAD} ${workspace}`, ...lines, ''].join('\n');
}

/** Reads such a text, or says what is wrong with it. */
export function readList(text: string, workspace: string): Read {
  const [head = '', ...lines] = text.replace(/\r/g, '').split('\n');
  const [word, of] = head.trim().split(' ');
  if (word !== HEAD || !of) return { wrong: 'This is no list of signing keys. Choose a file that was saved here.' };
  if (of !== workspace) return { wrong: 'This list is of another workspace. Nothing was compared.' };
  const saved: Saved[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [, person, key, name] = LINE.exec(line) ?? [];
    if (!person || !key || !name)
      return { wrong: `Line ${at + 2} is not a person, a key and a name. Nothing was compared.` };
    if (saved.some((one) => one.person === person))
      return { wrong: `Line ${at + 2} names somebody for the second time. Nothing was compared.` };
    saved.push({ person, key, name });
  }
  return { saved };
}

/** Everybody who is in the list or here, those who are here first and in their order. */
export function compare(saved: readonly Saved[], keys: readonly SigningKey[]): Compared[] {
  const present = keys.map(({ person, key, who }): Compared => {
    const before = saved.find((one) => one.person === person);
    const told = { person, key, name: who.name };
    if (before === undefined) return { ...told, verdict: 'new' };
    return before.key === key ? { ...told, verdict: 'same' } : { ...told, verdict: 'other', before: before.key };
  });
  const gone = saved.filter((one) => !keys.some(({ person }) => person === one.person));
  return [...present, ...gone.map((one): Compared => ({ ...one, verdict: 'gone' }))];
}
