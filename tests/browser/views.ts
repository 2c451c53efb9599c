// Every room with its main panes: where it is, who looks, how one gets there, and what stands there once it is drawn.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { fillFile } from './file';
import { workflows } from './places';

export interface View {
  name: string;
  /** Somebody of the demo; nobody where one is not signed in. */
  who: string | null;
  path: string;
  /** What is done after the page has come. */
  act?: (page: Page) => Promise<void>;
  /** It is all there. */
  ready: (page: Page) => Locator;
}

/** Opens a view and waits until it is drawn, with its letters. */
export async function show(page: Page, view: View): Promise<void> {
  await page.goto(view.path);
  await view.act?.(page);
  await expect(view.ready(page)).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name });
const drawing = (workflow: string) => (page: Page) => page.getByRole('img', { name: `${workflow} Tickets begin in` });
const dialog = (page: Page) => page.getByRole('dialog');
const click = (role: 'button' | 'tab', name: string) => (page: Page) => page.getByRole(role, { name, exact: true }).click();

/** Four errors at once: a word that is no key, a state that is misspelt twice, a transition to nowhere. */
export const brokenWorkflow = `format = 1
name = "Broken"
initial = "Drafft"

[states.Draft]
[states.Review]

[[transitions]]
name = "Submit"
form = ["Draft"]
to = "Revew"
by = ["person"]
`;

/** Writes a file in the designer's text. */
async function written(page: Page, text: string): Promise<void> {
  await click('button', 'Text')(page);
  await fillFile(page, text);
}

const canvasOf = (slug: string): View => ({
  name: `canvas-${slug}`,
  who: 'jonas',
  path: `/workflows/new/file?from=${slug}`,
  ready: heading('It can be published'),
});

/** Tries a workflow: somebody submits, a bot tries to accept. */
async function tried(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Simulate' }).click();
  const move = (name: string) => page.getByRole('region', { name: 'Moves' }).getByRole('listitem').filter({ hasText: name });
  await move('Submit').getByRole('button', { name: 'Take' }).click();
  await page.getByRole('group', { name: 'Simulating as' }).getByRole('button', { name: 'bot bot' }).click();
  await move('Accept').getByRole('button', { name: 'Try' }).click();
  await expect(page.getByRole('region', { name: 'Steps' }).getByRole('listitem')).toHaveCount(2);
}

/** As far as a gate, where one of two has approved. */
async function atGate(page: Page): Promise<void> {
  await tried(page);
  const as = (name: string) => page.getByRole('group', { name: 'Simulating as' }).getByRole('button', { name });
  const moves = page.getByRole('region', { name: 'Moves' }).getByRole('listitem');
  const approve = (name: string) =>
    page.getByRole('region', { name: 'At the gate' }).getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: 'Approve' }).click();
  await as('release-manager-1').click();
  await moves.filter({ hasText: 'Accept' }).getByRole('button', { name: 'Ask' }).click();
  await approve('service-owner-1');
  await expect(page.getByRole('heading', { name: /^From Scheduled/ })).toBeVisible();
  await as('bot').click();
  await moves.filter({ hasText: 'Deploy' }).getByRole('button', { name: 'Ask' }).click();
  await approve('release-manager-2');
}

/** One approval less than a scenario needs. */
async function weakened(page: Page): Promise<void> {
  const source = readFileSync(path.join(workflows, 'change-management.toml'), 'utf8');
  await written(page, source.replace('approvals = 2', 'approvals = 1'));
  await page.getByRole('tab', { name: /^Scenarios/ }).click();
}

export const views: readonly View[] = [
  { name: 'approvals', who: 'ana', path: '/approvals', ready: heading(/asks to Contain/) },
  { name: 'approvals-decided', who: 'ana', path: '/approvals', act: click('tab', 'Decided'), ready: heading(/asked to/) },
  { name: 'approvals-not-for-me', who: 'ana', path: '/approvals', act: (page) => page.getByRole('link', { name: 'OPS-16' }).click(), ready: heading(/triage-bot asks/) },
  { name: 'tickets', who: 'ana', path: '/tickets/PAY', ready: (page) => page.getByRole('region', { name: /^Scheduled/ }) },
  { name: 'tickets-list', who: 'ana', path: '/tickets/OPS', act: click('button', 'List'), ready: (page) => page.getByRole('list', { name: 'Tickets' }).getByRole('link').first() },
  { name: 'tickets-new', who: 'ana', path: '/tickets/PAY', act: click('button', 'New ticket'), ready: dialog },
  { name: 'ticket', who: 'ana', path: '/tickets/PAY/PAY-23', ready: heading('Fields') },
  { name: 'ticket-edit', who: 'jonas', path: '/tickets/PAY/PAY-22', act: click('button', 'Edit'), ready: dialog },
  { name: 'ticket-erase', who: 'mirela', path: '/tickets/PAY/PAY-22', act: click('button', 'Erase texts'), ready: dialog },
  { name: 'workflows', who: 'jonas', path: '/workflows', ready: (page) => drawing('Incident response')(page).last() },
  { name: 'workflow', who: 'jonas', path: '/workflows/Change%20management', ready: drawing('Change management') },
  { name: 'workflow-file', who: 'jonas', path: '/workflows/Change%20management', act: click('button', 'File'), ready: (page) => page.getByRole('list', { name: 'The file' }) },
  { name: 'workflow-new', who: 'jonas', path: '/workflows/new/file?from=incident-response', ready: heading('It can be published') },
  { name: 'workflow-errors', who: 'jonas', path: '/workflows/new/file', act: (page) => written(page, brokenWorkflow), ready: heading(/\d errors?/) },
  { name: 'designer-empty', who: 'jonas', path: '/workflows/new/file', ready: (page) => page.getByText('Double-click to make the first state') },
  { name: 'designer-transition', who: 'jonas', path: '/workflows/new/file?from=change-management', act: (page) => page.getByRole('button', { name: 'Deploy, from Scheduled to Deployed' }).focus(), ready: (page) => page.getByRole('switch', { name: 'Gate' }) },
  { name: 'designer-state', who: 'jonas', path: '/workflows/new/file?from=data-export-and-deletion', act: (page) => page.getByRole('button', { name: 'Deleted', exact: true }).focus(), ready: heading('Who may enter') },
  { name: 'designer-text', who: 'jonas', path: '/workflows/new/file?from=agent-onboarding', act: click('button', 'Text'), ready: (page) => page.getByRole('button', { name: 'On trial', exact: true }) },
  ...['access-request', 'agent-onboarding', 'change-management', 'data-export-and-deletion', 'incident-response'].map(canvasOf),
  { name: 'designer-simulate', who: 'jonas', path: '/workflows/new/file?from=change-management', act: tried, ready: heading(/^From In review/) },
  { name: 'designer-simulate-gate', who: 'jonas', path: '/workflows/new/file?from=change-management', act: atGate, ready: heading(/^Deploy waits, 1 of 2/) },
  { name: 'designer-scenarios', who: 'jonas', path: '/workflows/new/file?from=change-management', act: weakened, ready: (page) => page.getByText('No longer holds.') },
  { name: 'audit', who: 'tomas', path: '/audit', ready: heading('Exact bytes') },
  { name: 'integrity', who: 'tomas', path: '/audit/integrity', ready: heading(/up to entry/) },
  { name: 'integrity-checked', who: 'tomas', path: '/audit/integrity', act: click('button', 'Check everything'), ready: heading(/^Unchanged up to entry/) },
  { name: 'integrity-add-anchor', who: 'mirela', path: '/audit/integrity', act: click('button', 'Add an anchor'), ready: dialog },
  { name: 'integrity-key', who: 'mirela', path: '/audit/integrity', act: click('button', 'Change'), ready: dialog },
  { name: 'access', who: 'mirela', path: '/access', ready: heading(/^People/) },
  { name: 'access-person', who: 'mirela', path: '/access/people/ana', ready: heading('Ana Kovač') },
  { name: 'access-bot', who: 'mirela', path: '/access/bots/deploy-bot', ready: heading('deploy-bot') },
  { name: 'access-roles', who: 'mirela', path: '/access/roles/release-manager', ready: heading('release-manager') },
  { name: 'access-tokens', who: 'mirela', path: '/access/tokens', ready: (page) => page.getByRole('table').getByText('deploy-bot').first() },
  { name: 'access-projects', who: 'mirela', path: '/access/projects', ready: (page) => page.getByRole('table').getByText('Payments') },
  { name: 'access-invite', who: 'mirela', path: '/access', act: click('button', 'Invite person'), ready: dialog },
  { name: 'access-add-bot', who: 'mirela', path: '/access', act: click('button', 'Add bot'), ready: dialog },
  { name: 'access-readmit', who: 'mirela', path: '/access/people/ana', act: click('button', 'Readmit'), ready: dialog },
  { name: 'keys', who: 'ana', path: '/approvals', act: click('button', 'Keys'), ready: dialog },
  { name: 'sign-in', who: null, path: '/sign-in', ready: heading('Sign in') },
  { name: 'sign-in-by-name', who: null, path: '/sign-in', act: click('button', 'Somebody else'), ready: (page) => page.getByLabel('Name you sign in with') },
  { name: 'join', who: null, path: '/join', ready: heading('Join') },
  { name: 'join-another', who: 'ana', path: '/join', ready: heading('Another workspace') },
  { name: 'no-such-page', who: null, path: '/nowhere', ready: heading('There is no such page') },
];

/** On an empty folder, in this order: each step makes what the next one needs. */
export const firstRun = (setupCode: string): readonly View[] => [
  { name: 'first-run-1', who: null, path: '/setup', ready: heading('Make your workspace') },
  {
    name: 'first-run-2',
    who: null,
    path: '/setup',
    act: async (page) => {
      await page.getByLabel('Setup code').fill(setupCode);
      await page.getByLabel('Workspace name').fill('Harbour');
      await page.getByLabel('Your name').fill('Olga Brandt');
      await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
      await page.getByRole('button', { name: 'Make the workspace' }).click();
    },
    ready: drawing('Incident response'),
  },
  { name: 'first-run-3', who: null, path: '/setup?step=bot', ready: heading('Add a bot') },
];
