// Tickets in flight: publishing lists them, the workflow's page offers where they may go on, another author accepts, and each goes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { fillFile } from './file';
import { House } from './house';
import { workflows } from './places';
import { published, stricter } from './scenes';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const page = '/workflows/Change%20management?see=in-flight';

interface Flight {
  newest: number;
  versions: { version: number; tickets: number; states: { state: string; count: number }[] }[];
}

async function flight(): Promise<Flight> {
  return (await house.person('tomas')).do<Flight>('GET', '/workflows/Change%20management/in-flight');
}

test('from the proposal of a version to its tickets in flight, by two authors who click', async ({ open }) => {
  const before = await flight();
  const old = before.versions[0];
  const text = stricter(readFileSync(path.join(workflows, 'change-management.toml'), 'utf8'));

  // Publishing lists the tickets that keep their version, and leads to where they may go on.
  const jonas = await open(house, 'jonas');
  await jonas.goto('/workflows/new/file?of=Change%20management');
  await jonas.getByRole('button', { name: 'Text', exact: true }).click();
  await fillFile(jonas, text);
  await expect(jonas.getByRole('heading', { name: 'It can be published' })).toBeVisible();
  await button(jonas, 'Propose').click();
  const asked = jonas.getByRole('dialog', { name: 'Propose this workflow' });
  await expect(asked.getByRole('heading', { name: 'Tickets in flight' })).toBeVisible();
  await expect(asked.getByRole('list', { name: `Tickets of version ${old?.version}` }).getByRole('listitem')).toHaveCount(old?.states.length ?? -1);
  await asked.getByRole('button', { name: 'Propose' }).click();
  const mirela = await open(house, 'mirela');
  await mirela.goto('/workflows');
  await mirela.getByRole('link', { name: /Change management, version/ }).click();
  await button(mirela, 'Publish').click();
  await expect(mirela.getByRole('dialog').getByRole('heading', { name: 'Tickets in flight' })).toBeVisible();
  await mirela.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(mirela).toHaveURL(/see=in-flight$/);

  // What would get past the gate cannot be chosen, and why stands beside it.
  await jonas.goto(page);
  const version = jonas.getByRole('region', { name: `Version ${old?.version}`, exact: true });
  const deployed = version.getByRole('combobox', { name: 'Tickets in Deployed' });
  await expect(deployed.getByRole('option')).toHaveText(['Back to Draft', `Keeps version ${old?.version}`]);
  await expect(deployed).toHaveAccessibleDescription(/“?Deploy”? from “?Scheduled”? asks for more than it did/);
  await expect(version.getByRole('combobox', { name: 'Tickets in In review' })).toHaveValue('In review');
  await deployed.selectOption('Draft');
  const comesTo = version.getByRole('list', { name: 'What happens then' });
  await expect(comesTo).toContainText(/in Deployed goe?s? back to Draft/);
  await expect(comesTo).toContainText('They lose what stands in service_owner');
  await button(jonas, /^Propose to migrate/).click();
  await expect(jonas.getByText('Waits for another author', { exact: true })).toBeVisible();
  await expect(button(jonas, 'Accept and migrate')).toHaveAttribute('aria-disabled', 'true');
  await expect(button(jonas, 'Accept and migrate')).toHaveAccessibleDescription(/Another author must accept it/);

  // The other author finds it in the list, sees what happens, and says yes.
  await mirela.goto('/workflows');
  const waits = mirela.getByRole('link', { name: /Change management, version .* Yours to accept/ });
  await waits.click();
  await button(mirela, 'Accept and migrate').click();
  const dialog = mirela.getByRole('dialog', { name: /^Migrate/ });
  await expect(dialog).toContainText('There is no way back');
  await dialog.getByRole('button', { name: 'Migrate', exact: true }).click();
  await expect(mirela.getByText(/tickets went on by version/)).toBeVisible();
  const after = await flight();
  expect(after.versions.map(({ version, tickets }) => ({ version, tickets }))).toEqual([{ version: after.newest, tickets: old?.tickets }]);
  expect(after.versions[0]?.states.map(({ state }) => state)).not.toContain('Deployed');

  // Each is an entry of its own.
  const tomas = await open(house, 'tomas');
  await tomas.goto('/audit?q=action%3Amigrate_ticket');
  await expect(tomas.getByText('go on by a newer version of its workflow').first()).toBeVisible();
});

test('whoever is no author sees the tickets and can propose nothing; a declined one touches none', async ({ open }) => {
  const source = readFileSync(path.join(workflows, 'incident-response.toml'), 'utf8').replace(/^description = .*$/m, 'description = "Another."');
  const to = await published(house, 'Incident response', source);
  const ana = await open(house, 'ana');
  await ana.goto('/workflows/Incident%20response');
  await expect(button(ana, 'In flight')).toBeVisible();
  await ana.keyboard.press('i');
  await expect(button(ana, /^Propose to migrate/)).toHaveAttribute('aria-disabled', 'true');

  const jonas = await house.person('jonas');
  const { versions } = await jonas.do<Flight>('GET', '/workflows/Incident%20response/in-flight');
  const old = versions.at(-1);
  const states = Object.fromEntries((old?.states ?? []).map(({ state }) => [state, state]));
  await jonas.do('POST', '/workflows/Incident%20response/migrations', { from: old?.version, to, states });
  const mirela = await open(house, 'mirela');
  await mirela.goto('/workflows/Incident%20response?see=in-flight');
  await button(mirela, 'Decline').click();
  await expect(mirela.getByText('Declined. No ticket was touched.')).toBeVisible();
  await expect(button(mirela, /^Propose to migrate/)).toBeVisible();
});
