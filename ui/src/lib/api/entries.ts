// The log as the Audit room reads it: pages of entries, newest first, and one entry in full.
import { answer, client } from './client';
import type { EntryDetail, EntryPage } from './types';

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

export function entries(
  workspace: string,
  query: EntryFilter & { before?: number; limit?: number },
  signal?: AbortSignal,
): Promise<EntryPage> {
  return answer(client.GET('/console/w/{workspace}/entries', { params: { path: { workspace }, query }, signal }));
}

export function entry(workspace: string, seq: number, signal?: AbortSignal): Promise<EntryDetail> {
  return answer(client.GET('/console/w/{workspace}/entries/{seq}', { params: { path: { workspace, seq } }, signal }));
}
