// Nobody has been here yet: the owner makes a workspace, a workflow and a bot, and lets a second person in.
import { expect } from '@playwright/test';
import { House } from './house';
import { test } from './windows';

const password = 'correct horse battery';

test('from an empty folder to a bot that has called, and a second person who has joined', async ({ open }) => {
  await using house = await House.empty();
  const owner = await open(house, null, { permissions: ['clipboard-read', 'clipboard-write'] });
  let token = '';

  await test.step('the setup code of the terminal is needed', async () => {
    await owner.goto('/');
    await expect(owner.getByRole('heading', { name: 'Make your workspace' })).toBeVisible();
    await owner.getByLabel('Setup code').fill('not-the-code');
    await owner.getByLabel('Workspace name').fill('Harbour');
    await owner.getByLabel('Your name').fill('Olga Brandt');
    await expect(owner.getByLabel('You sign in as')).toHaveValue('olga');
    await owner.getByRole('textbox', { name: 'Password' }).fill(password);
    await owner.getByRole('button', { name: 'Make the workspace' }).click();
    await expect(owner.getByRole('alert')).toBeVisible();
    await owner.getByLabel('Setup code').fill(house.setupCode);
    await owner.getByRole('button', { name: 'Make the workspace' }).click();
  });

  await test.step('a ready-made workflow is published, and a project follows it', async () => {
    await expect(owner.locator('[aria-current=step]')).toContainText('Workflow');
    await owner.getByText('Change management', { exact: true }).first().click();
    await owner.getByLabel('First project').fill('Payments');
    await owner.getByLabel('Key').fill('PAY');
    await owner.getByRole('button', { name: 'Publish version 1' }).click();
  });

  await test.step('the first bot gets a token, shown once', async () => {
    await expect(owner.locator('[aria-current=step]')).toContainText('Bot');
    await owner.getByLabel('Name', { exact: true }).fill('deploy-bot');
    await owner.getByRole('button', { name: 'Add it, issue a token' }).click();
    token = (await owner.locator('[data-token]').textContent()) ?? '';
    expect(token).toMatch(/^owb_/);
    await owner.getByRole('button', { name: 'Copy token' }).click();
    expect(await owner.evaluate(() => navigator.clipboard.readText())).toBe(token);
  });

  await test.step('its first call is seen', async () => {
    expect(await house.bot('deploy-bot', token).open('PAY', 'Hello from a bot')).toBe('PAY-1');
    await expect(owner.getByText('deploy-bot has called.')).toBeVisible();
    await owner.getByRole('button', { name: 'Open Harbour' }).click();
    await expect(owner.getByText('Nothing waits for you')).toBeVisible();
    await owner.goto('/access/bots/deploy-bot');
    await expect(owner.getByRole('heading', { name: 'deploy-bot' })).toBeVisible();
    await expect(owner.locator('body')).not.toContainText(token);
  });

  await test.step('a one-time code lets somebody in, once', async () => {
    await owner.getByRole('button', { name: 'Invite person' }).click();
    await owner.getByRole('dialog').getByRole('checkbox', { name: 'release-manager' }).check();
    await owner.getByRole('button', { name: 'Make a code' }).click();
    const code = (await owner.locator('[data-code]').textContent()) ?? '';

    const second = await open(house, null);
    await second.goto('/');
    await second.getByRole('link', { name: 'I have a one-time code' }).click();
    const redeem = async (name: string, handle: string) => {
      await second.getByLabel('One-time code').fill(code);
      await second.getByLabel('Your name').fill(name);
      await second.getByLabel('Name to sign in with').fill(handle);
      await second.getByRole('textbox', { name: 'Password' }).fill(password);
      await second.getByRole('button', { name: 'Join', exact: true }).click();
    };
    await redeem('Paul Reiter', 'paul');
    await expect(second.getByRole('button', { name: /Paul Reiter/ })).toBeVisible();
    await expect(owner.getByText('Paul Reiter').first()).toBeVisible();

    await second.context().clearCookies();
    await second.goto('/join');
    await redeem('Somebody Else', 'else');
    await expect(second.getByRole('alert')).toBeVisible();
  });
});
