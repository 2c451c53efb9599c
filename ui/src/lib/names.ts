// What may be written into the names of this room, told while somebody types. The door has the last word.

/** Why this is no handle, or null. */
export function wrongHandle(text: string): string | null {
  if (text === '') return null;
  if (!/^[a-z]/.test(text)) return 'Begin with a lower-case letter.';
  if (!/^[a-z][a-z0-9._-]*$/.test(text)) return 'Only lower-case letters, digits, - . and _.';
  return text.length > 80 ? 'At most 80 characters.' : null;
}

/** Why this is no project key, or null. */
export function wrongKey(text: string): string | null {
  if (text === '') return null;
  return /^[A-Z][A-Z0-9]{1,9}$/.test(text) ? null : '2 to 10 capital letters and digits, a letter first.';
}

/** A key to begin with: the first letters of a name. */
export function keyOf(name: string): string {
  const letters = name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9 ]/g, '')
    .toUpperCase()
    .trim();
  const words = letters.split(/\s+/).filter(Boolean);
  const key = words.length > 1 ? words.map((word) => word[0]).join('') : letters;
  return key.replace(/^[0-9]+/, '').slice(0, words.length > 1 ? 4 : 3);
}

/** A handle to begin with: “Mirela Ionescu” signs in as “mirela”. */
export function handleOf(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? '';
  return first
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/^[^a-z]+/, '');
}
