// Workflows: the published ones, the gallery, one in full, their drawings; checking and publishing a file.
import { answer, client, once } from './client';
import { drawing, type Drawing } from './drawings';
import type {
  Checked,
  Difference,
  Edit,
  ExportTarget,
  ImportedFile,
  Rehearsal,
  RehearsalView,
  Workflow,
  WorkflowList,
} from './types';

export function workflows(workspace: string, signal?: AbortSignal): Promise<WorkflowList> {
  return answer(client.GET('/console/w/{workspace}/workflows', { params: { path: { workspace } }, signal }));
}

export function workflow(workspace: string, name: string, version?: number, signal?: AbortSignal): Promise<Workflow> {
  const params = { path: { workspace, name }, query: { version } };
  return answer(client.GET('/console/w/{workspace}/workflows/{name}', { params, signal }));
}

export type Size = 'small' | 'full';

export function workflowDrawing(
  workspace: string,
  name: string,
  size: Size,
  version?: number,
  signal?: AbortSignal,
): Promise<Drawing> {
  const params = { path: { workspace, name }, query: { size, version } };
  return drawing(
    client.GET('/console/w/{workspace}/workflows/{name}/diagram.svg', { params, parseAs: 'text', signal }),
  );
}

export function galleryDrawing(workspace: string, slug: string, size: Size, signal?: AbortSignal): Promise<Drawing> {
  const params = { path: { workspace, slug }, query: { size } };
  return drawing(client.GET('/console/w/{workspace}/gallery/{slug}/diagram.svg', { params, parseAs: 'text', signal }));
}

/** What version `to` changes against version `from`. */
export function difference(
  workspace: string,
  name: string,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<Difference> {
  const params = { path: { workspace, name }, query: { from, to } };
  return answer(client.GET('/console/w/{workspace}/workflows/{name}/difference', { params, signal }));
}

/** All errors of a file, its warnings, and what a canvas shows of it. Nothing is written. */
export function check(workspace: string, source: string, signal?: AbortSignal): Promise<Checked> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/workflows/check', { params, body: { source }, signal }));
}

/** A file's text after changes to it. Nothing is written. */
export async function editFile(workspace: string, source: string, edits: Edit[]): Promise<string> {
  const params = { path: { workspace } };
  const body = { source, edits };
  return (await answer(client.POST('/console/w/{workspace}/workflows/edit', { params, body }))).source;
}

/** A workflow file made of another tool's, with what could not be carried; one of ours as it is. Nothing is written. */
export function importFile(workspace: string, text: string): Promise<ImportedFile> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/workflows/import', { params, body: { text } }));
}

/** A file as another tool reads it. */
export async function exportFile(workspace: string, source: string, target: ExportTarget): Promise<string> {
  const params = { path: { workspace } };
  return (await answer(client.POST('/console/w/{workspace}/workflows/export', { params, body: { source, target } })))
    .text;
}

/** Where a run through a file stands. Nothing is written. */
export function rehearse(workspace: string, body: Rehearsal): Promise<RehearsalView> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/workflows/rehearse', { params, body }));
}

export function publish(
  workspace: string,
  source: string,
  key: string,
): Promise<{ name: string; version: number; digest: string; seq: number }> {
  const params = { path: { workspace } };
  return answer(client.POST('/console/w/{workspace}/workflows', { params, headers: once(key), body: { source } }));
}
