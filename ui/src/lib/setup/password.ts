// What is asked of a password: 12 characters, counted as people count them. The door has the last word.

export const charactersMin = 12;

export function tooShort(password: string): boolean {
  return length(password) < charactersMin;
}

/** “12 characters or more.”, then how many there are. */
export function passwordHint(password: string): string {
  const count = length(password);
  if (count === 0) return '12 characters or more. Nobody can set it for you.';
  return tooShort(password) ? `${count} of 12 characters.` : `${count} characters. Nobody can set it for you.`;
}

const length = (text: string): number => [...text].length;
