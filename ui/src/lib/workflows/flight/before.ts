// The tickets in flight around a publication: which keep their version, and where one goes on with them.
import { inFlight } from '$lib/api/migrations';
import type { InFlight } from '$lib/api/types';
import { workflows } from '$lib/api/workflows';

/** Those of a workflow that may be a new one; null where there are none. A name that is not published is not asked for. */
export async function flightOf(workspace: string, name: string, signal: AbortSignal): Promise<InFlight | null> {
  const { workflows: published } = await workflows(workspace, signal);
  const open = published.some((one) => one.name === name && one.open_tickets > 0);
  return open ? inFlight(workspace, name, signal) : null;
}

/** The page of a workflow that went live: at its tickets in flight, if some follow an older version. */
export async function pageOf(workspace: string, name: string): Promise<string> {
  const page = `/workflows/${encodeURIComponent(name)}`;
  const flight = await inFlight(workspace, name).catch(() => null);
  const older = flight?.versions.some((one) => one.version < flight.newest) ?? false;
  return older ? `${page}?see=in-flight` : page;
}
