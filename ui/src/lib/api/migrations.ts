// Tickets in flight, and how they go on by a newer version of their workflow.
import type { Recorded } from './access';
import { answer, client, once } from './client';
import type { InFlight } from './types';

export function inFlight(workspace: string, name: string, signal?: AbortSignal): Promise<InFlight> {
  const params = { path: { workspace, name } };
  return answer(client.GET('/console/w/{workspace}/workflows/{name}/in-flight', { params, signal }));
}

/** Asks another author to let tickets of a version go on by a newer one. */
export function proposeMigration(
  workspace: string,
  name: string,
  body: { from: number; to: number; states: Record<string, string> },
  key: string,
): Promise<{ id: string; seq: number }> {
  const params = { path: { workspace, name } };
  return answer(
    client.POST('/console/w/{workspace}/workflows/{name}/migrations', { params, headers: once(key), body }),
  );
}

export function acceptMigration(workspace: string, id: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/migrations/{id}/accept', { params, headers: once(key) }));
}

/** Carries the next tickets. With none left the migration has ended. */
export function carry(workspace: string, id: string): Promise<{ carried: number; left: number }> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/migrations/{id}/carry', { params }));
}

export function endMigration(workspace: string, id: string, key: string): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/migrations/{id}/end', { params, headers: once(key) }));
}
