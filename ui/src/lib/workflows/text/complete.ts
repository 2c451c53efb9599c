// What can be written at a place of a workflow file: its keys, and the names that it or the workspace has.
import type { Canvas, Here } from '$lib/api/types';

export interface Offer {
  label: string;
  /** What it does, in a line. */
  detail?: string;
  /** What is written. */
  apply: string;
}

/** What is offered, in place of what stands from `from`. */
export interface Offers {
  from: number;
  offers: Offer[];
}

/** What names a file can name. */
export interface Names {
  canvas: Canvas | null;
  here: Here;
}

type Keys = Record<string, string>;

const tops: Keys = {
  format: 'the version of this format, 1',
  name: 'what the workflow is called',
  description: 'what it is for',
  initial: 'where tickets begin',
};
const tables: Keys = {
  '[tickets]': 'who opens, changes and comments',
  '[fields.name]': 'a field of its tickets',
  '[states.Name]': 'a state',
  '[[transitions]]': 'a named arrow',
  '[layout]': 'where boxes stand',
  '[[scenarios]]': 'a run that must keep coming out',
};
const gate: Keys = {
  approvals: 'how many people must approve',
  role: 'with which role',
  roles: 'how many with each of several roles',
  expires: 'how long a request may wait: "48h"',
  reauthenticate: 'whoever decides gives their password again',
  not: 'who cannot approve besides: "creator", "last_editor", "mover:…"',
  reject: '"first" or "majority"',
};
const glass: Keys = {
  roles: 'people with one of these may',
  review: 'within this time somebody else looks: "24h"',
  reviewers: 'who may review, besides owners',
};
const sections: Record<string, Keys> = {
  '': tops,
  tickets: { create: 'who opens them', edit: 'who changes them', comment: 'who comments' },
  fields: { type: 'what values it takes', options: 'the values of a choice', description: 'what it is for' },
  states: {
    terminal: 'nothing leaves it',
    colour: 'what it means to stand there, for the eye: "green", "amber", "red"',
    description: 'what it means',
  },
  transitions: {
    name: 'what the move is called',
    from: 'where it may start',
    to: 'where it ends',
    by: 'who may take it; empty: nobody',
    requires: 'fields that must be filled first',
    gate: 'what it demands before it opens',
    break_glass: 'who may take it past its gate, in an emergency',
    description: 'what it means',
  },
  'transitions.gate': gate,
  'transitions.break_glass': glass,
  scenarios: {
    name: 'what it shows',
    creator: 'who opens the ticket',
    people: 'who takes part, with their roles',
    bots: 'the bots that take part',
    steps: 'what is done, and what is to come of it',
  },
};

const quoted = (value: string) => `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;

/** The section that a place belongs to: `transitions.gate`, `states`. */
export function section(before: string): string {
  const headers = [...before.matchAll(/^[ \t]*\[\[?([^\]\n]*)\]\]?/gm)];
  const path = headers.at(-1)?.[1]?.trim() ?? '';
  if (path === 'transitions.gate' || path === 'transitions.break_glass') return path;
  return path.split('.')[0] ?? '';
}

/** What can be written at `at`. */
export function offers(text: string, at: number, names: Names): Offers | null {
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(begin, at);
  if (/^\s*#/.test(line)) return null;
  const within = section(text.slice(0, begin));
  const header = /^\s*(\[.*)$/.exec(line);
  if (header && !line.includes(']')) return all(at - (header[1]?.length ?? 0), tables, (key) => key);
  const value = /[{,]\s*([\w-]+)\s*=\s*([^=]*)$/.exec(line) ?? /^\s*([\w-]+)\s*=\s*(.*)$/.exec(line);
  if (value) return values(value[1] ?? '', value[2] ?? '', at, names);
  const key = /^\s*([\w-]*)$/.exec(line);
  if (!key) return null;
  const from = at - (key[1]?.length ?? 0);
  const known = all(from, sections[within] ?? tops, (name) => `${name} = `);
  return { from, offers: [...known.offers, ...all(from, tables, (name) => name).offers] };
}

function all(from: number, keys: Keys, apply: (key: string) => string): Offers {
  const offers = Object.entries(keys).map(([label, detail]) => ({ label, detail, apply: apply(label) }));
  return { from, offers };
}

function values(key: string, written: string, at: number, names: Names): Offers | null {
  const isOpen = (written.match(/"/g)?.length ?? 0) % 2 === 1;
  const open = isOpen ? /"[^"]*$/.exec(written) : null;
  const rest = open ? open[0] : (/[\w:.-]*$/.exec(written)?.[0] ?? '');
  const known = namesFor(key, names);
  if (known.length === 0 || (!open && /["\]}]\s*$/.test(written))) return null;
  return { from: at - rest.length, offers: known.map((offer) => ({ ...offer, apply: quoted(offer.label) })) };
}

const offer = (label: string, detail?: string): Offer => ({ label, apply: label, ...(detail ? { detail } : {}) });

function namesFor(key: string, { canvas, here }: Names): Offer[] {
  const states = () => canvas?.states.map(({ name, description }) => offer(name, description ?? undefined)) ?? [];
  const fields = () => canvas?.fields.map(({ name, description }) => offer(name, description ?? undefined)) ?? [];
  const moves = () => [...new Set(canvas?.transitions.map(({ name }) => name))].map((name) => offer(name));
  const roles = () => here.roles.map((role) => offer(role, 'a role'));
  switch (key) {
    case 'initial':
    case 'from':
    case 'to':
    case 'then':
      return states();
    case 'requires':
    case 'with':
      return fields();
    case 'by':
    case 'create':
    case 'edit':
    case 'comment':
      return [
        offer('person', 'anybody'),
        offer('bot', 'any bot'),
        ...here.roles.map((role) => offer(`role:${role}`, 'who holds the role')),
        ...here.handles.map((handle) => offer(`actor:${handle}`, 'this one alone')),
      ];
    case 'role':
    case 'roles':
    case 'reviewers':
      return roles();
    case 'take':
    case 'approve':
    case 'reject':
    case 'return':
    case 'withdraw':
    case 'break_glass':
      return moves();
    case 'not':
      return [offer('creator'), offer('last_editor'), ...moves().map(({ label }) => offer(`mover:${label}`))];
    case 'colour':
      return [
        offer('green', 'it went well'),
        offer('amber', 'something is waited for'),
        offer('red', 'it did not come to be'),
      ];
    case 'type':
      return ['text', 'number', 'date', 'choice', 'url', 'person'].map((type) => offer(type));
    default:
      return [];
  }
}
