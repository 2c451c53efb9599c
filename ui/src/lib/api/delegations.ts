// Who decides for whom.
import type { Made, Recorded } from './access';
import { answer, client, once } from './client';
import type { Cost, Delegations } from './types';

export interface NewDelegation {
  to: string;
  roles: string[];
  workflows: string[] | null;
  until: string;
}

export function delegations(workspace: string, signal?: AbortSignal): Promise<Delegations> {
  return answer(client.GET('/console/w/{workspace}/delegations', { params: { path: { workspace } }, signal }));
}

/** What it would not do: seats that it cannot fill. */
export function weighDelegation(workspace: string, body: NewDelegation, signal?: AbortSignal): Promise<Cost> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/delegations/weigh', { params, body, signal }));
}

export function delegate(workspace: string, body: NewDelegation, key: string): Promise<Made> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/delegations', { params, headers: once(key), body }));
}

export function acceptDelegation(workspace: string, id: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/delegations/{id}/accept', { params, headers: once(key) }));
}

export function endDelegation(workspace: string, id: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/delegations/{id}/end', { params, headers: once(key) }));
}
