// First run: the first person makes the first workspace.
import { answer, client } from './client';
import type { SignedIn, WorkspaceCard } from './types';

export interface Founding {
  workspace: string;
  name: string;
  handle: string;
  password: string;
  /** From the terminal that runs `serve`; the desktop window needs none. */
  code?: string | null;
}

export function found(body: Founding): Promise<SignedIn> {
  return answer(client.POST('/console/setup', { body }));
}

/** Makes another workspace, for somebody who is signed in. */
export function newWorkspace(name: string): Promise<WorkspaceCard> {
  return answer(client.POST('/console/workspaces', { body: { name } }));
}
