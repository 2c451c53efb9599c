// A house set up through the window: its owner on the first screen, the rest by the page's own calls, so that every word of it is
// sent with the session that only the shell holds.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const password = 'correct horse battery';
const workflows = path.join(import.meta.dirname, '../../workflows');

/** The owner makes the workspace on the first screen, as a new user would. */
export async function firstRun(window) {
  await window.type(labelled('Workspace name'), 'Northgate');
  await window.type(labelled('Your name'), 'Olga Brandt');
  await window.type(labelled('You sign in as'), 'olga');
  await window.type(labelled('Password'), password);
  await window.click('//button[@type="submit"]');
  await window.see('//*[@aria-current="step"][contains(., "Workflow")]');
  const session = await ask(window, 'GET', '/console/session');
  return { window, workspace: session.workspaces[0].id, owner: session.person };
}

/** A workflow, a project that follows it, a bot of the owner's with its token. */
export async function furnish({ window, workspace, owner }) {
  const to = (address, body) => ask(window, 'POST', `/console/w/${workspace}${address}`, body);
  await to('/workflows', { source: readFileSync(path.join(workflows, 'incident-response.toml'), 'utf8') });
  await to('/projects', { key: 'OPS', name: 'Operations', workflow: 'Incident response' });
  const bot = await to('/bots', { handle: 'alarm-bot', keeper: owner });
  const { token } = await to(`/bots/${bot.id}/tokens`, { days: 30, rate: null });
  return token;
}

/** Somebody joins with a one-time code and leaves the window again. */
export async function join(window, { workspace }, person) {
  await signIn(window, 'olga');
  const { code } = await ask(window, 'POST', `/console/w/${workspace}/invitations`, { roles: person.roles });
  await signOut(window);
  await ask(window, 'POST', '/console/redeem', { code, name: person.name, handle: person.handle, password });
  await signOut(window);
}

/** Signs in as anybody would: name, password, Enter. */
export async function signIn(window, handle) {
  await window.go('openweave://localhost/sign-in');
  await window.type(labelled('Name you sign in with'), handle);
  await window.type(labelled('Password'), password);
  await window.click('//button[@type="submit"]');
  await window.see('//nav[@aria-label="Rooms"]');
}

/** Ends the session; nobody sits at the window afterwards. */
export const signOut = (window) => ask(window, 'POST', '/console/sign-out');

/** A bot's call, from outside the window. */
export async function bot(window, token, method, address, body) {
  const answer = await fetch(`${window.bots}${address}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(40_000),
  });
  const said = await answer.json();
  assert.ok(answer.ok, `${method} ${address}: ${answer.status} ${JSON.stringify(said)}`);
  return said;
}

/** What the page itself would ask of the door, with its session. */
export async function ask(window, method, address, body) {
  const { status, said } = await window.run(
    `const [method, address, body] = args;
    const headers = { 'X-OpenWeave-Console': '1', ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(address, { method, headers, body: body ? JSON.stringify(body) : undefined });
    return { status: answer.status, said: await answer.text() };`,
    method,
    address,
    body ?? null,
  );
  assert.ok(status < 300, `${method} ${address}: ${status} ${said}`);
  return said === '' ? undefined : JSON.parse(said);
}

const labelled = (words) => `//label[contains(., "${words}")]/following::input[1]`;
