// Sentences of the Approvals room that are put together here: outcomes, similar decisions, what a decision came to.
import type { Decided, Finding, RequestCard, RequestView, Verdict } from '$lib/api/types';
import { left } from '$lib/time/words';

export interface OutcomeWord {
  word: string;
  tone: 'gate' | 'moved' | 'refusal' | 'plain';
}

const OUTCOMES: Record<string, OutcomeWord> = {
  pending: { word: 'Pending', tone: 'gate' },
  returned: { word: 'Returned', tone: 'gate' },
  moved: { word: 'Moved', tone: 'moved' },
  rejected: { word: 'Rejected', tone: 'refusal' },
  expired: { word: 'Expired', tone: 'plain' },
  withdrawn: { word: 'Withdrawn', tone: 'plain' },
  stale: { word: 'Stale', tone: 'plain' },
};

export function outcome(state: string): OutcomeWord {
  return OUTCOMES[state] ?? { word: state, tone: 'plain' };
}

export const number = (value: number) => value.toLocaleString('en-US');

/** “Approved, and moved. PAY-42 is Deployed, entry 184,199.” */
export function whatCameOfIt(card: RequestCard, verdict: Verdict, came: Decided): string {
  if (verdict === 'changes')
    return `Sent back to ${card.requester.name}. ${card.ticket} stays in ${card.from}, entry ${number(came.seq)}.`;
  if (verdict === 'reject' && came.state === 'pending')
    return `Rejected, entry ${number(came.seq)}. The request goes on until more people reject it.`;
  if (verdict === 'reject') return `Rejected. ${card.ticket} stays in ${card.from}, entry ${number(came.seq)}.`;
  if (came.moved?.outcome === 'moved') {
    return `Approved, and moved. ${card.ticket} is ${came.moved.state}, entry ${number(came.moved.seq)}.`;
  }
  if (came.state === 'stale')
    return `Approved, but not moved: the request had become stale. ${card.ticket} stays in ${card.from}.`;
  return `Approved, ${came.approvals} of ${came.needed}.`;
}

const STALE: Record<string, string> = {
  requester_edited: 'its requester edited the ticket after asking',
  ticket_moved: 'the ticket moved in the meantime',
  requester_credential: 'the credential it was asked with is no longer valid',
  requester_not_permitted: 'its requester may no longer take this move',
  approver_not_entitled: 'somebody who had approved was no longer entitled to',
};

/** Where a request that is over stands, as a sentence. */
export function howItEnded(view: RequestView): string {
  switch (view.state) {
    case 'moved':
      return view.moved_seq == null ? `Moved to ${view.to}.` : `Moved to ${view.to}, entry ${number(view.moved_seq)}.`;
    case 'rejected': {
      const by = view.decisions.find((decision) => decision.verdict === 'reject')?.by.name;
      return `Rejected${by ? ` by ${by}` : ''}. ${view.ticket} stayed in ${view.from}.`;
    }
    case 'expired':
      return `Expired: not enough people decided in time. ${view.ticket} stayed in ${view.from}.`;
    case 'withdrawn':
      return `Withdrawn by ${view.requester.name}.`;
    case 'stale':
      return `Stale: ${(view.stale && STALE[view.stale]) ?? 'the world had changed'}. It can be asked for again.`;
    case 'returned':
      return `Returned: ${view.returned?.by.name ?? 'somebody'} asked for changes. It waits for ${view.requester.name}.`;
    default:
      return '';
  }
}

const VERBS: Record<Verdict, string> = { approve: 'Approve', reject: 'Reject', changes: 'Ask for changes' };

export const verb = (verdict: Verdict) => VERBS[verdict];

/** “Approve on PAY-42”. */
export function deedOn(verdict: Verdict, ticket: string): string {
  return `${VERBS[verdict]} on ${ticket}`;
}

export const findingWord = (finding: Finding) => (finding === 'justified' ? 'Justified' : 'Not justified');

/** “9 of the last 10 approved, half of them within 22 min.”; nothing when there were none. */
export function similarWords(similar: RequestView['similar']): string | null {
  if (similar.length === 0) return null;
  const moved = similar.filter((one) => one.state === 'moved');
  const head =
    similar.length === 1
      ? `The last one was ${outcome(similar[0]?.state ?? '').word.toLowerCase()}`
      : `${moved.length} of the last ${similar.length} approved`;
  const waits = moved.map((one) => one.waited_seconds).sort((a, b) => a - b);
  const middle = waits[Math.floor((waits.length - 1) / 2)];
  if (middle === undefined) return `${head}.`;
  const within = left(new Date(middle * 1_000).toISOString(), 0) ?? 'a minute';
  return waits.length === 1 ? `${head}, after ${within}.` : `${head}, half of them within ${within}.`;
}
