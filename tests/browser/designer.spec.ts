// The designer, as an author uses it: drawing with the pointer, the same with the keyboard alone, text and canvas as one document,
// and nothing lost of what stood in the file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { Person } from './callers';
import { fileText, fillFile, textbox } from './file';
import { House } from './house';
import { workflows } from './places';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

const canvas = (page: Page) => page.getByRole('application', { name: 'Canvas' });
const box = (page: Page, name: string) => canvas(page).getByRole('button', { name: new RegExp(`^${name}(, terminal)?(, (green|amber|red))?$`) });
const arrow = (page: Page, name: string, from: string) => canvas(page).getByRole('button', { name: new RegExp(`^${name}, from ${from} `) });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const file = (slug: string) => readFileSync(path.join(workflows, `${slug}.toml`), 'utf8');

/** What the text view shows. */
async function text(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  const written = await fileText(page);
  await page.getByRole('button', { name: 'Canvas', exact: true }).click();
  return written;
}

async function centre(of: Locator): Promise<{ x: number; y: number }> {
  const at = await of.boundingBox();
  if (!at) throw new Error('it is not on the screen');
  return { x: at.x + at.width / 2, y: at.y + at.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}

test('a machine is drawn with the pointer from an empty canvas, and reads as if written by hand', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file');
  await expect(page.getByText('Double-click to make the first state')).toBeVisible();
  const ground = await centre(canvas(page));
  await page.mouse.dblclick(ground.x - 200, ground.y - 100);
  await page.getByRole('textbox', { name: 'Name of the state' }).fill('Open');
  await page.keyboard.press('Enter');
  await expect(box(page, 'Open')).toBeVisible();
  // From the edge of a box into the open: a state and the way there.
  const right = box(page, 'Open').locator('xpath=..').locator('.svelte-flow__handle-right');
  await box(page, 'Open').hover();
  await drag(page, await centre(right), { x: ground.x + 120, y: ground.y - 100 });
  await page.getByRole('textbox', { name: 'Name of the transition' }).fill('Close');
  await page.keyboard.press('Enter');
  await expect(arrow(page, 'Close', 'Open')).toBeVisible();
  await box(page, 'State 1').dblclick();
  await page.getByRole('textbox', { name: 'Name of the state' }).fill('Closed');
  await page.keyboard.press('Enter');
  await expect(box(page, 'Closed')).toBeVisible();
  await inspector(page).getByRole('checkbox', { name: /Nothing leaves it/ }).click();
  await expect(box(page, 'Closed')).toHaveAccessibleName('Closed, terminal');
  await inspector(page).getByLabel('Colour').selectOption('green');
  await expect(box(page, 'Closed')).toHaveAccessibleName('Closed, terminal, green');
  await expect(page.getByRole('heading', { name: 'It can be published' })).toBeVisible();
  const written = await text(page);
  expect(written).toMatch(/^format = 1\nname = "New workflow"\ninitial = "Open"\n/);
  expect(written).toContain('[[transitions]]\nname = "Close"\nfrom = ["Open"]\nto = "Closed"\nby = ["person"]\n');
  expect(written).toContain('[states.Closed]\nterminal = true\ncolour = "green"\n');
});

test('the canvas comes closer and goes further, is moved with Space, and shows all of it again', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await expect(box(page, 'Draft')).toBeVisible();
  const seen = () => page.locator('.svelte-flow__viewport').evaluate((one) => new DOMMatrix(getComputedStyle(one).transform));
  const zoom = async () => Math.round((await seen()).a * 100);
  const fitted = await zoom();
  await page.keyboard.press('+');
  await expect.poll(zoom).toBe(Math.round(fitted * 1.2));
  await page.getByRole('button', { name: 'Further (-)' }).click();
  await expect.poll(zoom).toBe(fitted);
  await page.keyboard.press('-');
  await expect.poll(zoom).toBeLessThan(fitted);
  const before = await seen();
  const ground = await centre(canvas(page));
  await page.keyboard.down('Space');
  await drag(page, ground, { x: ground.x + 90, y: ground.y + 40 });
  await page.keyboard.up('Space');
  await expect.poll(async () => Math.round((await seen()).e - before.e)).toBeGreaterThan(80);
  await page.keyboard.press('Control+0');
  await expect.poll(zoom).toBe(fitted);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  for (const told of ['Closer', 'Paste', 'While held, the pointer draws a lasso']) await expect(keys).toContainText(told);
});

test('a lasso chooses states, which are moved together and put in a row; each is one step of undo', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await expect(box(page, 'Draft')).toBeVisible();
  const places = async () => {
    const layout = (await text(page)).split('[layout]')[1] ?? '';
    return Object.fromEntries([...layout.matchAll(/^"?([^"=\n]+?)"? = \[(-?\d+), (-?\d+)\]/gm)].map(([, name, x, y]) => [name ?? '', [Number(x), Number(y)]]));
  };
  await expect.poll(places).toMatchObject({ Draft: [120, 120], Verified: [360, 420], Cancelled: [120, 420] });
  const before = await places();
  const [draft, cancelled] = [await centre(box(page, 'Draft')), await centre(box(page, 'Cancelled'))];
  await page.keyboard.down('Shift');
  await drag(page, { x: draft.x - 80, y: draft.y - 50 }, { x: cancelled.x + 30, y: cancelled.y + 50 });
  await page.keyboard.up('Shift');
  await expect(inspector(page).getByRole('heading', { name: '2 states' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect.poll(places).toMatchObject({ Draft: [140, 120], Verified: [360, 420], Cancelled: [140, 420] });
  await page.keyboard.press('Control+a');
  await expect(inspector(page).getByRole('heading', { name: '6 states' })).toBeVisible();
  await inspector(page).getByRole('button', { name: 'In a row' }).click();
  await expect.poll(async () => new Set(Object.values(await places()).map(([, y]) => y)).size).toBe(1);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(places).toEqual(before);
});

test('a drag changes the place of one box in the file, keeps its comments, and is undone', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await expect(box(page, 'Deployed')).toBeVisible();
  const at = await centre(box(page, 'Deployed'));
  await drag(page, at, { x: at.x - 120, y: at.y + 60 });
  await expect(page.getByRole('button', { name: 'Undo (Ctrl+Z)' })).not.toHaveAttribute('aria-disabled', 'true');
  const before = file('change-management').split('\n');
  const after = (await text(page)).split('\n');
  expect(after).toHaveLength(before.length);
  const changed = after.filter((line, at) => line !== before[at]);
  expect(changed).toHaveLength(1);
  expect(changed[0]).toMatch(/^Deployed = \[\d+, \d+\]$/);
  await page.keyboard.press('Control+z');
  expect(await text(page)).toBe(file('change-management'));
  await page.keyboard.press('Control+Shift+z');
  expect((await text(page)).split('\n')).toEqual(after);
});

test('the keyboard alone draws, names, moves, takes away and takes back', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file');
  await expect(page.getByText('press N')).toBeVisible();
  const press = (...keys: string[]) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const type = (words: string) => page.keyboard.type(words);
  await press('n');
  await expect(page.getByRole('textbox', { name: 'Name of the state' })).toBeFocused();
  await type('Draft');
  await press('Enter');
  await expect(box(page, 'Draft')).toBeVisible();
  await press('t');
  await type('Done');
  await press('Tab');
  await type('Finish');
  await press('Enter');
  await expect(arrow(page, 'Finish', 'Draft')).toBeFocused();
  await press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name of the transition' })).toBeFocused();
  await type('Finish it');
  await press('Enter');
  await expect(arrow(page, 'Finish it', 'Draft')).toBeVisible();
  await box(page, 'Done').focus();
  const was = await text(page);
  await box(page, 'Done').focus();
  await press('ArrowDown', 'ArrowDown');
  await expect.poll(() => text(page)).not.toBe(was);
  await box(page, 'Done').focus();
  await press('Delete');
  await expect(box(page, 'Done')).toHaveCount(0);
  await expect(arrow(page, 'Finish it', 'Draft')).toHaveCount(0);
  await press('Control+z');
  await expect(arrow(page, 'Finish it', 'Draft')).toBeVisible();
  await press('Control+z', 'Control+z');
  await expect.poll(() => text(page)).toBe(was);
});

test('tidy moves the chosen states alone, and everything only where nothing is chosen; a state of the text leaves the others where they are', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await box(page, 'Verified').focus();
  await page.keyboard.press('Control+L');
  await expect.poll(() => text(page)).not.toContain('Verified = [');
  const places = 'Draft = [120, 120]\n"In review" = [360, 120]\nScheduled = [680, 120]\nDeployed = [680, 420]\n';
  expect(await text(page)).toContain(places);
  const spot = async (name: string) => centre(box(page, name));
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await fillFile(page, (await fileText(page)).replace('[states.Verified]', '[states.Archived]\n\n[states.Verified]').replace('to = "Verified"', 'to = "Archived"'));
  await page.getByRole('button', { name: 'Canvas', exact: true }).click();
  await expect(box(page, 'Archived')).toBeVisible();
  expect(await text(page)).toContain(places);
  await expect.poll(async () => Math.abs((await spot('Deployed')).x - (await spot('Scheduled')).x)).toBeLessThan(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+L');
  await expect.poll(() => text(page)).not.toContain('Scheduled = [');
});

test('who may, fields, gate and glass are set in the inspector, and stand in the file and in words', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await arrow(page, 'Verify', 'Deployed').focus();
  const pane = inspector(page);
  await expect(pane.getByLabel('Name', { exact: true })).toHaveValue('Verify');
  await pane.getByRole('switch', { name: 'Gate' }).click();
  const people = pane.getByRole('spinbutton', { name: /How many approve/ });
  await people.fill('2');
  await people.press('Tab');
  await expect(pane.getByText(/2 people/)).toBeVisible();
  // Offered: whom the file names, and who is here.
  const offered = pane.locator(`datalist[id="${await pane.getByLabel('Nobody else').getAttribute('list')}"] option`);
  const values = await offered.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  expect(values).toEqual(expect.arrayContaining(['bot', 'role:service-owner', 'role:owner', 'actor:deploy-bot', 'actor:mirela']));
  await pane.getByLabel('Nobody else').fill('role:service-owner');
  await page.keyboard.press('Enter');
  await expect(pane.getByRole('button', { name: 'Remove role:service-owner' })).toBeVisible();
  await pane.getByLabel('Cannot approve besides').fill('mover:Deploy');
  await page.keyboard.press('Enter');
  await pane.getByRole('checkbox', { name: 'Asks for the password again' }).click();
  await pane.getByRole('switch', { name: 'Break glass' }).click();
  await expect(pane.getByLabel('Reviewed within')).toHaveValue('3d');
  await expect(pane.getByRole('checkbox', { name: 'Asks for the password again' })).toBeChecked();
  const written = await text(page);
  const verify = written.slice(written.indexOf('name = "Verify"'), written.indexOf('name = "Cancel"'));
  for (const line of ['by = ["person", "role:service-owner"]', 'approvals = 2', 'not = ["mover:Deploy"]', 'reauthenticate = true', '[transitions.break_glass]']) {
    expect(verify).toContain(line);
  }
  await expect(page.getByRole('heading', { name: 'It can be published' })).toBeVisible();
});

test('what is changed while an answer is under way is made to what it was meant for, whatever is chosen by then', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await arrow(page, 'Accept', 'In review').click();
  const edits = '**/workflows/edit';
  await page.route(edits, async (route) => {
    await new Promise((over) => setTimeout(over, 600));
    await route.continue();
  });
  const people = inspector(page).getByRole('spinbutton', { name: 'How many approve as service-owner' });
  await people.fill('3');
  await inspector(page).getByLabel('Runs out after').fill('5d');
  await inspector(page).getByLabel('Runs out after').blur();
  await box(page, 'Verified').click();
  await inspector(page).getByRole('checkbox', { name: /Nothing leaves it/ }).click();
  await inspector(page).getByLabel('What it means').fill('It works as it should.');
  await arrow(page, 'Verify', 'Deployed').click();
  await expect(inspector(page).getByLabel('Name', { exact: true })).toHaveValue('Verify');
  await expect.poll(() => text(page)).toContain('description = "It works as it should."');
  await page.unroute(edits);
  const written = await text(page);
  expect(written).toContain('name = "Accept"');
  expect(written).toMatch(/approvals = 3\nrole = "service-owner"\nexpires = "5d"/);
  expect(written).toContain('[states.Verified]\nterminal = false\ndescription = "It works as it should."\n');
  await expect(inspector(page).getByLabel('Name', { exact: true })).toHaveValue('Verify');
});

test('who may enter a state is set on all arrows that lead there', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await box(page, 'Cancelled').focus();
  await inspector(page).getByLabel(/leads? here/).fill('role:service-owner');
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('button', { name: 'Remove role:service-owner' })).toBeVisible();
  expect(await text(page)).toContain('to = "Cancelled"\nby = ["person", "role:service-owner"]\n');
});

test('text and canvas are one document: either is edited and both follow; a broken text keeps the last drawing, greyed', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await fillFile(page, file('change-management').replaceAll('Scheduled', 'Planned'));
  await expect(box(page, 'Planned')).toBeVisible();
  await fillFile(page, `${await fileText(page)}\nbroken = = 1\n`);
  await expect(page.getByText('The text cannot be read. This is how it was before.')).toBeVisible();
  await expect(box(page, 'Planned')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^\d errors?$/ })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('The text cannot be read.')).toHaveCount(0);
});

test('the text offers what can be written, and an error stands at its words with what to write instead', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  const offered = page.getByRole('option');
  await fillFile(page, file('change-management').replace('initial = "Draft"', 'initial = "Drat"'));
  const wrong = textbox(page).locator('.cm-lintRange-error');
  await expect(page.getByRole('heading', { name: '1 error' })).toBeVisible();

  // F8 goes there; what could be meant is offered, and taken with Enter.
  await page.keyboard.press('F8');
  await expect(wrong).toHaveText('"Drat"');
  await page.keyboard.press('Delete');
  await page.keyboard.type('"');
  await expect(offered.first()).toBeVisible();
  await page.keyboard.type('Dra');
  await expect(offered).toHaveCount(1);
  await expect(offered).toHaveText(/^Draft/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'It can be published' })).toBeVisible();
  await expect(wrong).toHaveCount(0);
  expect(await fileText(page)).toBe(file('change-management'));

  // Keys of where one is; Escape first closes what is offered, then leaves, and Tab is no trap.
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\n[[transitions]]\nreq');
  await expect(offered.filter({ hasText: 'requires' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(offered).toHaveCount(0);
  await expect(textbox(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(textbox(page)).not.toBeFocused();
  await textbox(page).focus();
  await page.keyboard.press('Tab');
  await expect(textbox(page)).not.toBeFocused();
});

test('an error points at the line and at the box', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=change-management');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await fillFile(page, `${file('change-management').replace('[layout]', '[states.Forgotten]\n\n[layout]\nForgotten = [920, 420]')}`);
  await expect(page.getByText(/No way leads from `?Draft`? to/)).toBeVisible();
  await page.getByRole('button', { name: 'Canvas', exact: true }).click();
  await page.getByRole('region', { name: 'Checks' }).getByRole('button').first().click();
  await expect(box(page, 'Forgotten')).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await fillFile(page, file('change-management').replace('requires = ["test_report"]', 'requires = ["test_reprt"]'));
  await expect(page.getByText(/There is no field/)).toBeVisible();
  await page.getByRole('button', { name: 'Canvas', exact: true }).click();
  await expect(canvas(page).locator('.sign.wrong')).toHaveCount(1);
  await page.getByRole('region', { name: 'Checks' }).getByRole('button').first().click();
  await expect(arrow(page, 'Add evidence', 'In review')).toHaveAttribute('aria-pressed', 'true');
});

test('what is drawn is saved as a draft by itself, and kill -9 loses at most the last second', async ({ open }) => {
  await using house = await House.demo();
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=agent-onboarding');
  await expect(box(page, 'On trial')).toBeVisible();
  const drafts = async () => (await (await house.person('jonas')).do<{ drafts: { id: string }[] }>('GET', '/drafts')).drafts;
  const before = (await drafts()).length;
  await page.waitForTimeout(1_500);
  expect(await drafts(), 'looking is no draft').toHaveLength(before);
  await box(page, 'On trial').dblclick();
  await page.getByRole('textbox', { name: 'Name of the state' }).fill('On probation');
  const done = Date.now();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Draft saved')).toBeVisible();
  expect(Date.now() - done, 'within a second, and what a slow machine adds').toBeLessThan(2_000);
  await expect(page).toHaveURL(/draft=/);
  expect(await drafts()).toHaveLength(before + 1);
  await house.stop('SIGKILL');
  await house.start();
  const again = await open(house, 'jonas');
  await again.goto(new URL(page.url()).pathname + new URL(page.url()).search);
  await expect(box(again, 'On probation')).toBeVisible();
  expect(await text(again)).toBe(file('agent-onboarding').replaceAll('"On trial"', '"On probation"'));
});

test('two windows on one draft: the second is told, nothing is overwritten, and either text can be gone on with', async ({ open }) => {
  await using house = await House.demo();
  const jonas = await house.person('jonas');
  const { id } = await jonas.do<{ id: string }>('POST', '/drafts', { workflow: null, source: file('agent-onboarding') });
  const [one, two] = [await open(house, 'jonas'), await open(house, 'jonas')];
  for (const page of [one, two]) {
    await page.goto(`/workflows/new/file?draft=${id}`);
    await expect(box(page, 'Stopped')).toHaveCount(0);
    await expect(box(page, 'Suspended')).toBeVisible();
  }
  const rename = async (page: Page, from: string, to: string) => {
    await box(page, from).dblclick();
    await page.getByRole('textbox', { name: 'Name of the state' }).fill(to);
    await page.keyboard.press('Enter');
    await expect(box(page, to)).toBeVisible();
  };
  await rename(one, 'Suspended', 'Stopped');
  await expect(one.getByText('Draft saved')).toBeVisible();
  await rename(two, 'Retired', 'Gone');
  const told = two.getByRole('alert').filter({ hasText: 'saved in another window' });
  await expect(told).toBeVisible();
  const saved = async () => (await jonas.do<{ source: string }>('GET', `/drafts/${id}`)).source;
  expect(await saved()).toContain('[states.Stopped]');
  await told.getByRole('button', { name: 'Take that text' }).click();
  await expect(box(two, 'Stopped')).toBeVisible();
  await expect(box(two, 'Gone')).toHaveCount(0);
  await two.keyboard.press('Control+z');
  await expect(box(two, 'Gone'), 'undo brings back what was drawn here').toBeVisible();
  await expect.poll(saved).toContain('[states.Gone]');

  await rename(one, 'Stopped', 'Halted');
  await expect(one.getByRole('alert').filter({ hasText: 'saved in another window' })).toBeVisible();
  await one.getByRole('button', { name: 'Keep mine as another draft' }).click();
  await expect(one).not.toHaveURL(new RegExp(id));
  expect(await saved()).toContain('[states.Gone]');
  expect(await text(one)).toContain('[states.Halted]');
});

test('states are copied between workflows with the transitions between them, cut, and made once more', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=agent-onboarding');
  await box(page, 'Proposed').focus();
  await box(page, 'Assessed').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+d');
  await expect(box(page, 'Assessed 2')).toBeVisible();
  await expect(arrow(page, 'Assess', 'Proposed 2')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(box(page, 'Assessed 2')).toHaveCount(0);
  await page.goto('/workflows/new/file');
  await expect(page.getByText('press N')).toBeVisible();
  await page.keyboard.press('Control+v');
  await expect(arrow(page, 'Assess', 'Proposed')).toBeVisible();
  expect(await text(page)).toContain('requires = ["purpose", "keeper", "model", "reach", "worst_case", "stop"]');
  await box(page, 'Assessed').focus();
  await page.keyboard.press('Control+x');
  await expect(box(page, 'Assessed')).toHaveCount(0);
});

test('Ctrl+F finds a state or a transition and brings it into sight', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file?from=data-export-and-deletion');
  await expect(box(page, 'Deleted')).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('expos');
  await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option')).toHaveText(['Delete what is exposed']);
  await page.keyboard.press('Enter');
  await expect(arrow(page, 'Delete what is exposed', 'Asked')).toBeFocused();
  await expect(inspector(page).getByLabel('Name', { exact: true })).toHaveValue('Delete what is exposed');
});

test('where nobody else is an author, what was drawn is published at once, and its draft is gone', async ({ open }) => {
  await using empty = await House.empty();
  const form = { code: empty.setupCode, workspace: 'Harbour', name: 'Olga Brandt', handle: 'olga', password: 'correct horse battery' };
  const olga = await Person.arrives(empty.console, 'setup', form);
  const page = await open(empty, olga);
  await page.goto('/workflows/new/file?from=change-management');
  await box(page, 'Verified').dblclick();
  await page.getByRole('textbox', { name: 'Name of the state' }).fill('Looked at');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(page).toHaveURL(/\/workflows\/Change%20management$/);
  expect((await olga.do<{ drafts: unknown[] }>('GET', '/drafts')).drafts).toEqual([]);
});

/** Draws with the pointer. */
class Pointer {
  constructor(private readonly page: Page) {}

  async state(name: string, at: { x: number; y: number }): Promise<void> {
    await this.page.mouse.dblclick(at.x, at.y);
    await this.page.getByRole('textbox', { name: 'Name of the state' }).fill(name);
    await this.page.keyboard.press('Enter');
    await expect(box(this.page, name)).toBeVisible();
  }

  async transition(name: string, from: string, to: string): Promise<void> {
    const side = (state: string, at: string) => box(this.page, state).locator('xpath=..').locator(`.svelte-flow__handle-${at}`);
    await drag(this.page, await centre(side(from, 'right')), await centre(side(to, from === to ? 'top' : 'left')));
    await this.page.getByRole('textbox', { name: 'Name of the transition' }).fill(name);
    await this.page.keyboard.press('Enter');
    await expect(arrow(this.page, name, from)).toBeVisible();
  }

  async choose(state: string): Promise<void> {
    await box(this.page, state).click();
  }
}

/** Draws without it. */
class Keyboard {
  constructor(private readonly page: Page) {}

  async state(name: string): Promise<void> {
    await this.page.keyboard.press('n');
    await expect(this.page.getByRole('textbox', { name: 'Name of the state' })).toBeFocused();
    await this.page.keyboard.type(name);
    await this.page.keyboard.press('Enter');
    await expect(box(this.page, name)).toBeVisible();
  }

  async transition(name: string, from: string, to: string): Promise<void> {
    await this.choose(from);
    await this.page.keyboard.press('t');
    await this.page.keyboard.type(to);
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.type(name);
    await this.page.keyboard.press('Enter');
    await expect(arrow(this.page, name, from)).toBeFocused();
  }

  async choose(state: string): Promise<void> {
    await this.page.keyboard.press('Control+f');
    await this.page.keyboard.type(state);
    await this.page.keyboard.press('Enter');
    await expect(box(this.page, state)).toBeFocused();
  }
}

/** Presses Tab until the keyboard is on what is called this. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    await page.keyboard.press(key);
    const called = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement ? at.labels?.[0]?.textContent : null;
      return (at?.getAttribute('aria-label') ?? label ?? at?.textContent ?? '').trim();
    });
    if (name.test(called)) return;
  }
  throw new Error(`Tab never comes to ${name}`);
}

interface Drawn {
  states: [string, [number, number]][];
  /** Each with the key that gives its type; none: text. */
  fields: [string, string?][];
  steps: { name: string; from: string; to: string; by?: string[]; not?: string[]; also?: string[]; requires?: string[]; gate?: [string, string, string]; glass?: true }[];
}
/** What is drawn, in the desktop's window too. */
const drawn = JSON.parse(readFileSync(path.join(import.meta.dirname, '../drawn.json'), 'utf8')) as Drawn;

/** Change management, drawn from nothing; what the pointer does is done by `hand`, all else by the keyboard. */
async function drawChangeManagement(page: Page, hand: Pointer | Keyboard): Promise<void> {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const add = async (label: RegExp, names: string[]) => {
    await tabTo(page, label);
    for (const name of names) {
      await page.keyboard.type(name);
      await press('Enter');
      await expect(inspector(page).getByRole('button', { name: `Remove ${name}`, exact: true }).first()).toBeVisible();
    }
  };
  const put = async (label: RegExp, value: string) => {
    await tabTo(page, label);
    await press('Control+a');
    await page.keyboard.type(value);
  };
  const toggle = async (label: RegExp) => {
    await tabTo(page, label);
    await press('Space');
  };
  const ground = await centre(canvas(page));
  const at = (x: number, y: number) => ({ x: ground.x + x, y: ground.y + y });
  for (const [name, [x, y]] of drawn.states) await hand.state(name, at(x, y));
  for (const end of ['Verified', 'Cancelled']) {
    await hand.choose(end);
    await press('i');
    await toggle(/terminal/);
    await expect(box(page, end)).toHaveAccessibleName(`${end}, terminal`);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  }
  // The workflow itself, and the fields.
  await press('Escape', 'i', 'Control+a');
  await page.keyboard.type('Change management');
  for (const list of [/opens them/, /changes them/, /comments/]) await add(list, ['bot']);
  for (const [name, kind] of drawn.fields) {
    await tabTo(page, /^Add a field$/);
    await press('Enter');
    await expect(page.getByRole('textbox', { name: 'Name', exact: true }).last()).toHaveValue(/^field_\d$/);
    await tabTo(page, /^Name$/, 'Shift+Tab');
    await page.keyboard.type(name);
    await press('Tab');
    if (kind) await press(kind);
    if (kind === 'O') {
      await expect(page.getByRole('button', { name: 'Remove high' })).toBeVisible();
      await tabTo(page, /^The list$/);
      await press('Backspace');
      await expect(page.getByRole('button', { name: 'Remove high' })).toHaveCount(0);
      for (const option of ['medium', 'high']) {
        await page.keyboard.type(option);
        await press('Enter');
        await expect(page.getByRole('button', { name: `Remove ${option}` })).toBeVisible();
      }
    }
  }
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  for (const step of drawn.steps) {
    await hand.transition(step.name, step.from, step.to);
    await press('i');
    if (step.also) await add(/^From$/, step.also);
    if (step.not) await toggle(/^Remove person$/);
    if (step.by) await add(/^Nobody else$/, step.by);
    if (step.requires) await add(/^Fields that must be filled$/, step.requires);
    if (step.gate) {
      const [people, role, expires] = step.gate;
      await toggle(/^Gate$/);
      await expect(inspector(page).getByRole('spinbutton')).toBeVisible();
      await put(/^How many approve/, people);
      await put(/^Role that approves$/, role);
      await put(/^Runs out after$/, expires);
      await press('Tab');
      await expect(inspector(page).getByLabel('Runs out after')).toHaveValue(expires);
    }
    if (step.glass) {
      await toggle(/^Break glass$/);
      await expect(inspector(page).getByLabel('Reviewed within')).toBeVisible();
      await add(/^Who may break it$/, ['incident-commander']);
      // A list that must name somebody keeps its last name: the new one comes first.
      await tabTo(page, /^Remove service-owner$/, 'Shift+Tab');
      await press('Space');
      await put(/^Reviewed within$/, '24h');
      await add(/^Who may review it$/, ['release-manager']);
    }
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  }
}

/** What a file says, without words that explain and places on the canvas. */
async function rules(source: string): Promise<unknown> {
  const jonas = await house.person('jonas');
  const { shown } = await jonas.do<{ shown: Record<string, unknown> }>('POST', '/workflows/check', { source });
  const plain = JSON.stringify(shown, (key, value: unknown) => (['description', 'rule', 'edges', 'area', 'placed', 'start', 'far', 'bounds'].includes(key) ? undefined : value));
  const { states, fields, transitions, ...rest } = JSON.parse(plain) as Record<'states' | 'fields' | 'transitions', { name: string; from?: string[]; requires?: string[]; by?: string[] }[]>;
  const sorted = (all: typeof states) => all.map((one) => ({ ...one, from: one.from?.toSorted(), requires: one.requires?.toSorted(), by: one.by?.toSorted() })).toSorted((a, b) => a.name.localeCompare(b.name));
  return { ...rest, states: sorted(states), fields: sorted(fields), transitions: sorted(transitions) };
}

for (const [how, most] of [['at most 60 pointer actions', 60], ['the keyboard alone', 0]] as const) {
  test(`change management is drawn from an empty canvas with ${how}, and says what the shipped file says`, async ({ open }) => {
    test.setTimeout(180_000);
    const page = await open(house, 'jonas', { viewport: { width: 1920, height: 1080 } });
    // Each press counts, by the page's own events: a double-click is two.
    await page.addInitScript(() => {
      const counted = Object.assign(window, { presses: 0 });
      window.addEventListener('pointerdown', () => counted.presses++, { capture: true });
    });
    await page.goto('/workflows/new/file');
    await expect(page.getByText('press N')).toBeVisible();
    await drawChangeManagement(page, most === 0 ? new Keyboard(page) : new Pointer(page));
    const presses = await page.evaluate(() => (window as unknown as { presses: number }).presses);
    expect(presses, 'what the pointer did').toBeLessThanOrEqual(most);
    if (most > 0) expect(presses, 'it was counted').toBeGreaterThan(0);
    await expect(page.getByRole('heading', { name: 'It can be published' })).toBeVisible();
    expect(await rules(await text(page))).toEqual(await rules(file('change-management')));
    test.info().annotations.push({ type: 'measured', description: `${presses} presses` });
    process.stdout.write(`designer: ${presses} presses\n`);
  });
}

test.describe('a workflow is tried', () => {
  const simulation = (page: Page) => page.getByRole('complementary', { name: 'Simulation' });
  const as = (page: Page, who: string) => page.getByRole('group', { name: 'Simulating as' }).getByRole('button', { name: who });
  const steps = (page: Page) => page.getByRole('region', { name: 'Steps' }).getByRole('listitem');

  test('as anybody, through its gates, with refusals among the steps, and the run is kept as a scenario', async ({ open }) => {
    const page = await open(house, 'jonas');
    await page.goto('/workflows/new/file?from=change-management');
    await expect(box(page, 'Draft')).toBeVisible();
    await page.keyboard.press('s');
    await expect(box(page, 'Draft, the ticket stands here')).toBeVisible();

    // Legal moves have a key; what is refused says why, and the try belongs to the run.
    await as(page, 'somebody').click();
    await expect(page.getByText('From Draft, as somebody')).toBeVisible();
    await expect(arrow(page, 'Submit', 'Draft')).toHaveAccessibleName(/can be taken now$/);
    await expect(arrow(page, 'Verify', 'Deployed')).toHaveAccessibleName(/not from here$/);
    await page.keyboard.press('1');
    await expect(steps(page)).toHaveCount(1);
    await expect(arrow(page, 'Submit', 'Draft')).toHaveAccessibleName(/taken in step 1$/);
    await as(page, 'bot').click();
    await expect(arrow(page, 'Accept', 'In review')).toHaveAccessibleName(/refused: not_permitted$/);
    await simulation(page).getByRole('listitem').filter({ hasText: 'Accept' }).getByRole('button', { name: 'Try' }).click();
    await expect(steps(page).nth(1)).toContainText('not_permitted');

    // At the gate others answer, and nobody for themselves.
    await as(page, 'release-manager-1').click();
    await simulation(page).getByRole('listitem').filter({ hasText: 'Accept' }).getByRole('button', { name: 'Ask' }).click();
    const gate = page.getByRole('region', { name: 'At the gate' });
    await expect(gate).toContainText('Accept waits, 0 of 1');
    await expect(gate.getByRole('listitem').filter({ hasText: 'release-manager-1' })).toContainText('own_request');
    await gate.getByRole('button', { name: /it runs out$/ }).click();
    await expect(gate).toHaveCount(0);
    await page.keyboard.press('z');
    await expect(gate).toBeVisible();
    await gate.getByRole('listitem').filter({ hasText: 'service-owner-1' }).getByRole('button', { name: 'Approve' }).click();
    await expect(box(page, 'Scheduled, the ticket stands here')).toBeVisible();

    await page.keyboard.press('s');
    await page.getByRole('textbox', { name: 'What it shows' }).fill('A bot cannot accept');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: /^Scenarios/ }).click();
    const kept = page.getByRole('region', { name: 'Scenarios' }).getByRole('listitem').filter({ hasText: 'A bot cannot accept' });
    await expect(kept).toContainText('4 steps');
    await page.keyboard.press('Escape');
    await expect(inspector(page)).toBeVisible();
    const written = await text(page);
    expect(written.startsWith(file('change-management'))).toBe(true);
    expect(written).toMatch(/{ by = "bot", take = "Accept", .*refused = "not_permitted" }/);
  });

  test('and what no longer holds says at which step, is shown there, and keeps the new answer if that is right', async ({ open }) => {
    const page = await open(house, 'jonas');
    await page.goto('/workflows/new/file?from=change-management');
    await expect(box(page, 'Draft')).toBeVisible();
    await page.getByRole('tab', { name: /^Coverage/ }).click();
    await expect(page.getByRole('region', { name: 'Coverage' })).toContainText('Transitions 10 of 10');
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    await fillFile(page, file('change-management').replace('approvals = 2', 'approvals = 1'));
    await page.getByRole('tab', { name: 'Scenarios, 1 failed' }).click();
    const failed = page.getByRole('region', { name: 'Scenarios' }).getByRole('listitem').filter({ hasText: 'No longer holds.' });
    await expect(failed).toContainText('Step 9, rui approves Deploy, leaves the ticket in Deployed now');
    await failed.getByRole('button', { name: 'Show' }).click();
    await expect(box(page, 'Verified, terminal, the ticket stands here')).toBeVisible();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('tab', { name: 'Scenarios, 1 failed' }).click();
    await failed.getByRole('button', { name: 'Keep the new answer' }).click();
    await expect(page.getByRole('tab', { name: /^Scenarios$|^Scenarios 3$/ })).toBeVisible();
    await page.keyboard.press('Control+Z');
    await expect(page.getByRole('tab', { name: 'Scenarios, 1 failed' })).toBeVisible();
    // And nobody proposes it unaware.
    await page.getByRole('button', { name: 'Propose', exact: true }).click();
    await expect(page.getByRole('dialog').getByRole('list', { name: 'Scenarios that do not hold' })).toContainText('Step 9, rui approves Deploy');
  });
});

test('a file of another tool is opened, what it could not carry is named, and the workflow is saved for each', async ({ open }) => {
  const page = await open(house, 'jonas');
  await page.goto('/workflows/new/file');
  const chooser = page.getByLabel('Open a workflow file');
  const machine = {
    id: 'Light',
    initial: 'off',
    states: { off: { on: { SWITCH: { target: 'on', guard: 'hasPower' } } }, on: { on: { SWITCH: 'off' }, after: { 1000: 'off' } } },
  };
  await chooser.setInputFiles({ name: 'light.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(machine)) });
  const report = page.getByRole('list', { name: 'Not carried' });
  await expect(report).toContainText('states.off.on.SWITCH.guard');
  await expect(report).toContainText('states.on.after');
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(arrow(page, 'SWITCH', 'off')).toBeVisible();
  await chooser.setInputFiles({ name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"states":') });
  await expect(page.getByText(/broken.json: This is no JSON/)).toBeVisible();
  await expect(arrow(page, 'SWITCH', 'off'), 'what was here stays').toBeVisible();

  const ours = { name: 'ours.toml', mimeType: 'text/plain', buffer: Buffer.from(file('change-management')) };
  await chooser.setInputFiles(ours);
  await expect(box(page, 'Scheduled')).toBeVisible();
  // What was opened is undone like any change, and the same file can be chosen again.
  await page.keyboard.press('Control+z');
  await expect(arrow(page, 'SWITCH', 'off')).toBeVisible();
  await chooser.setInputFiles(ours);
  await expect(box(page, 'Scheduled')).toBeVisible();
  const saved = async (title: string) => {
    await page.getByRole('button', { name: 'Save as' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: title }).click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  expect(await saved('Workflow file (TOML)')).toEqual({ name: 'change-management.toml', bytes: Buffer.from(file('change-management')) });
  const mermaid = await saved('Mermaid');
  expect([mermaid.name, mermaid.bytes.toString().split('\n')[0]]).toEqual(['change-management.mmd', 'stateDiagram-v2']);
  expect((await saved('Graphviz (DOT)')).bytes.toString()).toContain('digraph "Change management"');
  expect((await saved('Drawing (SVG)')).bytes.toString()).toContain('</svg>');
  const picture = await saved('Picture (PNG)');
  expect([...picture.bytes.subarray(1, 4)].map((c) => String.fromCharCode(c)).join('')).toBe('PNG');
  expect(picture.bytes.readUInt32BE(16), 'pixels across').toBeGreaterThan(1_000);
  // Drawn, and not one colour: a picture of nothing is small.
  expect(picture.bytes.length).toBeGreaterThan(30_000);

  const xstate = await saved('XState machine (JSON)');
  await chooser.setInputFiles({ name: xstate.name, mimeType: 'application/json', buffer: xstate.bytes });
  await expect(box(page, 'Scheduled')).toBeVisible();
  await expect(report).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'It can be published' })).toBeVisible();
});
