// What somebody types into a ticket, and what of it is sent: only what they changed, checked for shape before it leaves.
import type { EditTicket, Field, NewTicket, Ticket } from '$lib/api/types';

export interface Draft {
  title: string;
  body: string;
  fields: Record<string, string>;
}

export const titleCharsMax = 200;

export function draftOf(ticket: Ticket): Draft {
  return { title: ticket.title ?? '', body: ticket.body ?? '', fields: valuesOf(ticket.fields) };
}

export function emptyDraft(fields: readonly Field[]): Draft {
  return { title: '', body: '', fields: valuesOf(fields) };
}

export function newTicket(project: string, draft: Draft): NewTicket {
  return {
    project,
    title: draft.title.trim(),
    body: draft.body || null,
    fields: Object.fromEntries(Object.entries(draft.fields).filter(([, value]) => value !== '')),
  };
}

/** The changes against what was read, or `null` when there are none. */
export function edits(base: Draft, draft: Draft, expectedVersion: number): EditTicket | null {
  const fields = Object.fromEntries(
    Object.entries(draft.fields)
      .filter(([name, value]) => value !== (base.fields[name] ?? ''))
      .map(([name, value]) => [name, value === '' ? null : value]),
  );
  const title = draft.title.trim() === base.title ? null : draft.title.trim();
  const body = draft.body === base.body ? null : draft.body;
  if (title === null && body === null && Object.keys(fields).length === 0) return null;
  return {
    expected_version: expectedVersion,
    fields,
    ...(title === null ? {} : { title }),
    ...(body === null ? {} : { body }),
  };
}

export interface Conflict {
  name: string;
  theirs: string;
}

/** What others changed meanwhile in the very places where this draft has something else. */
export function conflicts(base: Draft, draft: Draft, theirs: Draft): Conflict[] {
  const parts = (of: Draft): Record<string, string> => ({ title: of.title, body: of.body, ...of.fields });
  const [was, mine, now] = [parts(base), parts(draft), parts(theirs)];
  return Object.keys(now)
    .filter((name) => now[name] !== was[name] && now[name] !== mine[name])
    .map((name) => ({ name, theirs: now[name] ?? '' }));
}

function valuesOf(fields: readonly Field[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, field.value ?? '']));
}
