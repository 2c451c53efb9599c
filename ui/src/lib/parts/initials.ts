// Two letters that stand for a person: first and last word of the name, whole characters.

export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0] ? [...words[0]][0] : '';
  const last = words.length > 1 ? [...(words.at(-1) ?? '')][0] : '';
  return `${first ?? ''}${last ?? ''}`.toUpperCase();
}
