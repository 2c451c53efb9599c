// Entries by time, a lane for each sort, as counts in equal spans. What is refused stands in its own lane only.

export type Lane = 'moves' | 'decisions' | 'refusals' | 'configuration' | 'glass';

export interface Bar {
  /** Which span, from 0. */
  at: number;
  count: number;
  /** How many of them bots did. */
  bots: number;
}

interface Placed {
  at: string;
  action: string;
  outcome: string;
  count?: number | null;
  by: { kind: string };
}

const TICKETS = new Set(['create_ticket', 'edit_ticket', 'comment', 'end_request', 'call']);

/** The lane of an entry; tickets' contents and requests' ends stand in none. */
export function laneOf(entry: Placed): Lane | null {
  if (entry.outcome !== 'done') return 'refusals';
  if (entry.action === 'move' || entry.action === 'request') return 'moves';
  if (entry.action === 'decide') return 'decisions';
  if (entry.action === 'break_glass' || entry.action === 'close_review') return 'glass';
  return TICKETS.has(entry.action) ? null : 'configuration';
}

export interface Lanes {
  from: number;
  to: number;
  lanes: Record<Lane, Bar[]>;
  totals: Record<Lane, number>;
}

/** Counts entries (newest first) in `spans` equal spans between the oldest and the newest. */
export function lanes(entries: readonly Placed[], spans: number): Lanes {
  const to = Date.parse(entries[0]?.at ?? '') || 0;
  const from = Math.min(to - 1, Date.parse(entries.at(-1)?.at ?? '') || 0);
  const out: Lanes = {
    from,
    to,
    lanes: { moves: [], decisions: [], refusals: [], configuration: [], glass: [] },
    totals: { moves: 0, decisions: 0, refusals: 0, configuration: 0, glass: 0 },
  };
  for (const entry of entries) {
    const lane = laneOf(entry);
    if (!lane) continue;
    const at = Math.min(spans - 1, Math.floor(((Date.parse(entry.at) - from) / (to - from)) * spans));
    let bar = out.lanes[lane].find((one) => one.at === at);
    if (!bar) out.lanes[lane].push((bar = { at, count: 0, bots: 0 }));
    const count = entry.count ?? 1;
    bar.count += count;
    if (entry.by.kind === 'bot') bar.bots += count;
    out.totals[lane] += count;
  }
  return out;
}

/** The instants that are written under the lanes: so many, evenly, the first and last included. */
export function marks(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from + ((to - from) * at) / (count - 1));
}
