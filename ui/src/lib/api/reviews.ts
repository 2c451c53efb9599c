// Broken glass: past a gate in an emergency, and the review that somebody else owes.
import type { Recorded } from './access';
import { answer, client, once } from './client';
import { drawing, type Drawing } from './drawings';
import type { Category, Finding, ReviewView, Reviews } from './types';

export function reviews(workspace: string, signal?: AbortSignal): Promise<Reviews> {
  return answer(client.GET('/console/w/{workspace}/reviews', { params: { path: { workspace } }, signal }));
}

export function review(workspace: string, id: string, signal?: AbortSignal): Promise<ReviewView> {
  return answer(client.GET('/console/w/{workspace}/reviews/{id}', { params: { path: { workspace, id } }, signal }));
}

export function reviewDrawing(workspace: string, id: string, signal?: AbortSignal): Promise<Drawing> {
  const params = { path: { workspace, id } };
  return drawing(client.GET('/console/w/{workspace}/reviews/{id}/diagram.svg', { params, parseAs: 'text', signal }));
}

export function closeReview(
  workspace: string,
  id: string,
  body: { finding: Finding; said: string },
  key: string,
): Promise<Recorded> {
  const params = { path: { workspace, id } };
  return answer(client.POST('/console/w/{workspace}/reviews/{id}/close', { params, headers: once(key), body }));
}

export function breakGlass(
  workspace: string,
  ticket: string,
  body: {
    transition: string;
    expected_version: number;
    arguments: Record<string, string | null>;
    category: Category;
    reason: string;
    linked: string;
    password: string;
  },
  key: string,
): Promise<{ seq: number; state: string; review: string; due: string }> {
  const params = { path: { workspace, key: ticket } };
  return answer(client.POST('/console/w/{workspace}/tickets/{key}/break-glass', { params, headers: once(key), body }));
}
