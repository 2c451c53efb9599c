// Which key does what. Pure: strokes in, the answer out; keys.svelte.ts connects it to the page.
// A binding is written as it is shown: `J`, `Enter`, `Ctrl+B`, `G then A`, `?`.

export interface Binding {
  keys: string;
  says: string;
  /** Absent: what is pressed acts by itself, and is only told in the list. */
  run?: () => void;
  /** Absent from the `?` list (a second key for the same thing). */
  hidden?: boolean;
  /** Works while somebody types, too (only sensible with Ctrl, or Escape). */
  whileTyping?: boolean;
}

export interface Stroke {
  key: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
}

export interface Layer {
  /** Heading in the list of keys. */
  title: string;
  bindings: readonly Binding[];
  /** A dialog hides the keys of everything below it. */
  modal?: boolean;
}

/** How long the second key of `G then A` may take. */
export const sequenceMs = 1_200;

export class Keyboard {
  /** Single letters can be switched off (WCAG 2.1.4); keys with Ctrl, Enter and Escape stay. */
  singleKeys = true;
  #layers: Layer[] = [];
  #first: { key: string; at: number } | null = null;

  /** The newest layer wins. Returns how to take it away again. */
  add(layer: Layer): () => void {
    this.#layers.push(layer);
    return () => {
      this.#layers = this.#layers.filter((other) => other !== layer);
    };
  }

  /** The layers that a key reaches now, newest first. */
  reachable(): Layer[] {
    const newestFirst = this.#layers.toReversed();
    const modal = newestFirst.findIndex((layer) => layer.modal);
    return modal < 0 ? newestFirst : newestFirst.slice(0, modal + 1);
  }

  /** Runs what belongs to the stroke; true when there was something. */
  press(stroke: Stroke, { typing, at }: { typing: boolean; at: number }): boolean {
    const first = this.#first && at - this.#first.at <= sequenceMs ? this.#first.key : null;
    this.#first = null;
    const live = this.reachable()
      .flatMap((layer) => layer.bindings)
      .filter((binding) => binding.run && this.#isOn(binding, typing));

    const second = first && live.find((binding) => matchesSequence(binding.keys, first, stroke));
    const found = second || live.find((binding) => matches(binding.keys, stroke));
    if (found) {
      found.run?.();
      return true;
    }
    if (live.some((binding) => startsSequence(binding.keys, stroke))) {
      this.#first = { key: stroke.key.toLowerCase(), at };
      return true;
    }
    return false;
  }

  #isOn(binding: Binding, typing: boolean): boolean {
    if (typing) return binding.whileTyping ?? false;
    return this.singleKeys || !isSingle(binding.keys);
  }
}

function isSingle(keys: string): boolean {
  return keys.includes(' then ') || keys.length === 1;
}

function matches(keys: string, stroke: Stroke): boolean {
  if (keys.includes(' then ')) return false;
  const parts = keys.length === 1 ? [keys] : keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  if (stroke.alt || stroke.ctrl !== wants('Ctrl')) return false;
  // `?` needs Shift on most keyboards: the character already says it.
  const shiftMatters = key.length > 1 || /[a-z]/i.test(key);
  if (shiftMatters && stroke.shift !== wants('Shift')) return false;
  return stroke.key.toLowerCase() === key.toLowerCase();
}

function matchesSequence(keys: string, first: string, stroke: Stroke): boolean {
  const [one, two] = keys.split(' then ');
  return two !== undefined && one?.toLowerCase() === first && matches(two, stroke);
}

function startsSequence(keys: string, stroke: Stroke): boolean {
  const [one, two] = keys.split(' then ');
  return two !== undefined && one !== undefined && matches(one, stroke);
}
