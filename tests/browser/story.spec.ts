// The main job in Chromium: a bot asks over HTTP, people click, the bot is answered, the officer finds all of it.
import { expect, type Page, type Route } from '@playwright/test';
import type { RequestStatus } from './callers';
import { House } from './house';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

const card = (page: Page, ticket: string) => page.getByRole('region', { name: 'Requests' }).getByRole('link', { name: ticket });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto('/');
  await page.getByText(name, { exact: true }).click();
  await button(page, 'Sign in').click();
}

test('a bot asks while Ana looks, two people click, and the officer finds the request, the decisions and the move', async ({ open }) => {
  const bot = house.bot('deploy-bot');
  const { key } = await bot.free('PAY', 'Scheduled');
  const ana = await open(house, null);
  let answered: Promise<RequestStatus>;

  await test.step('Ana signs in by choosing her name, and this request is not there yet', async () => {
    await signIn(ana, 'Ana Kovač');
    await expect(ana.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible();
    await expect(card(ana, 'PAY-23')).toBeVisible();
    await expect(card(ana, key)).toHaveCount(0);
  });

  await test.step('the bot asks, and its request appears without a reload', async () => {
    answered = bot.wait(await bot.ask(key, 'Deploy', 'Canary clean for two hours.'));
    await card(ana, key).click();
    await expect(ana.getByRole('heading', { name: `deploy-bot asks to Deploy ${key}` })).toBeVisible();
    await expect(ana.getByText('Canary clean for two hours.')).toBeVisible();
  });

  await test.step('Ana approves by clicking: one of two', async () => {
    await button(ana, 'Approve').click();
    await expect(ana.getByText('Approved, 1 of 2.')).toBeVisible();
  });

  await test.step('Mirela approves in her own browser, and the waiting bot is told: moved', async () => {
    const mirela = await open(house, 'mirela');
    await mirela.goto('/approvals');
    await card(mirela, key).click();
    await button(mirela, 'Approve').click();
    await expect(mirela.getByText(`Approved, and moved. ${key} is Deployed`)).toBeVisible();
    expect(await answered).toMatchObject({ state: 'moved', approvals: 2, needed: 2 });
    await expect(ana.getByText('Moved to Deployed, entry')).toBeVisible();
  });

  await test.step('Tomás finds all of it in Audit and opens an entry', async () => {
    const tomas = await open(house, null);
    await signIn(tomas, 'Tomás Ferreira');
    await tomas.getByRole('link', { name: 'Audit' }).click();
    const entries = tomas.getByRole('list', { name: 'Entries, newest first' });
    for (const said of [/deploy-bot.*asked for Deploy/, /Ana Kovač.*approved Deploy/, /Mirela Ionescu.*approved Deploy/, /deploy-bot.*moved/]) {
      await expect(entries.getByRole('link', { name: said }).filter({ hasText: key }).first()).toBeVisible();
    }
    await entries.getByRole('link', { name: /Ana Kovač.*approved Deploy/ }).filter({ hasText: key }).click();
    const entry = tomas.getByRole('complementary', { name: 'Entry' });
    await expect(entry.getByRole('heading', { name: `Ana Kovač approved Deploy on ${key}` })).toBeVisible();
    await expect(entry.getByText('Checked now, here')).toBeVisible();
  });
});

test('what she cannot decide is shown with the reason, and neither click nor key approves it', async ({ open }) => {
  const ana = await open(house, 'ana');
  await ana.goto('/approvals');
  await card(ana, 'OPS-16').click();
  await expect(ana.getByRole('heading', { name: 'triage-bot asks to Dismiss as noise OPS-16' })).toBeVisible();
  const approve = button(ana, 'Approve');
  await expect(approve).toHaveAttribute('aria-disabled', 'true');
  await expect(approve).toHaveAccessibleDescription(/You keep, or kept, the bot that asks/);
  await approve.focus();
  await expect(approve).toBeFocused();
  await approve.click({ force: true });
  await ana.keyboard.press('a');
  await ana.reload();
  await expect(ana.getByText('Pending, 0 of 1')).toBeVisible();
});

test('a rejection needs a reason, which the bot is told', async ({ open }) => {
  const bot = house.bot('oncall-bot');
  const ticket = await bot.open('OPS', 'Alarms at every deployment', { evidence: 'https://metrics.northgate.example/d/1' });
  const answered = bot.wait(await bot.ask(ticket, 'Dismiss as noise'));
  const ana = await open(house, 'ana');
  await ana.goto('/approvals');
  await card(ana, ticket).click();
  const reason = ana.getByRole('textbox', { name: 'Reason, needed to reject' });

  await button(ana, 'Reject').click();
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAccessibleDescription(/Say why/);
  await expect(ana.getByText('Pending, 0 of 1')).toBeVisible();

  await reason.fill('A customer did notice.');
  await button(ana, 'Reject').click();
  await expect(ana.getByText(`Rejected. ${ticket} stays in Reported`)).toBeVisible();
  expect(await answered).toMatchObject({ state: 'rejected', reason: 'A customer did notice.' });
});

test('what changed while she looked is not sent: she reads it, keeps her reason, and decides again', async ({ open }) => {
  const ana = await open(house, 'ana');
  // She was shown something that no longer is: the first answer carries an older text and its digest.
  const older = async (route: Route) => {
    const answer = await route.fetch();
    const view = (await answer.json()) as object;
    await route.fulfill({ response: answer, json: { ...view, note: 'An older note.', shown: 'A'.repeat(43) } });
  };
  await ana.route('**/requests/*', older, { times: 1 });
  await ana.goto('/approvals');
  await expect(ana.getByText('An older note.')).toBeVisible();
  const reason = ana.getByRole('textbox', { name: 'Reason, needed to reject' });
  await reason.fill('Looked at it.');
  await button(ana, 'Approve').click();

  const notice = ana.getByRole('alert');
  await expect(notice).toContainText('Not sent: OPS-17 changed while you looked.');
  await expect(notice).toContainText('An older note.');
  await expect(button(ana, 'Approve')).toHaveAttribute('aria-disabled', 'true');
  await expect(button(ana, 'Approve')).toHaveAccessibleDescription('Read what changed first.');
  await expect(reason).toHaveValue('Looked at it.');

  await button(ana, 'I have seen it').click();
  await button(ana, 'Approve').click();
  await expect(ana.getByText('Approved, and moved. OPS-17 is Contained')).toBeVisible();
});

test('a bot’s move shows in an open board without a reload', async ({ open }) => {
  const bot = house.bot('deploy-bot');
  const jonas = await open(house, 'jonas');
  await jonas.goto('/tickets/PAY');
  await expect(jonas.getByRole('region', { name: /^Draft/ })).toBeVisible();
  const ticket = await bot.open('PAY', 'Warm the cache first', { pipeline: 'payments-prod', commit: '4f2d1a9', risk: 'low' });
  await expect(jonas.getByRole('region', { name: /^Draft/ }).getByRole('link', { name: ticket })).toBeVisible();
  await bot.move(ticket, 'Submit');
  await expect(jonas.getByRole('region', { name: /^In review/ }).getByRole('link', { name: ticket })).toBeVisible();
});
