// Finding a decided request again: every word must stand somewhere on its card.
import type { RequestCard } from '$lib/api/types';

export function found(cards: readonly RequestCard[], words: string): RequestCard[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [...cards];
  return cards.filter((card) => {
    const text = [card.ticket, card.title, card.requester.name, card.transition, card.from, card.to, card.state]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
