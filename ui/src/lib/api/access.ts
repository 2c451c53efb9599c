// Who can do what: people, bots, roles, tokens, projects; what a change costs, and making it.
import { answer, client, once } from './client';
import type { Access, Cost, Freezable, Invited, Issued, Weigh } from './types';

/** A person or a bot, as a role is given to it. */
export type Holder = { kind: 'person'; id: string } | { kind: 'bot'; id: string };
export interface Recorded {
  seq: number;
}
export type Made = Recorded & { id: string };

export function access(workspace: string, signal?: AbortSignal): Promise<Access> {
  return answer(client.GET('/console/w/{workspace}/access', { params: { path: { workspace } }, signal }));
}

/** Who will be unable to do what after a change, before it is made. */
export function weigh(workspace: string, body: Weigh, signal?: AbortSignal): Promise<Cost> {
  return answer(client.POST('/console/w/{workspace}/access/weigh', { params: { path: { workspace } }, body, signal }));
}

export function invite(workspace: string, roles: string[], key: string): Promise<Invited> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/invitations', { params, headers: once(key), body: { roles } }));
}

export function grant(workspace: string, role: string, holder: Holder, key: string): Promise<Recorded> {
  const params = { path: { workspace } };
  return answer(
    client.POST('/console/w/{workspace}/roles/grant', { params, headers: once(key), body: { role, holder } }),
  );
}

export function revoke(workspace: string, role: string, holder: Holder, key: string): Promise<Recorded> {
  const params = { path: { workspace } };
  return answer(
    client.POST('/console/w/{workspace}/roles/revoke', { params, headers: once(key), body: { role, holder } }),
  );
}

export function removePerson(workspace: string, id: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.DELETE('/console/w/{workspace}/people/{id}', { params, headers: once(key) }));
}

/** A one-time code for a member who cannot sign in or sign any more. */
export function readmit(workspace: string, id: string, key: string): Promise<Invited> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/people/{id}/readmission', { params, headers: once(key) }));
}

export function addBot(workspace: string, handle: string, keeper: string, key: string): Promise<Made> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/bots', { params, headers: once(key), body: { handle, keeper } }));
}

export function changeKeeper(workspace: string, id: string, keeper: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(
    client.PUT('/console/w/{workspace}/bots/{id}/keeper', { params, headers: once(key), body: { keeper } }),
  );
}

/** The answer holds the token itself, this once. Without a rate: 200 calls a second, 400 at once. */
export function issueToken(workspace: string, id: string, days: number, key: string): Promise<Issued> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/bots/{id}/tokens', { params, headers: once(key), body: { days } }));
}

export function revokeToken(workspace: string, id: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.DELETE('/console/w/{workspace}/tokens/{id}', { params, headers: once(key) }));
}

/** From that entry on nothing of it moves. With `second`, only somebody else can thaw it. */
export function freeze(
  workspace: string,
  body: { target: Freezable; reason: string | null; second: boolean },
  key: string,
): Promise<Recorded> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/freeze', { params, headers: once(key), body }));
}

export function thaw(workspace: string, target: Freezable, key: string): Promise<Recorded> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/thaw', { params, headers: once(key), body: { target } }));
}

export function addProject(
  workspace: string,
  project: { key: string; name: string; workflow: string },
  key: string,
): Promise<Made> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/projects', { params, headers: once(key), body: project }));
}
