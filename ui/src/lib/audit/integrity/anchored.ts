// What came of keeping the newest checkpoint elsewhere.
import type { Proof } from '$lib/api/types';
import { inWords, list, upTo } from './count';
import { placeName } from './reach';

export function anchored(proofs: readonly Proof[]): { words: string; tone: 'plain' | 'refusal' } {
  const anchors = proofs.filter(({ place }) => place != null);
  const away = anchors.filter(({ trouble }) => trouble != null);
  if (away.length > 0) {
    const names = list(away.map((proof) => placeName(proof, proofs)));
    return { words: `${names} ${away.length === 1 ? 'is' : 'are'} out of reach.`, tone: 'refusal' };
  }
  const size = Math.min(...anchors.map((anchor) => anchor.size));
  const places = anchors.length === 1 ? 'one place' : `${inWords(anchors.length)} places`;
  return { words: `Anchored up to entry ${upTo(size)}, in ${places}.`, tone: 'plain' };
}
