// Whom a filter can name: the people and bots of the workspace, and whoever else stands in the entries at hand.
import type { Access, Entry } from '$lib/api/types';

export interface Known {
  id: string;
  name: string;
}

/** By name and by handle, in lower case. */
export function actorsOf(access: Access | undefined, entries: readonly Entry[]): Map<string, Known> {
  const known = new Map<string, Known>();
  const add = (called: string, who: Known) => {
    if (!known.has(called.toLowerCase())) known.set(called.toLowerCase(), who);
  };
  for (const person of access?.people ?? []) {
    add(person.name, { id: person.id, name: person.name });
    add(person.handle, { id: person.id, name: person.name });
  }
  for (const bot of access?.bots ?? []) add(bot.handle, { id: bot.id, name: bot.handle });
  for (const { by } of entries) if (by.id) add(by.name, { id: by.id, name: by.name });
  return known;
}

/** Up to `most` entries with `seq` in their middle, as far as there are any. */
export function around<E extends { seq: number }>(entries: readonly E[], seq: number, most = 9): E[] {
  const at = entries.findIndex((entry) => entry.seq === seq);
  if (at < 0) return entries.slice(-most);
  const from = Math.max(0, Math.min(at - Math.floor(most / 2), entries.length - most));
  return entries.slice(from, from + most);
}
