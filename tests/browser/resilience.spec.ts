// The host stops, the session ends, something is not there: the window says so, keeps what was typed, and finds its way back.
import { expect, type Page } from '@playwright/test';
import { House } from './house';
import { test } from './windows';

const banner = (page: Page) => page.getByText('OpenWeave does not answer. What you see may be old');

test('the host stops while somebody types: a banner says so, nothing is lost, and all goes on when it is back', async ({ open }) => {
  await using house = await House.demo();
  const ana = await open(house, 'ana');
  await ana.goto('/approvals');
  const reason = ana.getByRole('textbox', { name: 'Reason, needed to reject' });
  await reason.fill('The canary is not');

  await house.stop();
  await expect(banner(ana)).toBeVisible();
  await expect(ana.getByRole('heading', { name: 'oncall-bot asks to Contain OPS-17' })).toBeVisible();
  await reason.pressSequentially(' clean yet.');
  await ana.getByRole('button', { name: 'Reject' }).click();
  await expect(ana.getByRole('alert')).toContainText('Whether it arrived is not known.');
  await expect(reason).toHaveValue('The canary is not clean yet.');

  // Sessions end with the host: she signs in again and is where she was.
  await house.start();
  await expect(ana.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 10_000 });
  await expect(ana.getByText('You were signed out.')).toBeVisible();
  await ana.getByText('Ana Kovač', { exact: true }).click();
  await ana.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(ana.getByRole('heading', { name: 'oncall-bot asks to Contain OPS-17' })).toBeVisible();
  await expect(banner(ana)).toHaveCount(0);
  await expect(reason).toHaveValue('The canary is not clean yet.');
});

test.describe('a house that stays', () => {
  let house: House;
  test.beforeAll(async () => {
    house = await House.demo();
  });
  test.afterAll(() => house.stop());

  test('while the news do not come a banner says so; then it goes, and what came meanwhile is there', async ({ open }) => {
    const bot = house.bot('deploy-bot');
    const jonas = await open(house, 'jonas');
    await jonas.route('**/changes?*', (route) => route.abort());
    await jonas.goto('/tickets/PAY');
    await expect(jonas.getByRole('region', { name: /^Draft/ })).toBeVisible();
    await expect(banner(jonas)).toBeVisible();
    const ticket = await bot.open('PAY', 'Opened while nobody could see it');
    await expect(jonas.getByRole('link', { name: ticket })).toHaveCount(0);
    await jonas.unroute('**/changes?*');
    await expect(jonas.getByRole('link', { name: ticket })).toBeVisible();
    await expect(banner(jonas)).toHaveCount(0);
  });

  test('a session that ended leads to sign-in, and back to where one was', async ({ open }) => {
    const ana = await open(house, 'ana');
    await ana.goto('/tickets/PAY/PAY-22');
    const ticket = ana.getByRole('complementary', { name: 'PAY-22' });
    await ticket.getByRole('textbox', { name: 'Comment on PAY-22' }).fill('Half a thought');
    await ana.context().clearCookies();
    await ticket.getByRole('button', { name: 'Comment' }).click();
    await expect(ana.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(ana.getByText('You were signed out.')).toBeVisible();
    await ana.getByText('Ana Kovač', { exact: true }).click();
    await ana.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(ticket.getByRole('textbox', { name: 'Comment on PAY-22' })).toHaveValue('Half a thought');
  });

  test('what is not there is asked for once: every refusal is an entry, and entries wake who asks', async ({ open }) => {
    const mirela = await open(house, 'mirela');
    const size = async () => (await (await house.person('mirela')).do<{ size: number }>('GET', '/overview')).size;
    for (const [path, says] of [
      ['/tickets/NOPE', 'Not here'],
      ['/tickets/PAY/PAY-999', 'Not here'],
      ['/workflows/Nope', 'Not here'],
    ] as const) {
      await mirela.goto(path);
      await expect(mirela.getByRole('alert')).toContainText(says);
    }
    const before = await size();
    // A new entry wakes the window, which then reads what it may.
    const woken = mirela.waitForResponse('**/overview');
    await house.bot('deploy-bot').open('PAY', 'Something is written');
    await woken;
    // Entries are numbered from 0.
    await expect(mirela.getByRole('link', { name: /Log at entry/ })).toContainText(before.toLocaleString('en-US'));
    expect(await size()).toBe(before + 1);
  });
});
