// What the palette offers for some words: tickets, then what can be done here, then rooms and projects.
import type { Layer } from '$lib/keys/keyboard';

export interface Way {
  /** Where the room is known by it. */
  id: string;
  kind: 'Ticket' | 'Do' | 'Go';
  title: string;
  /** Quiet words behind it. */
  more?: string;
  keys?: string;
  run: () => void;
}

const max = 8;

/** The ways that fit: every word must stand in one, those that begin with the words first. */
export function fitting(ways: readonly Way[], words: string): Way[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const rated = ways.flatMap((way) => {
    const text = `${way.title} ${way.more ?? ''}`.toLowerCase();
    if (!wanted.every((word) => text.includes(word))) return [];
    return [{ way, rank: wanted[0] && text.startsWith(wanted[0]) ? 0 : 1 }];
  });
  rated.sort((a, b) => a.rank - b.rank);
  const kinds = ['Ticket', 'Do', 'Go'] as const;
  return kinds.flatMap((kind) =>
    rated
      .filter(({ way }) => way.kind === kind)
      .slice(0, kind === 'Ticket' && wanted.length === 0 ? 0 : max)
      .map(({ way }) => way),
  );
}

/** The deeds that keys reach now; going somewhere is offered as such already. */
export function deeds(layers: readonly Layer[]): Way[] {
  return layers.flatMap((layer) =>
    layer.bindings
      .filter((binding) => !binding.hidden && !binding.keys.startsWith('G then') && binding.keys !== 'Ctrl+K')
      .flatMap(({ keys, says, run }) =>
        run ? { id: `do ${layer.title} ${keys}`, kind: 'Do' as const, title: says, more: layer.title, keys, run } : [],
      ),
  );
}
