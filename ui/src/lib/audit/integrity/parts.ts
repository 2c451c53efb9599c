// A full check that holds, part by part.
import type { Holding } from '$lib/api/types';
import { count, upTo } from './count';

export interface Part {
  name: string;
  is: 'holds' | 'erased' | 'none';
  value: string;
}

export function parts(found: Holding): Part[] {
  const { entries, decided_again, signatures, texts, erased, rows, kept_elsewhere, kept_up_to } = found;
  const held = (name: string, value: string): Part => ({ name, is: 'holds', value });
  return [
    held('Entries hashed again', count(entries)),
    held('Signatures of people and keys', count(signatures)),
    held('Tree built again', 'same root'),
    held('Decided again, same answers', count(decided_again)),
    held('Texts against their digests', count(texts)),
    held('Boards and lists rebuilt and compared', `${count(rows)} rows`),
    { name: 'Erased, with an entry each', is: erased > 0 ? 'erased' : 'none', value: count(erased) },
    held('Mark on this disk', 'agrees'),
    kept_elsewhere > 0
      ? held(`Checkpoints kept elsewhere, up to ${upTo(kept_up_to)}`, `${count(kept_elsewhere)} agree`)
      : { name: 'Checkpoints kept elsewhere', is: 'none', value: 'none in reach' },
  ];
}

/** “34 ms”, “4.1 s”, “2 min 5 s”. */
export function took(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
