// Drafts of workflows, and proposals that wait for another author.
import type { Recorded } from './access';
import { answer, client, once } from './client';
import type { DraftView, Drafts } from './types';

export function drafts(workspace: string, signal?: AbortSignal): Promise<Drafts> {
  return answer(client.GET('/console/w/{workspace}/drafts', { params: { path: { workspace } }, signal }));
}

export function draft(workspace: string, id: string, signal?: AbortSignal): Promise<DraftView> {
  return answer(client.GET('/console/w/{workspace}/drafts/{id}', { params: { path: { workspace, id } }, signal }));
}

export function newDraft(
  workspace: string,
  body: { workflow: string | null; source: string },
  key: string,
): Promise<{ id: string; text: string }> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/drafts', { params, headers: once(key), body }));
}

/** Saves another text of a draft in place of the one whose digest is `base`; a 409 when that is not what is there any more. */
export function saveDraft(
  workspace: string,
  id: string,
  body: { source: string; base: string | null },
  key: string,
): Promise<{ id: string; text: string }> {
  const params = { path: { workspace, id } };
  return answer(client.PUT('/console/w/{workspace}/drafts/{id}', { params, headers: once(key), body }));
}

export function propose(workspace: string, id: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/drafts/{id}/propose', { params, headers: once(key) }));
}

/** Publishes exactly what was shown. */
export function publishProposal(
  workspace: string,
  id: string,
  digest: string,
  key: string,
): Promise<{ name: string; version: number; seq: number }> {
  const params = { path: { workspace, id } };
  return answer(
    client.POST('/console/w/{workspace}/drafts/{id}/publish', { params, headers: once(key), body: { digest } }),
  );
}

/** Whether workflows need a second author to go live. */
export function govern(workspace: string, review: boolean, key: string): Promise<Recorded> {
  const params = { path: { workspace } };
  return answer(client.PUT('/console/w/{workspace}/governance', { params, headers: once(key), body: { review } }));
}
