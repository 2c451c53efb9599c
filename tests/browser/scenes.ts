// What only stands there once something has happened at a gate: each scene makes it happen, in a house of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { House } from './house';
import { workflows } from './places';
import { cast } from './seed';
import type { Open } from './windows';

export interface Scene {
  name: string;
  /** Somebody's window, as it is to be seen. */
  play: (house: House, open: Open) => Promise<Page>;
}

export const passwordOf = (handle: string) => cast().people.find((one) => one.handle === handle)?.password ?? '';

/** Change management with one approval less, one way less, a new way, and a box elsewhere. */
export const changed = (file: string) =>
  file
    .replace('approvals = 2\nrole = "release-manager"', 'approvals = 1\nrole = "release-manager"')
    .replace('from = ["Draft", "In review", "Scheduled"]', 'from = ["Draft", "Scheduled"]')
    .replace('[layout]', '[[transitions]]\nname = "Look again"\nfrom = ["Deployed"]\nto = "In review"\nby = ["person"]\n\n[layout]')
    .replace('Verified = [360, 420]', 'Verified = [360, 520]');

/** Change management where three must approve a deployment, and who owns the service is no field any more. */
export const stricter = (file: string) =>
  file
    .replace('approvals = 2\nrole = "release-manager"', 'approvals = 3\nrole = "release-manager"')
    .replace(/\[fields\.service_owner\]\n[^[]*/, '');

/** Jonas proposes a text as the next version of a workflow, and Mirela publishes it; which version that is. */
export async function published(house: House, workflow: string, source: string): Promise<number> {
  const [jonas, mirela] = await Promise.all([house.person('jonas'), house.person('mirela')]);
  const { id } = await jonas.do<{ id: string }>('POST', '/drafts', { workflow, source });
  await jonas.do('POST', `/drafts/${id}/propose`);
  const { proposal } = await mirela.do<{ proposal: { digest: string } }>('GET', `/drafts/${id}`);
  const { version } = await mirela.do<{ version: number }>('POST', `/drafts/${id}/publish`, { digest: proposal.digest });
  return version;
}

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { name })).toBeVisible();

/** A change in review that Ana, an incident commander, may deploy in an emergency. */
export async function inReview(house: House): Promise<string> {
  const bot = house.bot('deploy-bot');
  const fields = { pipeline: 'payments-prod', commit: '4f2d1a9', risk: 'low', rollback_plan: 'Redeploy the version before.' };
  const ticket = await bot.open('PAY', 'Vault client: retry on 503', fields);
  await bot.move(ticket, 'Submit');
  return ticket;
}

/** Ana has broken the glass on a ticket; which one. */
export async function broken(house: House): Promise<string> {
  const ticket = await inReview(house);
  const ana = await house.person('ana');
  const { version } = await ana.do<{ version: number }>('GET', `/tickets/${ticket}`);
  await ana.do('POST', `/tickets/${ticket}/break-glass`, {
    transition: 'Emergency deploy',
    expected_version: version,
    arguments: {},
    category: 'outage',
    reason: 'All card payments fail since 17:24. The fix was tested on staging at 17:28.',
    linked: 'OPS-16',
    password: passwordOf('ana'),
  });
  return ticket;
}

/** A request at the gate Deploy. */
export async function atTheGate(house: House, note: string): Promise<{ ticket: string; request: string }> {
  const bot = house.bot('deploy-bot');
  const { key } = await bot.free('PAY', 'Scheduled');
  return { ticket: key, request: await bot.ask(key, 'Deploy', note) };
}

export const scenes: readonly Scene[] = [
  {
    name: 'break-glass',
    play: async (house, open) => {
      const ticket = await inReview(house);
      const ana = await open(house, 'ana');
      await ana.goto(`/tickets/PAY/${ticket}`);
      await ana.getByRole('button', { name: 'Break the glass', exact: true }).click();
      const dialog = ana.getByRole('dialog');
      await dialog.getByLabel('Linked ticket').fill('OPS-16');
      await dialog.getByLabel('Reason').fill('All card payments fail since 17:24. The fix was tested on staging at 17:28.');
      return ana;
    },
  },
  {
    name: 'review',
    play: async (house, open) => {
      const ticket = await broken(house);
      const mirela = await open(house, 'mirela');
      await mirela.goto('/approvals/reviews');
      await heading(mirela, `Was it right to break the glass on ${ticket}?`);
      return mirela;
    },
  },
  {
    name: 'reviews-empty',
    play: async (house, open) => {
      const ana = await open(house, 'ana');
      await ana.goto('/approvals/reviews');
      await heading(ana, 'No glass was broken in 90 days');
      return ana;
    },
  },
  {
    name: 'freeze',
    play: async (house, open) => {
      const mirela = await open(house, 'mirela');
      await mirela.goto('/access/bots/deploy-bot');
      await mirela.getByRole('complementary').getByRole('button', { name: 'Freeze', exact: true }).click();
      await expect(mirela.getByRole('radio', { name: /Incident response/ })).toBeVisible();
      await mirela.getByLabel('Reason').fill('Tried Verify on PAY-36 14 times in 3 s');
      return mirela;
    },
  },
  {
    name: 'frozen',
    play: async (house, open) => {
      const owner = await house.person('mirela');
      await owner.do('POST', '/freeze', { target: { what: 'workspace' }, reason: 'We look at last night first', second: true });
      const ana = await open(house, 'ana');
      await ana.goto('/approvals');
      await heading(ana, /asks to/);
      return ana;
    },
  },
  {
    name: 'delegate',
    play: async (house, open) => {
      const ana = await open(house, 'ana');
      await ana.goto('/approvals');
      await heading(ana, /asks to/);
      await ana.keyboard.press('d');
      await expect(ana.getByRole('dialog')).toContainText('one of you counts');
      return ana;
    },
  },
  {
    name: 'offered',
    play: async (house, open) => {
      const owner = await house.person('mirela');
      const until = new Date(Date.now() + 5 * 86_400_000).toISOString();
      const to = (await house.person('jonas')).id;
      await owner.do('POST', '/delegations', { to, roles: ['release-manager'], workflows: null, until });
      const jonas = await open(house, 'jonas');
      await jonas.goto('/approvals');
      await expect(jonas.getByText('Mirela Ionescu is away until')).toBeVisible();
      return jonas;
    },
  },
  {
    name: 'returned',
    play: async (house, open) => {
      const { request } = await atTheGate(house, 'Canary clean for two hours.');
      const ana = await house.person('ana');
      const { shown } = await ana.do<{ shown: string }>('GET', `/requests/${request}`);
      await ana.do('POST', `/requests/${request}/decision`, { verdict: 'changes', shown, reason: 'Name the window, and who watches it.' });
      const mirela = await open(house, 'mirela');
      await mirela.goto(`/approvals/${request}`);
      await expect(mirela.getByText('asked for changes').first()).toBeVisible();
      return mirela;
    },
  },
  {
    name: 'held',
    play: async (house, open) => {
      const { request } = await atTheGate(house, 'Canary clean for two hours.');
      const ana = await open(house, 'ana', { hold: 30 });
      await ana.goto(`/approvals/${request}`);
      await ana.getByRole('button', { name: 'Approve', exact: true }).click();
      await expect(ana.getByRole('list', { name: 'Not sent yet' })).toBeVisible();
      return ana;
    },
  },
  {
    name: 'palette',
    play: async (house, open) => {
      const ana = await open(house, 'ana');
      await ana.goto('/approvals');
      await heading(ana, /asks to/);
      await ana.keyboard.press('Control+k');
      await ana.keyboard.type('re');
      await expect(ana.getByRole('option').first()).toBeVisible();
      return ana;
    },
  },
  {
    name: 'proposal',
    play: async (house, open) => {
      const jonas = await house.person('jonas');
      const source = readFileSync(path.join(workflows, 'incident-response.toml'), 'utf8').replace(/^expires = .*$/m, 'expires = "2h"');
      const { id } = await jonas.do<{ id: string }>('POST', '/drafts', { workflow: 'Incident response', source });
      await jonas.do('POST', `/drafts/${id}/propose`);
      const mirela = await open(house, 'mirela');
      await mirela.goto(`/workflows/proposals/${id}`);
      await expect(mirela.getByText('You did not edit it: you may publish it.')).toBeVisible();
      await expect(mirela.getByRole('img', { name: /^Incident response/ })).toBeVisible();
      return mirela;
    },
  },
  {
    name: 'difference',
    play: async (house, open) => {
      const source = changed(readFileSync(path.join(workflows, 'change-management.toml'), 'utf8'));
      const version = await published(house, 'Change management', source);
      const mirela = await open(house, 'mirela');
      await mirela.goto(`/workflows/Change%20management?version=${version}&against=${version - 1}`);
      await expect(mirela.getByText('Cancel from In review goes away.')).toBeVisible();
      await expect(mirela.getByRole('img', { name: /^Change management/ })).toBeVisible();
      return mirela;
    },
  },
  {
    name: 'in-flight',
    play: async (house, open) => {
      const source = stricter(readFileSync(path.join(workflows, 'change-management.toml'), 'utf8'));
      await published(house, 'Change management', source);
      const jonas = await open(house, 'jonas');
      await jonas.goto('/workflows/Change%20management?see=in-flight');
      await expect(jonas.getByRole('button', { name: /^Propose to migrate/ })).toBeVisible();
      return jonas;
    },
  },
  {
    name: 'migration',
    play: async (house, open) => {
      const source = stricter(readFileSync(path.join(workflows, 'change-management.toml'), 'utf8'));
      const to = await published(house, 'Change management', source);
      const states = { Draft: 'Draft', 'In review': 'In review', Deployed: 'Draft' };
      const jonas = await house.person('jonas');
      await jonas.do('POST', '/workflows/Change%20management/migrations', { from: to - 1, to, states });
      const mirela = await open(house, 'mirela');
      await mirela.goto('/workflows/Change%20management?see=in-flight');
      await mirela.getByRole('button', { name: 'Accept and migrate' }).click();
      await expect(mirela.getByRole('dialog', { name: /^Migrate/ })).toBeVisible();
      return mirela;
    },
  },
  {
    // In the desktop window the shell tells the page so; a browser tab is never asked.
    name: 'quitting',
    play: async (house, open) => {
      const { request } = await atTheGate(house, 'Canary clean for two hours.');
      const ana = await open(house, 'ana', { hold: 30 });
      await ana.goto(`/approvals/${request}`);
      await ana.getByRole('button', { name: 'Approve', exact: true }).click();
      await expect(ana.getByRole('list', { name: 'Not sent yet' })).toBeVisible();
      const stops = [
        '7 requests wait at gates. Nobody can decide meanwhile, and their time goes on: the first runs out in 1 h 35 min. Expiries are recorded at the next start.',
        'Checkpoints are kept in 1 place every 15 min: once more now, then not until the next start.',
        'Bots that call http://127.0.0.1:4173 get no answer, and nobody is told what starts to wait.',
      ];
      await ana.evaluate((stops) => {
        window.dispatchEvent(new CustomEvent('openweave:shell', { detail: { what: 'quitting', because: null, stops } }));
      }, stops);
      const dialog = ana.getByRole('dialog', { name: 'Quit OpenWeave Console' });
      await expect(dialog.getByText(/^Not sent if you quit now: Approve on PAY-/)).toBeVisible();
      await expect(dialog.getByRole('listitem')).toHaveCount(3);
      return ana;
    },
  },
];
