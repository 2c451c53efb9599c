// How the inbox is laid out: what ends today first, then the rest, then what waits but not for me although I hold the role.
import type { Code, Inbox, RequestCard, ReviewCard, Reviews } from '$lib/api/types';

export type Tab = 'mine' | 'others' | 'decided' | 'reviews';

export interface Group {
  title: string;
  cards: RequestCard[];
}

/** Reasons that concern me, not my roles: such a request is shown where I look for mine. */
const PERSONAL: readonly Code[] = [
  'own_request',
  'own_bot',
  'token_issuer',
  'barred',
  'role_too_late',
  'already_decided',
  'no_seat',
];

export function groups(inbox: Inbox, tab: Exclude<Tab, 'reviews'>, now: number): Group[] {
  const endOfToday = new Date(now).setHours(24, 0, 0, 0);
  const endsToday = (card: RequestCard) => Date.parse(card.expires) < endOfToday;
  const isPersonal = (card: RequestCard) => card.may_decide.code != null && PERSONAL.includes(card.may_decide.code);
  const all: Record<Exclude<Tab, 'reviews'>, Group[]> = {
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

/** Reviews that are late first, then those that are open, then what was found. */
export function reviewGroups({ open, closed }: Reviews): { title: string; cards: ReviewCard[] }[] {
  return [
    { title: 'Late', cards: open.filter((card) => card.late) },
    { title: 'Open', cards: open.filter((card) => !card.late) },
    { title: 'Closed', cards: closed },
  ].filter((group) => group.cards.length > 0);
}

/** What to go to from `id`: one further, or, when it has left the list, the one that took its place. */
export function neighbour(
  ids: readonly string[],
  id: string | undefined,
  step: 1 | -1,
  lastIndex: number,
): string | undefined {
  const at = ids.indexOf(id ?? '');
  if (at >= 0) return ids[Math.min(Math.max(at + step, 0), ids.length - 1)];
  return ids[Math.min(Math.max(step > 0 ? lastIndex : lastIndex - 1, 0), ids.length - 1)];
}
