// The question put to the log, as a line of text: `actor:deploy-bot outcome:refused since:2026-03-02`. Field and chips are
// this one text seen twice. Each filter is there at most once; what cannot be understood is said, never ignored.

export const fields = ['actor', 'kind', 'project', 'ticket', 'action', 'outcome', 'code', 'since', 'until'] as const;
export type Field = (typeof fields)[number];

export interface Filter {
  field: Field;
  value: string;
}

export interface Query {
  filters: readonly Filter[];
  /** What cannot be understood, as a sentence; the filters beside it still hold. */
  wrong: string | null;
}

/** Reads a line of filters. A value with spaces stands in quotes; a later filter of a field replaces the earlier. */
export function parse(text: string): Query {
  let filters: Filter[] = [];
  let wrong: string | null = null;
  for (const [, name, quoted, bare, stray] of text.matchAll(/([\w-]+):(?:"([^"]*)"?|(\S*))|(\S+)/g)) {
    const value = quoted ?? bare ?? '';
    if (stray !== undefined || name === undefined)
      wrong ??= `“${stray}” is no filter. Write for example actor:${stray}.`;
    else if (!isField(name)) wrong ??= `There is no filter “${name}”. There are ${list(fields)}.`;
    else if (value === '') wrong ??= `What is to be the ${name}?`;
    else {
      wrong ??= misfit(name, value);
      filters = put(filters, name, value);
    }
  }
  return { filters, wrong };
}

/** Writes filters as the line that `parse` reads. */
export function write(filters: readonly Filter[]): string {
  return filters.map(({ field, value }) => `${field}:${/\s/.test(value) ? `"${value}"` : value}`).join(' ');
}

/** The filters with one set, or, without a value, taken away. */
export function put(filters: readonly Filter[], field: Field, value: string | null): Filter[] {
  if (value === null) return filters.filter((filter) => filter.field !== field);
  const at = filters.findIndex((filter) => filter.field === field);
  return at < 0 ? [...filters, { field, value }] : filters.with(at, { field, value });
}

export const valueOf = (filters: readonly Filter[], field: Field): string | undefined =>
  filters.find((filter) => filter.field === field)?.value;

export const kinds = ['person', 'bot', 'clock'] as const;
export const outcomes = ['done', 'refused', 'counted'] as const;

/** What can be done, as the log names it, and in words. */
export const actions: Readonly<Record<string, string>> = {
  move: 'Moves',
  request: 'Requests',
  decide: 'Decisions',
  end_request: 'Requests that ended',
  create_ticket: 'Tickets opened',
  edit_ticket: 'Edits',
  comment: 'Comments',
  publish_workflow: 'Workflows published',
  propose_workflow: 'Workflows proposed',
  propose_migration: 'Migrations proposed',
  accept_migration: 'Migrations accepted',
  end_migration: 'Migrations ended',
  migrate_ticket: 'Tickets migrated',
  edit_draft: 'Drafts edited',
  govern_workflows: 'Second author asked for or not',
  break_glass: 'Broken glass',
  close_review: 'Reviews',
  delegate: 'Delegations',
  accept_delegation: 'Delegations accepted',
  end_delegation: 'Delegations ended',
  create_project: 'Projects made',
  invite: 'Invitations',
  join: 'People who joined',
  remove_person: 'People removed',
  grant_role: 'Roles given',
  revoke_role: 'Roles taken',
  add_bot: 'Bots added',
  change_keeper: 'Keepers changed',
  issue_token: 'Tokens issued',
  revoke_token: 'Tokens revoked',
  freeze: 'Freezes',
  thaw: 'Thaws',
  confirm_clock: 'Clock confirmed',
  found_workspace: 'The founding',
  call: 'Calls turned away',
};

/** What the door is asked. Actors are known by id there, by name here. */
export interface Ask {
  actor?: string;
  kind?: string;
  action?: string;
  outcome?: string;
  code?: string;
  project?: string;
  ticket?: string;
  since?: string;
  until?: string;
}

export type Zone = 'utc' | 'local';

/** The filters as the door takes them, or a sentence about the one that names nobody. */
export function ask(
  filters: readonly Filter[],
  zone: Zone,
  idOf: (name: string) => string | undefined,
): { ask: Ask; wrong: string | null } {
  const out: Ask = {};
  let wrong: string | null = null;
  for (const { field, value } of filters) {
    if (misfit(field, value)) continue;
    if (field === 'actor') {
      const id = idOf(value);
      if (id) out.actor = id;
      else wrong = `Nobody here is called “${value}”.`;
    } else if (field === 'since' || field === 'until') out[field] = moment(value, zone, field) ?? undefined;
    else if (field === 'project' || field === 'ticket') out[field] = value.toUpperCase();
    else out[field] = value;
  }
  return { ask: out, wrong };
}

/** The instant that a day or a time means in a zone: a day begins at its first moment for `since` and ends after its last for `until`. */
export function moment(value: string, zone: Zone, edge: 'since' | 'until'): string | null {
  const found = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?(Z?)$/.exec(value);
  if (!found) return null;
  const [, day, time, z] = found;
  const date = new Date(`${day}T${time ?? '00:00'}${zone === 'utc' || z ? 'Z' : ''}`);
  if (Number.isNaN(date.getTime())) return null;
  if (!time && edge === 'until') {
    if (zone === 'utc') date.setUTCDate(date.getUTCDate() + 1);
    else date.setDate(date.getDate() + 1);
  }
  return date.toISOString();
}

function misfit(field: Field, value: string): string | null {
  if (field === 'kind' && !isOneOf(kinds, value)) return `No actor is a “${value}”. There are ${list(kinds)}.`;
  if (field === 'outcome' && !isOneOf(outcomes, value)) return `Nothing ends “${value}”. There are ${list(outcomes)}.`;
  if (field === 'action' && !(value in actions))
    return `There is no action “${value}”. There are ${list(Object.keys(actions))}.`;
  if ((field === 'since' || field === 'until') && moment(value, 'utc', field) === null)
    return `“${value}” is no time. Write a day, 2026-03-02, or a time, 2026-03-02T14:30.`;
  if (field === 'ticket' && !/^[a-z][a-z0-9]*-\d+$/i.test(value))
    return `“${value}” is no ticket. Write a key, PAY-42.`;
  return null;
}

const isField = (name: string): name is Field => isOneOf(fields, name);
const isOneOf = (all: readonly string[], value: string): boolean => all.includes(value);
const list = (all: readonly string[]): string => `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
