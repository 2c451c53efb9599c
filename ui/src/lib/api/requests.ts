// What waits at gates: reading, deciding, withdrawing.
import { answer, client, once } from './client';
import { drawing, type Drawing } from './drawings';
import type { Decided, Inbox, RequestView, Verdict } from './types';

export function inbox(workspace: string, signal?: AbortSignal): Promise<Inbox> {
  return answer(client.GET('/console/w/{workspace}/requests', { params: { path: { workspace } }, signal }));
}

export function request(workspace: string, id: string, signal?: AbortSignal): Promise<RequestView> {
  return answer(client.GET('/console/w/{workspace}/requests/{id}', { params: { path: { workspace, id } }, signal }));
}

export function requestDrawing(workspace: string, id: string, signal?: AbortSignal): Promise<Drawing> {
  return drawing(
    client.GET('/console/w/{workspace}/requests/{id}/diagram.svg', {
      params: { path: { workspace, id } },
      parseAs: 'text',
      signal,
    }),
  );
}

/** Decides on exactly what was shown; another digest is refused with `not_what_was_shown`. */
export function decide(
  workspace: string,
  id: string,
  decision: {
    verdict: Verdict;
    shown: string;
    reason: string | null;
    /** In the stead of whoever gave this delegation. */
    under?: string | null;
    /** Once more, where the gate asks for it. */
    password?: string | null;
  },
  key: string,
): Promise<Decided> {
  return answer(
    client.POST('/console/w/{workspace}/requests/{id}/decision', {
      params: { path: { workspace, id } },
      headers: once(key),
      body: decision,
    }),
  );
}

export function withdraw(workspace: string, id: string, key: string): Promise<{ seq: number }> {
  return answer(
    client.POST('/console/w/{workspace}/requests/{id}/withdraw', {
      params: { path: { workspace, id } },
      headers: once(key),
    }),
  );
}
