// Who is here: reading the session, signing in and out, taking up an invitation.
import { answer, client } from './client';
import type { Overview, Session, SignedIn, WorkspaceCard } from './types';

export function session(): Promise<Session> {
  return answer(client.GET('/console/session'));
}

export function signIn(handle: string, password: string): Promise<SignedIn> {
  return answer(client.POST('/console/sign-in', { body: { handle, password } }));
}

export async function signOut(): Promise<void> {
  await answer(client.POST('/console/sign-out'));
}

export function redeem(body: { code: string; name: string; handle: string; password: string }): Promise<SignedIn> {
  return answer(client.POST('/console/redeem', { body }));
}

/** Takes up an invitation to another workspace while signed in. */
export function join(code: string): Promise<WorkspaceCard> {
  return answer(client.POST('/console/join', { body: { code } }));
}

export function overview(workspace: string, signal?: AbortSignal): Promise<Overview> {
  return answer(client.GET('/console/w/{workspace}/overview', { params: { path: { workspace } }, signal }));
}

/** Waits up to `waitSeconds` for entries after `after`; answers with the newest there is. */
export function changes(
  workspace: string,
  after: number,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<{ seq?: number | null; entries: number }> {
  const params = { path: { workspace }, query: { after, wait: waitSeconds } };
  return answer(client.GET('/console/w/{workspace}/changes', { params, signal }));
}
