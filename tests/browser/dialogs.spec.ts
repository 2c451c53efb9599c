// Three things that an owner or anybody does now and then: erasing texts, readmitting somebody, keeping one's own key.
import { expect, type Page } from '@playwright/test';
import { House } from './house';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('an owner erases texts for a reason, and only what was chosen is gone', async ({ open }) => {
  const ticket = await house.bot('oncall-bot').open('OPS', 'The phone of Petra Horn is 555 0199', { evidence: 'https://metrics.northgate.example/d/7' });
  const mirela = await open(house, 'mirela');
  await mirela.goto(`/tickets/OPS/${ticket}`);
  await button(mirela, 'Erase texts').click();
  const dialog = mirela.getByRole('dialog', { name: `Erase texts of ${ticket}` });
  const erase = dialog.getByRole('button', { name: 'Erase' });
  await expect(dialog).toContainText('gone for good');
  await expect(erase).toHaveAccessibleDescription('Choose what to erase.');
  await dialog.getByRole('checkbox', { name: /^Title/ }).check();
  await expect(erase).toHaveAccessibleDescription('Say why: it stands in the log.');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Asked for by Petra Horn');
  await erase.click();

  await expect(mirela.getByText('Erased one text.')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(mirela.getByRole('heading', { name: 'Erased', exact: true })).toBeVisible();
  await expect(mirela.getByText('https://metrics.northgate.example/d/7').first()).toBeVisible();
  await expect(mirela.locator('body')).not.toContainText('555 0199');
});

test('erasing is an owner’s: others are not offered it', async ({ open }) => {
  const ana = await open(house, 'ana');
  await ana.goto('/tickets/PAY/PAY-23');
  await expect(ana.getByRole('heading', { name: 'Fields' })).toBeVisible();
  await expect(button(ana, 'Erase texts')).toHaveCount(0);
});

test('an owner readmits somebody: the code is shown once, sets a new password and brings a new key', async ({ open }) => {
  const mirela = await open(house, 'mirela');
  await mirela.goto('/access/people/jonas');
  const side = mirela.getByRole('complementary', { name: 'Jonas Lindqvist' });
  const before = await side.locator('[data-key]').textContent();
  await side.getByRole('button', { name: 'Readmit' }).click();
  const dialog = mirela.getByRole('dialog', { name: 'Readmit Jonas Lindqvist' });
  await expect(dialog).toContainText('for 30 days that key cannot approve what you, or a bot of yours, ask for');
  await dialog.getByRole('button', { name: 'Make a code' }).click();
  const handed = mirela.getByRole('dialog', { name: 'Hand over this code' });
  await expect(handed).toContainText('enter jonas as the name they sign in with');
  const code = (await handed.locator('[data-code]').textContent()) ?? '';
  await handed.getByRole('button', { name: 'Done' }).click();
  await expect(mirela.locator('body')).not.toContainText(code);

  const jonas = await open(house, null);
  await jonas.goto('/join');
  await jonas.getByLabel('One-time code').fill(code);
  await jonas.getByLabel('Your name').fill('Jonas Lindqvist');
  await jonas.getByLabel('Name to sign in with').fill('jonas');
  await jonas.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await jonas.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(jonas.getByRole('button', { name: /Jonas Lindqvist/ })).toBeVisible();
  await expect(side.locator('[data-key]')).not.toHaveText(before ?? '');
  await expect(side).toContainText('New, by a code of Mirela Ionescu: for 30 days it cannot approve what they stand behind.');
});

test('nobody readmits themselves, and who is no owner is told why not', async ({ open }) => {
  const mirela = await open(house, 'mirela');
  await mirela.goto('/access/people/mirela');
  await expect(mirela.getByRole('heading', { name: 'Signing key' })).toBeVisible();
  await expect(button(mirela, 'Readmit')).toHaveCount(0);
  const ana = await open(house, 'ana');
  await ana.goto('/access/people/mirela');
  await expect(button(ana, 'Readmit')).toHaveAttribute('aria-disabled', 'true');
  await expect(button(ana, 'Readmit')).toHaveAccessibleDescription(/.+/);
});

test('anybody copies the key that their decisions are signed with: it is the one Access shows', async ({ open }) => {
  const ana = await open(house, 'ana', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ana.goto('/access/people/ana');
  const shown = await ana.locator('[data-key]').textContent();
  await ana.getByRole('button', { name: /^Ana Kovač/ }).click();
  await ana.getByRole('menuitem', { name: 'Copy my signing key' }).click();
  await expect(ana.getByText(/^Copied: the public key of your decisions here\./)).toBeVisible();
  expect(await ana.evaluate(() => navigator.clipboard.readText())).toBe(shown);
});
