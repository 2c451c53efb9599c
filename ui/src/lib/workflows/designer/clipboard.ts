// States with the transitions between them, as text for the system's clipboard: what is copied in one workflow is pasted in
// another, or in another window. What comes from there may be anything until it is read.
import type { Canvas, CanvasState, Edit, TransitionParts } from '$lib/api/types';
import { addState, middle, parts, settled, type Spot } from './machine';

type Field = Canvas['fields'][number];

interface Piece {
  states: { name: string; terminal: boolean; colour?: CanvasState['colour']; description: string | null; at: Spot }[];
  transitions: TransitionParts[];
  fields: Field[];
}

const mark = 'openweave.states.1';
/** What is pasted stands this far from what was copied. */
const aside = 40;

/** What is chosen, as text; null where nothing is. */
export function copied(canvas: Canvas, chosen: readonly string[]): string | null {
  const kept = new Set(chosen);
  const states = canvas.states
    .filter((state) => kept.has(state.name))
    .map(({ name, terminal, colour, description, area }) => ({
      name,
      terminal,
      ...(colour ? { colour } : {}),
      description: description ?? null,
      at: middle(area),
    }));
  const transitions = canvas.transitions
    .map((one) => ({ ...parts(one), from: one.from.filter((from) => kept.has(from)) }))
    .filter((one) => one.from.length > 0 && kept.has(one.to));
  const needed = new Set(transitions.flatMap((one) => one.requires));
  const fields = canvas.fields.filter((field) => needed.has(field.name));
  const piece: Piece = { states, transitions, fields };
  return states.length > 0 ? JSON.stringify({ [mark]: piece }, null, 1) : null;
}

/** The changes that paste a text, and the states that are there then; null where the text is none of ours. */
export function pasted(canvas: Canvas | null, text: string): { edits: Edit[]; states: string[] } | null {
  const piece = read(text);
  if (!piece) return null;
  const taken = new Set(canvas?.states.map((state) => state.name));
  const names = new Map<string, string>();
  for (const { name } of piece.states) {
    names.set(name, free(name, taken));
    taken.add(names.get(name) ?? name);
  }
  const named = (name: string) => names.get(name) ?? name;
  const by = canvas ? aside : 0;
  const states = piece.states.flatMap(({ name, terminal, colour = null, description, at }): Edit[] => {
    const add = addState(named(name), { x: at.x + by, y: at.y + by });
    if (!terminal && colour === null && description === null) return [add];
    return [add, { do: 'set_state', state: named(name), to: { name: named(name), terminal, colour, description } }];
  });
  const fields = piece.fields.filter((field) => !canvas?.fields.some((known) => known.name === field.name));
  const edits: Edit[] = [
    ...settled(canvas),
    ...states,
    ...fields.map((field): Edit => ({ do: 'add_field', field: field.name, to: field })),
    ...piece.transitions.map((one): Edit => ({
      do: 'add_transition',
      to: { ...one, from: one.from.map(named), to: named(one.to) },
    })),
  ];
  return { edits, states: [...names.values()] };
}

/** The name itself, or the first with a number that nobody has. */
function free(name: string, taken: ReadonlySet<string>): string {
  let found = name;
  for (let number = 2; taken.has(found); number++) found = `${name} ${number}`;
  return found;
}

/** As far as it has the shape; whether its names and numbers are any, the door says. */
function read(text: string): Piece | null {
  try {
    const piece = (JSON.parse(text) as Record<string, unknown> | null)?.[mark];
    return isPiece(piece) ? piece : null;
  } catch {
    return null;
  }
}

function isPiece(piece: unknown): piece is Piece {
  if (typeof piece !== 'object' || piece === null) return false;
  const { states, transitions, fields } = piece as Partial<Record<keyof Piece, unknown>>;
  const all = (list: unknown, fits: (one: Record<string, unknown>) => boolean) =>
    Array.isArray(list) &&
    list.every((one) => typeof one === 'object' && one !== null && fits(one as Record<string, unknown>));
  const isSpot = (at: unknown) => {
    const { x, y } = (at ?? {}) as Partial<Record<'x' | 'y', unknown>>;
    return Number.isFinite(x) && Number.isFinite(y);
  };
  return (
    all(
      states,
      (one) => typeof one['name'] === 'string' && typeof one['terminal'] === 'boolean' && isSpot(one['at']),
    ) &&
    all(
      transitions,
      (one) => typeof one['name'] === 'string' && Array.isArray(one['from']) && typeof one['to'] === 'string',
    ) &&
    all(fields, (one) => typeof one['name'] === 'string' && typeof one['kind'] === 'object')
  );
}
