// Numbers of this room in words.

/** “184,203”. */
export const count = (n: number): string => n.toLocaleString('en-US');

/** The newest of so many entries: they are numbered from 0. */
export const upTo = (size: number): string => count(size - 1);

/** “1 entry”, “2,104 entries”; the plural of most words is the word with an s. */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

/** “three”; digits from ten on. */
export const inWords = (n: number): string => SMALL[n] ?? count(n);

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** “a”, “a and b”, “a, b and c”. */
export function list(all: readonly string[]): string {
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}
