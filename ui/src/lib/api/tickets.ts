// Tickets: boards, lists, one ticket with its moves and history, and what one does to it.
import { answer, client, once } from './client';
import { drawing, type Drawing } from './drawings';
import type { Board, EditTicket, Entry, MoveAnswer, Moves, NewTicket, Ticket } from './types';

export function board(workspace: string, project: string, signal?: AbortSignal): Promise<Board> {
  const params = { path: { workspace }, query: { project } };
  return answer(client.GET('/console/w/{workspace}/board', { params, signal }));
}

export function ticket(workspace: string, key: string, signal?: AbortSignal): Promise<Ticket> {
  return answer(client.GET('/console/w/{workspace}/tickets/{key}', { params: { path: { workspace, key } }, signal }));
}

export function moves(workspace: string, key: string, signal?: AbortSignal): Promise<Moves> {
  const params = { path: { workspace, key } };
  return answer(client.GET('/console/w/{workspace}/tickets/{key}/moves', { params, signal }));
}

export async function history(workspace: string, key: string, signal?: AbortSignal): Promise<Entry[]> {
  const params = { path: { workspace, key } };
  const { entries } = await answer(client.GET('/console/w/{workspace}/tickets/{key}/history', { params, signal }));
  return entries;
}

export function ticketDrawing(workspace: string, key: string, signal?: AbortSignal): Promise<Drawing> {
  const params = { path: { workspace, key } };
  return drawing(client.GET('/console/w/{workspace}/tickets/{key}/diagram.svg', { params, parseAs: 'text', signal }));
}

export function create(workspace: string, body: NewTicket, key: string): Promise<{ key: string; seq: number }> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/tickets', { params, headers: once(key), body }));
}

export function edit(
  workspace: string,
  ticketKey: string,
  body: EditTicket,
  key: string,
): Promise<{ version: number; seq: number }> {
  const params = { path: { workspace, key: ticketKey } };
  return answer(client.PATCH('/console/w/{workspace}/tickets/{key}', { params, headers: once(key), body }));
}

export function take(
  workspace: string,
  ticketKey: string,
  body: {
    transition: string;
    expected_version: number;
    arguments?: Record<string, string | null>;
    note?: string | null;
  },
  key: string,
): Promise<MoveAnswer> {
  const params = { path: { workspace, key: ticketKey } };
  return answer(client.POST('/console/w/{workspace}/tickets/{key}/moves', { params, headers: once(key), body }));
}

/** Erases parts of a ticket and comments on it, as they are and as they ever were. */
export function erase(
  workspace: string,
  ticketKey: string,
  body: { parts: string[]; comments: string[]; reason: string },
  key: string,
): Promise<{ texts: number; seq: number }> {
  const params = { path: { workspace, key: ticketKey } };
  return answer(client.POST('/console/w/{workspace}/tickets/{key}/erase', { params, headers: once(key), body }));
}

export function comment(workspace: string, ticketKey: string, text: string, key: string): Promise<{ seq: number }> {
  const params = { path: { workspace, key: ticketKey } };
  return answer(
    client.POST('/console/w/{workspace}/tickets/{key}/comments', { params, headers: once(key), body: { text } }),
  );
}
