// How far the log is proved: reading it, checking all of it, anchors, the log's own key.
import type { Made, Recorded } from './access';
import { answer, client, once } from './client';
import type { Integrity } from './types';

export function integrity(workspace: string, signal?: AbortSignal): Promise<Integrity> {
  return answer(client.GET('/console/w/{workspace}/integrity', { params: { path: { workspace } }, signal }));
}

/** Starts a full check; where one runs, that one goes on. */
export async function check(workspace: string): Promise<void> {
  await answer(client.POST('/console/w/{workspace}/integrity/check', { params: { path: { workspace } } }));
}

export async function stopCheck(workspace: string): Promise<void> {
  await answer(client.DELETE('/console/w/{workspace}/integrity/check', { params: { path: { workspace } } }));
}

/** Keeps the newest checkpoint in every anchor; what one says against it stands in its proof. */
export async function anchorNow(workspace: string): Promise<void> {
  await answer(client.POST('/console/w/{workspace}/integrity/anchor', { params: { path: { workspace } } }));
}

export async function addAnchor(workspace: string, place: string, key: string): Promise<Made> {
  const params = { path: { workspace } };
  const { anchor, seq } = await answer(
    client.POST('/console/w/{workspace}/integrity/anchors', { params, headers: once(key), body: { place } }),
  );
  return { id: anchor, seq };
}

export function removeAnchor(workspace: string, anchor: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, anchor } };
  return answer(client.DELETE('/console/w/{workspace}/integrity/anchors/{anchor}', { params, headers: once(key) }));
}

/** Gives the log another key. */
export function changeLogKey(workspace: string, key: string): Promise<Recorded> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/integrity/key', { params, headers: once(key) }));
}
