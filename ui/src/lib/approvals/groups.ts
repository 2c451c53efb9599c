// How the inbox is laid out: what ends today first, then the rest, then what waits but not for me although I hold the role.
import type { Code, Inbox, RequestCard } from '$lib/api/types';

export type Tab = 'mine' | 'others' | 'decided';

export interface Group {
  title: string;
  cards: RequestCard[];
}

/** Reasons that concern me, not my roles: such a request is shown where I look for mine. */
const PERSONAL: readonly Code[] = ['own_request', 'own_bot', 'token_issuer', 'role_too_late'];

export function groups(inbox: Inbox, tab: Tab, now: number): Group[] {
  const endOfToday = new Date(now).setHours(24, 0, 0, 0);
  const endsToday = (card: RequestCard) => Date.parse(card.expires) < endOfToday;
  const isPersonal = (card: RequestCard) => card.may_decide.code != null && PERSONAL.includes(card.may_decide.code);
  const all: Record<Tab, Group[]> = {
    mine: [
      { title: 'Expires today', cards: inbox.for_me.filter(endsToday) },
      { title: 'Later', cards: inbox.for_me.filter((card) => !endsToday(card)) },
      { title: 'Waiting, but not for you', cards: inbox.for_others.filter(isPersonal) },
    ],
    others: [
      { title: 'Expires today', cards: inbox.for_others.filter(endsToday) },
      { title: 'Later', cards: inbox.for_others.filter((card) => !endsToday(card)) },
    ],
    decided: byDay(inbox.decided, now),
  };
  return all[tab].filter((group) => group.cards.length > 0);
}

function byDay(cards: RequestCard[], now: number): Group[] {
  const today = new Date(now).setHours(0, 0, 0, 0);
  const isToday = (card: RequestCard) => card.ended != null && Date.parse(card.ended) >= today;
  return [
    { title: 'Today', cards: cards.filter(isToday) },
    { title: 'Before', cards: cards.filter((card) => !isToday(card)) },
  ];
}

/** The card to go to from `id`: one further, or, when it has left the list, the one that took its place. */
export function neighbour(
  cards: readonly RequestCard[],
  id: string | undefined,
  step: 1 | -1,
  lastIndex: number,
): RequestCard | undefined {
  const at = cards.findIndex((card) => card.id === id);
  if (at >= 0) return cards[Math.min(Math.max(at + step, 0), cards.length - 1)];
  return cards[Math.min(Math.max(step > 0 ? lastIndex : lastIndex - 1, 0), cards.length - 1)];
}
