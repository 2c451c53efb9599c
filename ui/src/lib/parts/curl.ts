// The first calls of a new bot, as lines for a terminal. The token stands as a variable, so that it is not on show.

export type Call = 'me' | 'open';

export function calls(door: string, project: string | undefined): Record<Call, string> {
  const auth = '-H "Authorization: Bearer $OWB_TOKEN"';
  return {
    me: `curl ${door}/v1/me \\\n  ${auth}`,
    open: [
      `curl ${door}/v1/tickets`,
      auth,
      '-H "Idempotency-Key: first-1"',
      '-H "Content-Type: application/json"',
      `-d '${JSON.stringify({ project: project ?? 'KEY', title: 'Hello from a bot' })}'`,
    ].join(' \\\n  '),
  };
}
