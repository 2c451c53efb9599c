// What I saw of each request when I last looked at it: on this machine, for me. What is different since is said on its card.
import type { RequestCard } from '$lib/api/types';

interface Seen {
  shown: string;
  approvals: number;
  state: string;
  round: number;
}

/** So many requests are remembered; the ones looked at longest ago go. */
const max = 500;

type All = Readonly<Record<string, Seen>>;

export class Looked {
  #seen = $state.raw<All>({});
  #key: string;

  constructor(person: string) {
    this.#key = `openweave.looked.${person}`;
    this.#seen = read(this.#key);
  }

  /** I look at it now. */
  at(card: RequestCard): void {
    const { shown, approvals, state, round } = card;
    const known = this.#seen[card.id];
    if (known?.shown === shown && known.approvals === approvals && known.state === state) return;
    const others = Object.entries(this.#seen).filter(([id]) => id !== card.id);
    const all = [...others, [card.id, { shown, approvals, state, round }] as const];
    this.#seen = Object.fromEntries(all.slice(-max));
    write(this.#key, this.#seen);
  }

  /** What is different since, in a few words; nothing for what I never looked at. */
  since(card: RequestCard): string | null {
    const seen = this.#seen[card.id];
    if (!seen) return null;
    if (card.round > seen.round) return 'Asked again with changes since you last looked';
    if (card.shown !== seen.shown) return 'Changed since you last looked';
    const more = card.approvals - seen.approvals;
    if (card.state === seen.state && more > 0) return `${more} more approved since you last looked`;
    return null;
  }
}

function read(key: string): All {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as All;
  } catch {
    return {};
  }
}

function write(key: string, seen: All): void {
  try {
    localStorage.setItem(key, JSON.stringify(seen));
  } catch {
    // Without storage it is known for as long as the window stays.
  }
}
