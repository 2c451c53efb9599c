// What all of this cannot show, as it is just now: said beside what it shows, so that nobody takes it for more.
import type { Integrity } from '$lib/api/types';
import { left } from '$lib/time/words';
import { count, many, upTo } from './count';

type View = Pick<Integrity, 'size' | 'proofs' | 'next_anchoring' | 'keys' | 'last' | 'epochs'>;

export function limits(view: View, now: number): string[] {
  const held = view.keys.filter(({ held_by }) => held_by === 'host').length;
  const last = view.last?.found;
  return [
    folder(view, now),
    'Who sat at the keyboard. A signature says whose password opened the key.',
    ...(held > 0
      ? [
          `Whether the host signed by itself: it holds ${held === 1 ? 'one key' : `${count(held)} keys`} open while their people are signed in.`,
        ]
      : []),
    ...(last?.is === 'holds' && last.erased > 0
      ? [`What ${many(last.erased, 'erased text')} said. Their digests and the erasing stay.`]
      : []),
    ...view.epochs
      .filter(({ size, lost_size }) => lost_size > size)
      .map(
        ({ size, lost_size }) =>
          `What ${many(lost_size - size, 'lost entry', 'lost entries')} said, from ${count(size)} on.`,
      ),
    ...(view.last ? [] : ['Whether texts and boards fit the log as they lie on the disk. A full check shows that.']),
  ];
}

/** What whoever holds the folder could have changed. */
function folder({ size, proofs, next_anchoring }: View, now: number): string {
  const kept = Math.max(0, ...proofs.filter(({ place }) => place != null).map((proof) => proof.size));
  if (kept === 0)
    return 'Anything at all, against whoever holds this folder with its keys: no anchor holds a copy elsewhere.';
  const rest = next_anchoring ? left(next_anchoring, now) : null;
  const next = rest ? ` The next anchor, in ${rest}, closes that.` : '';
  return `Changes after entry ${upTo(Math.min(kept, size))}, made by somebody who holds this folder with its keys.${next}`;
}
