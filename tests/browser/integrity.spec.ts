// Integrity in Chromium: an officer checks all of the log, an owner names an anchor, keys are held to a saved list, and a log
// that was put back says what is missing.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { House } from './house';
import { houses } from './seed';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const part = (page: Page, name: RegExp) => page.getByRole('list', { name: 'What was checked' }).getByRole('listitem').filter({ hasText: name });
const proof = (page: Page, name: string) => page.getByRole('list', { name: 'Proofs' }).getByRole('listitem').filter({ hasText: name });

async function arrives(page: Page): Promise<void> {
  await page.goto('/audit/integrity');
  await expect(page.getByRole('heading', { name: 'How far each proof reaches' })).toBeVisible();
}

test('an officer comes by the tab or the foot, checks everything, and is told what was counted', async ({ open }) => {
  const tomas = await open(house, 'tomas');
  await tomas.goto('/audit');
  await tomas.getByRole('tab', { name: 'Integrity' }).click();
  await expect(tomas).toHaveURL(/\/audit\/integrity$/);
  await expect(tomas.getByRole('heading', { name: /^Held up to entry \d+, not checked in full yet$/ })).toBeVisible();
  await expect(tomas.getByText('Whether texts and boards fit the log as they lie on the disk.')).toBeVisible();

  await tomas.keyboard.press('v');
  await expect(tomas.getByRole('heading', { name: /^Unchanged up to entry \d+$/ })).toBeVisible();
  await expect(tomas.getByText(/up to \d+: all of it holds/)).toBeVisible();
  for (const counted of [/Entries hashed again\s*5\d\d/, /Signatures of people and keys\s*\d+/, /Texts against their digests\s*\d+/, /Tree built again\s*same root/]) {
    await expect(part(tomas, counted)).toBeVisible();
  }
  await expect(proof(tomas, 'Full check')).toContainText('everything, by Tomás Ferreira');
  await expect(button(tomas, 'Add an anchor')).toHaveAttribute('aria-disabled', 'true');

  await tomas.getByRole('tab', { name: 'Timeline' }).click();
  await tomas.getByRole('link', { name: /^Log (at entry|proved to)/ }).click();
  await expect(tomas.getByRole('heading', { name: /^Unchanged up to entry \d+$/ })).toBeVisible();
});

test('a check shows how far it is, and stopped half-way it says so while the last full one stays', async ({ open }) => {
  const tomas = await open(house, 'tomas');
  const officer = await house.person('tomas');
  await officer.do('POST', '/integrity/check');
  // Another end than the one that is played would say that the newest check came to its end.
  await expect.poll(async () => (await officer.do('GET', '/integrity')).running ?? null).toBeNull();
  await arrives(tomas);
  await expect(tomas.getByRole('heading', { name: /^Unchanged/ })).toBeVisible();
  // The demo is checked before anybody could press a key: a longer one is played by the answers.
  let stopped = false;
  await tomas.route('**/console/w/*/integrity/check', (route) => {
    stopped = route.request().method() === 'DELETE';
    return route.fulfill({ status: 204 });
  });
  await tomas.route('**/console/w/*/integrity', async (route) => {
    const answer = await route.fetch();
    const view = (await answer.json()) as { size: number; keys: { who: object }[] };
    const running = stopped ? null : { by: view.keys[0]?.who, since: new Date(Date.now() - 3_000).toISOString(), done: 97, all: view.size };
    await route.fulfill({ response: answer, json: { ...view, running } });
  });

  await tomas.keyboard.press('v');
  await expect(tomas.getByRole('heading', { name: /^Checking everything up to \d+$/ })).toBeVisible();
  await expect(tomas.getByText(/1\d %, about \d+ s left\./)).toBeVisible();
  await expect(tomas.getByRole('progressbar', { name: 'Full check' })).toHaveAttribute('aria-valuenow', /1\d/);
  await tomas.keyboard.press('Escape');
  await expect(tomas.getByRole('heading', { name: 'Not finished: checked up to 96' })).toBeVisible();
  await expect(tomas.getByText(/The last full check stays the one of/)).toBeVisible();
});

test('an owner names an anchor, sees it reach, learns that it is away, and takes it back', async ({ open }) => {
  const place = path.join(mkdtempSync(path.join(houses(), 'disk-')), 'anchors');
  const mirela = await open(house, 'mirela');
  await arrives(mirela);
  await expect(mirela.getByText('No anchor yet. Against somebody who holds this folder nothing is proved')).toBeVisible();
  await button(mirela, 'Add an anchor').click();
  const dialog = mirela.getByRole('dialog', { name: 'Add an anchor' });
  const field = dialog.getByRole('textbox', { name: 'Folder or Git repository' });
  await field.fill(place);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(field).toHaveAccessibleDescription(/There is no folder/);

  mkdirSync(place);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(mirela.getByText(/^Added, entry \d+\./)).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(proof(mirela, 'anchors')).toContainText('just now');
  expect(readdirSync(place)).not.toEqual([]);
  await mirela.keyboard.press('a');
  await expect(mirela.getByText(/^Anchored up to entry \d+, in one place\.$/)).toBeVisible();

  renameSync(place, `${place}.away`);
  await button(mirela, 'Anchor now').click();
  await expect(mirela.getByText('anchors is out of reach.')).toBeVisible();
  await expect(mirela.getByText('One anchor holds a copy elsewhere, one is out of reach.')).toBeVisible();
  await expect(proof(mirela, 'anchors')).toContainText('last reached just now');
  renameSync(`${place}.away`, place);

  await mirela.getByRole('list', { name: 'Anchors' }).getByRole('button', { name: 'Take back' }).click();
  await mirela.getByRole('dialog', { name: 'Take back an anchor' }).getByRole('button', { name: 'Take back' }).click();
  await expect(mirela.getByText(/^Taken back, entry \d+\./)).toBeVisible();
  await expect(proof(mirela, 'anchors')).toHaveCount(0);
});

test('keys are held to a saved list, each person by name, and the file stays in the browser', async ({ open }) => {
  const tomas = await open(house, 'tomas');
  await arrives(tomas);
  const downloading = tomas.waitForEvent('download');
  await button(tomas, 'Save my list').click();
  const file = await (await downloading).path();
  const saved = readFileSync(file, 'utf8');
  expect(saved).toMatch(/^openweave-keys [0-9a-f-]{36}\n([0-9a-f-]{36} [\w-]{43} .+\n){4}$/);

  const keys = tomas.getByRole('region', { name: 'Signing keys' });
  const person = (name: string) => keys.getByRole('listitem').filter({ hasText: name });
  const sent: string[] = [];
  tomas.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
  const compare = async (text: string) => {
    const kept = path.join(mkdtempSync(path.join(houses(), 'list-')), 'keys.txt');
    writeFileSync(kept, text);
    await keys.getByLabel('A saved list of signing keys').setInputFiles(kept);
  };
  await compare(saved);
  await expect(keys.getByText('As you saved it')).toHaveCount(4);

  const lines = saved.trimEnd().split('\n');
  const other = lines.filter((line) => !line.includes('Tomás')).map((line) => (line.includes('Ana') ? line.replace(/ [\w-]{43} /, ` ${'A'.repeat(43)} `) : line));
  await compare([...other, `00000000-0000-7000-8000-000000000000 ${'B'.repeat(43)} Priya Nair`, ''].join('\n'));
  await expect(person('Ana Kovač')).toContainText('Another key than you saved');
  await expect(person('Jonas Lindqvist')).toContainText('As you saved it');
  await expect(person('Tomás Ferreira')).toContainText('New since');
  await expect(person('Priya Nair')).toContainText('Gone');

  await compare('what is this');
  await expect(keys.getByRole('alert')).toHaveText('This is no list of signing keys. Choose a file that was saved here.');
  await expect(keys.getByText('As you saved it')).toHaveCount(0);
  expect(sent).toEqual([]);
});

test('a log that was put back says which entries are missing, and what to do first', async ({ open }) => {
  await using own = await House.demo();
  const kept = await own.keepLog();
  for (const title of ['Something happened', 'Something else happened']) await own.bot('oncall-bot').open('OPS', title);
  await own.putBack(kept);
  const tomas = await open(own, 'tomas');
  await tomas.goto('/audit/integrity');
  await expect(tomas.getByRole('heading', { name: /^2 entries are missing: \d+ to \d+$/ })).toBeVisible();
  await expect(tomas.getByRole('listitem').filter({ hasText: 'Leave the folder as it is' })).toContainText('Copy it whole to another disk before anything else.');
  await expect(tomas.getByRole('code').filter({ hasText: 'openweave restore --accept-rollback' })).toBeVisible();
  await expect(proof(tomas, 'Mark on this disk')).toContainText('2 more than the log');
  await expect(tomas.getByText(/Every move, approval and change is refused with 503/)).toBeVisible();
});

test('whoever is neither auditor nor owner is told whose room it is', async ({ open }) => {
  const ana = await open(house, 'ana');
  await ana.goto('/audit/integrity');
  await expect(ana.getByRole('heading', { name: 'The log is for auditors and owners' })).toBeVisible();
  await expect(ana.getByRole('link', { name: /^Log / })).toHaveCount(0);
});
