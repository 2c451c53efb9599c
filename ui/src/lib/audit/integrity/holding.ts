// When something is wrong: what still holds, what does not, and what is known of the entries that are missing. Only what was
// seen is said to hold.
import type { Integrity, Standing } from '$lib/api/types';
import type { Zone } from '../query';
import { toTheSecond } from '../time';
import { count, upTo } from './count';
import { missing } from './missing';
import { placeName } from './reach';

type View = Pick<Integrity, 'size' | 'last_at' | 'standing' | 'proofs' | 'last'>;

export function stillHolds({ proofs, last, standing }: View): string[] {
  const found = last?.found;
  const reads = standing?.kind === 'moved' ? [] : ['Reading and searching.'];
  return [
    ...(found?.is === 'holds' ? [`Entries up to ${upTo(found.entries)} held in the last full check.`] : []),
    ...proofs
      .filter(({ place, size }) => place != null && size > 0)
      .map((proof) => `${placeName(proof, proofs)} keeps signed checkpoints up to entry ${upTo(proof.size)}.`),
    ...reads,
  ];
}

export function holdsNoMore({ standing, last_at }: View, zone: Zone): string[] {
  const kind: Standing['kind'] = standing?.kind ?? 'broken';
  const stopped = 'Every move, approval and change is refused with 503 until this is settled.';
  if (kind === 'rolled_back' && last_at) {
    return [stopped, `Boards show ${toTheSecond(last_at, zone)}. Bots may have been told of later moves.`];
  }
  if (kind === 'broken') return [stopped, 'What the findings name, and what boards and stories show of it.'];
  return [stopped];
}

export interface Known {
  name: string;
  value: string;
}

/** What is known of the entries that are missing; nothing when none are. */
export function known({ size, last_at, standing, proofs }: View, zone: Zone): { count: number; facts: Known[] } | null {
  const lost = standing?.kind === 'rolled_back' ? missing(size, standing.had) : null;
  if (!lost) return null;
  const signed = proofs.filter((proof) => proof.size > size);
  const facts = [
    { name: 'Entries', value: lost.count === 1 ? count(lost.first) : `${count(lost.first)} to ${count(lost.last)}` },
    ...(last_at ? [{ name: 'Written after', value: toTheSecond(last_at, zone) }] : []),
    ...signed.map((proof) => ({
      name: 'Signed up to',
      value: `${upTo(proof.size)}, ${proof.place == null ? 'mark on this disk' : placeName(proof, proofs)}`,
    })),
  ];
  return { count: lost.count, facts };
}

export interface Step {
  title: string;
  text: string;
  /** What is typed where the program runs. */
  command?: string;
}

/** What to do, in this order. */
export function steps({ standing, size }: View): Step[] {
  const kind: Standing['kind'] = standing?.kind ?? 'broken';
  const leave = { title: 'Leave the folder as it is', text: 'Copy it whole to another disk before anything else.' };
  if (kind === 'moved') {
    return [
      leave,
      {
        title: 'Close OpenWeave and put the file back',
        text: 'Then start it again: it goes on by itself if nothing is missing.',
      },
    ];
  }
  const back = {
    title: 'Bring back the newest copy',
    text: 'It is checked first, and the folder that stands here is moved aside.',
    command: 'openweave restore FILE',
  };
  if (kind !== 'rolled_back' && kind !== 'no_mark') return [leave, back];
  const on = {
    title: `Only if there is none: an owner goes on from entry ${upTo(size)}`,
    text: 'An entry says so, with what is lost, and stays for good.',
    command: 'openweave restore --accept-rollback',
  };
  return [leave, back, on];
}
