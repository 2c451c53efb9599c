// The log as the Audit room reads it: pages of entries, newest first, and one entry in full.
import { answer, client } from './client';
import type { paths } from './schema';
import type { EntryDetail, EntryPage } from './types';

/** As people typed it: the door checks the words and says what is wrong with one. */
export interface EntryFilter {
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

type Query = paths['/console/w/{workspace}/entries']['get']['parameters']['query'];

export function entries(
  workspace: string,
  query: EntryFilter & { before?: number; limit?: number },
  signal?: AbortSignal,
): Promise<EntryPage> {
  const params = { path: { workspace }, query: query as Query };
  return answer(client.GET('/console/w/{workspace}/entries', { params, signal }));
}

export function entry(workspace: string, seq: number, signal?: AbortSignal): Promise<EntryDetail> {
  return answer(client.GET('/console/w/{workspace}/entries/{seq}', { params: { path: { workspace, seq } }, signal }));
}
