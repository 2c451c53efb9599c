// Gates from the window: decisions that are held, sent back, made for somebody; glass that is broken; freezes; proposals.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { fillFile } from './file';
import { House } from './house';
import { workflows } from './places';
import { changed, passwordOf } from './scenes';
import { test } from './windows';

let house: House;
test.beforeAll(async () => {
  house = await House.demo();
});
test.afterAll(() => house.stop());

const card = (page: Page, ticket: string) => page.getByRole('region', { name: 'Requests' }).getByRole('link', { name: ticket });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const fields = { pipeline: 'payments-prod', commit: '4f2d1a9', risk: 'low', rollback_plan: 'Redeploy the version before.' };

/** A request of deploy-bot at the gate Deploy, for two release managers. */
async function asked(title: string): Promise<{ ticket: string; request: string }> {
  const bot = house.bot('deploy-bot');
  const { key } = await bot.free('PAY', 'Scheduled');
  return { ticket: key, request: await bot.ask(key, 'Deploy', title) };
}

/** A dismissal of an alarm, for one person. */
async function dismissal(title: string): Promise<{ ticket: string; request: string }> {
  const bot = house.bot('oncall-bot');
  const ticket = await bot.open('OPS', title, { evidence: 'https://metrics.northgate.example/d/1' });
  return { ticket, request: await bot.ask(ticket, 'Dismiss as noise') };
}

test.describe('held', () => {
  test('a decision is not sent for five seconds: Undo takes it back with its reason, and nothing has happened', async ({ open }) => {
    const { ticket, request } = await dismissal('Held and taken back');
    const ana = await open(house, 'ana', { hold: 5 });
    await ana.goto(`/approvals/${request}`);
    await expect(ana.getByText('Sent after 5 s, until then Undo.')).toBeVisible();
    await ana.getByRole('textbox', { name: 'Reason, needed to reject' }).fill('A customer did notice.');
    await button(ana, 'Reject').click();
    const held = ana.getByRole('list', { name: 'Not sent yet' });
    await expect(held).toContainText(`Reject on ${ticket}`);
    await expect(button(ana, 'Approve')).toHaveAttribute('aria-disabled', 'true');
    await ana.keyboard.press('z');
    await expect(ana.getByText(`Not sent: Reject on ${ticket}.`)).toBeVisible();
    await expect(held.getByRole('listitem')).toHaveCount(0);
    await expect(ana.getByRole('textbox', { name: 'Reason, needed to reject' })).toHaveValue('A customer did notice.');
    await ana.waitForTimeout(5_500);
    const person = await house.person('ana');
    expect(await person.do('GET', `/requests/${request}`)).toMatchObject({ state: 'pending', decisions: [] });
  });

  test('whoever walks on is still told, and it is sent when the time is over', async ({ open }) => {
    const { ticket, request } = await dismissal('Held and sent');
    const ana = await open(house, 'ana', { hold: 2 });
    await ana.goto(`/approvals/${request}`);
    await button(ana, 'Approve').click();
    await ana.getByRole('link', { name: 'Tickets' }).click();
    await expect(ana.getByRole('list', { name: 'Not sent yet' })).toContainText(`Approve on ${ticket}`);
    await expect(ana.getByText(`Approved, and moved. ${ticket} is`)).toBeVisible();
  });

  test('what somebody else decided meanwhile is not sent, and that is said', async ({ open }) => {
    const { ticket, request } = await asked('Held and overtaken');
    const ana = await open(house, 'ana', { hold: 30 });
    await ana.goto(`/approvals/${request}`);
    await button(ana, 'Approve').click();
    await (await house.person('mirela')).decide(request, 'reject', 'Not tonight.');
    await expect(ana.getByText(`Not sent: ${ticket} changed while you looked.`)).toBeVisible();
    await expect(ana.getByRole('list', { name: 'Not sent yet' }).getByRole('listitem')).toHaveCount(0);
    await expect(ana.getByText(`Rejected by Mirela Ionescu. ${ticket} stayed in`)).toBeVisible();
  });

  test('the seconds are a setting from 0 to 30', async ({ open }) => {
    const { request } = await dismissal('The setting');
    const ana = await open(house, 'ana');
    await ana.goto(`/approvals/${request}`);
    await expect(ana.getByText('Sent at once.')).toBeVisible();
    await button(ana, 'Ana Kovač, release-manager').or(ana.getByRole('button', { name: /^Ana Kovač,/ })).first().click();
    await ana.getByRole('menuitem', { name: 'Hold decisions' }).click();
    const dialog = ana.getByRole('dialog', { name: 'Hold decisions' });
    await dialog.getByLabel('Seconds').fill('31');
    await expect(dialog).toContainText('A whole number from 0 to 30.');
    await dialog.getByLabel('Seconds').fill('12');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await expect(ana.getByText('Sent after 12 s, until then Undo.')).toBeVisible();
  });
});

test('changes are asked for with C and a reason; the bot is told, changes the ticket, asks again, and earlier decisions stay in sight', async ({ open }) => {
  const { ticket, request } = await asked('Round one');
  const mirela = await house.person('mirela');
  await mirela.decide(request, 'approve');
  const ana = await open(house, 'ana');
  await ana.goto(`/approvals/${request}`);
  await expect(button(ana, 'Ask for changes')).toBeVisible();
  await ana.keyboard.press('c');
  await expect(ana.getByRole('textbox', { name: 'Reason, needed to reject' })).toBeFocused();
  await ana.keyboard.type('Name the window.');
  await button(ana, 'Ask for changes').click();
  await expect(ana.getByText(`Sent back to deploy-bot. ${ticket} stays in Scheduled`)).toBeVisible();
  await expect(ana.getByText('It waits until deploy-bot has changed the ticket and asks again')).toBeVisible();

  const bot = house.bot('deploy-bot');
  expect(await bot.do('GET', `/requests/${request}`)).toMatchObject({ state: 'returned' });
  const { version } = await bot.do<{ version: number }>('GET', `/tickets/${ticket}`);
  await bot.do('PATCH', `/tickets/${ticket}`, { expected_version: version, fields: { rollback_plan: 'At 22:00, by the runbook.' } });
  const again = await bot.ask(ticket, 'Deploy', 'Round two');
  expect(again).toBe(request);
  await expect(ana.getByText('asked 2 times')).toBeVisible();
  await expect(ana.getByRole('complementary').getByText('Mirela Ionescu', { exact: true }).first()).toBeVisible();
  await expect(ana.getByRole('complementary').getByText('does not count any more')).toHaveCount(2);
  await expect(ana.getByText('Pending, 0 of 2')).toBeVisible();
});

test('while Mirela is away Jonas decides for her once he has accepted; it says so, and ends when she ends it', async ({ open }) => {
  const mirela = await open(house, 'mirela');
  await mirela.goto('/approvals');
  await expect(mirela.getByRole('heading', { name: /asks to|Nothing waits/ })).toBeVisible();
  await mirela.keyboard.press('d');
  const dialog = mirela.getByRole('dialog', { name: 'Let somebody decide for you' });
  await dialog.getByLabel('Who decides').selectOption({ label: 'Jonas Lindqvist' });
  await dialog.getByLabel('At gates that ask for').selectOption('release-manager');
  await dialog.getByRole('button', { name: 'Ask Jonas Lindqvist' }).click();
  await expect(mirela.getByText('Asked Jonas Lindqvist. It starts when they accept.')).toBeVisible();

  const jonas = await open(house, 'jonas');
  await jonas.goto('/approvals');
  await expect(jonas.getByText('Mirela Ionescu is away until')).toBeVisible();
  await button(jonas, 'Accept').click();
  await expect(jonas.getByText('You decide for Mirela Ionescu now.')).toBeVisible();

  await mirela.keyboard.press('d');
  const known = mirela.getByRole('dialog', { name: 'Let somebody decide for you' });
  await expect(known.getByRole('region', { name: 'In force and offered' })).toContainText('Jonas Lindqvist for Mirela Ionescu');
  await known.getByRole('button', { name: 'End', exact: true }).click();
  await expect(mirela.getByText('Ended. What was decided under it counts no more.')).toBeVisible();
});

test('a decided request is found again by its words', async ({ open }) => {
  const { ticket, request } = await dismissal('A needle in the hay');
  await (await house.person('ana')).decide(request, 'reject', 'No.');
  const ana = await open(house, 'ana');
  await ana.goto('/approvals');
  await ana.getByRole('tab', { name: 'Decided' }).click();
  await ana.keyboard.press('/');
  await ana.keyboard.type('needle oncall');
  await expect(card(ana, ticket)).toBeVisible();
  await expect(ana.getByRole('region', { name: 'Requests' }).getByRole('link')).toHaveCount(1);
  await ana.keyboard.type(' nowhere');
  await expect(ana.getByText('No decided request fits')).toBeVisible();
});

test('broken glass: at once, a red banner in every window, and only somebody else says whether it was right', async ({ open }) => {
  const owner = await house.person('mirela');
  const people = (await owner.do<{ people: { id: string; handle: string; roles: string[] }[] }>('GET', '/access')).people;
  const jonas = people.find((one) => one.handle === 'jonas');
  for (const role of ['incident-commander', 'release-manager']) {
    if (!jonas?.roles.includes(role)) await owner.do('POST', '/roles/grant', { role, holder: { kind: 'person', id: jonas?.id } });
  }
  const ticket = await house.bot('deploy-bot').open('PAY', 'Vault client: retry on 503', fields);
  await house.bot('deploy-bot').move(ticket, 'Submit');

  const page = await open(house, 'jonas');
  const tomas = await open(house, 'tomas');
  await tomas.goto('/tickets');
  await page.goto(`/tickets/PAY/${ticket}`);
  await button(page, 'Break the glass').click();
  const dialog = page.getByRole('dialog', { name: `Break the glass: Emergency deploy on ${ticket}` });
  const breaks = dialog.getByRole('button', { name: 'Break the glass' });
  await expect(dialog).toContainText('without 1 × incident-commander');
  await expect(breaks).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Category').selectOption('outage');
  await dialog.getByLabel('Linked ticket').fill('OPS-16');
  await dialog.getByLabel('Reason').fill('All card payments fail since 17:24.');
  await dialog.getByLabel(/^Password of/).fill('not my password');
  await breaks.click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel(/^Password of/).fill(passwordOf('jonas'));
  await breaks.click();
  await expect(page.getByText(`Broken, and moved. ${ticket} is Deployed`)).toBeVisible();
  for (const window of [page, tomas]) {
    await expect(window.getByRole('alert').filter({ hasText: `Break glass: Jonas Lindqvist took Emergency deploy on ${ticket}.` })).toBeVisible();
  }

  await page.getByRole('alert').getByRole('link', { name: 'Review' }).click();
  await expect(page.getByRole('heading', { name: `Was it right to break the glass on ${ticket}?` })).toBeVisible();
  await expect(button(page, 'Justified')).toHaveCount(0);

  const ana = await open(house, 'ana');
  await ana.goto('/approvals/reviews');
  await expect(ana.getByRole('heading', { name: `Was it right to break the glass on ${ticket}?` })).toBeVisible();
  await expect(ana.getByText('All card payments fail since 17:24.')).toBeVisible();
  await button(ana, 'Not justified').click();
  await expect(ana.getByText('Say what you found first.')).toBeVisible();
  await ana.getByRole('textbox', { name: 'What you found' }).fill('Payments were down; the fix held.');
  await button(ana, 'Justified').click();
  await expect(ana.getByText('Closed: justified, entry')).toBeVisible();
  await expect(ana.getByText('Justified, says Ana Kovač').first()).toBeVisible();
  await expect(tomas.getByText('Break glass:')).toHaveCount(0);
});

test('an owner freezes a workflow: every window says so, its tickets do not move, reading goes on; a thaw from the banner ends it', async ({ open }) => {
  const mirela = await open(house, 'mirela');
  await mirela.goto('/access');
  await button(mirela, 'Freeze').click();
  const dialog = mirela.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Access review|Access/ }).first().check();
  await dialog.getByLabel('Reason').fill('Grants look wrong');
  await dialog.getByRole('button', { name: 'Freeze' }).click();
  const ana = await open(house, 'ana');
  await ana.goto('/tickets');
  const banner = ana.getByText(/is frozen: its tickets do not move until it is thawed\. Frozen by Mirela Ionescu: Grants look wrong/);
  await expect(banner).toBeVisible();
  await expect(button(ana, 'Thaw')).toHaveCount(0);
  const refused = await house.bot('access-bot').call('GET', '/me');
  expect(refused.status).toBe(200);
  await mirela.getByRole('status').filter({ hasText: 'Grants look wrong' }).getByRole('button', { name: 'Thaw' }).click();
  await expect(mirela.getByText('Thawed, entry')).toBeVisible();
  await expect(banner).toHaveCount(0);
});

test('a new version is proposed by one author and published by another, exactly as it was shown', async ({ open }) => {
  const text = readFileSync(path.join(workflows, 'incident-response.toml'), 'utf8').replace(/^description = .*$/m, 'description = "Proposed in a test."');
  const jonas = await open(house, 'jonas');
  await jonas.goto('/workflows/new/file?of=Incident%20response');
  await jonas.getByRole('button', { name: 'Text', exact: true }).click();
  await fillFile(jonas, text);
  await expect(jonas.getByRole('heading', { name: 'It can be published' })).toBeVisible();
  await button(jonas, 'Propose').click();
  await jonas.getByRole('dialog').getByRole('button', { name: 'Propose' }).click();
  await expect(jonas.getByText('Another author publishes it.').first()).toBeVisible();
  await expect(button(jonas, 'Publish')).toHaveAttribute('aria-disabled', 'true');
  await expect(button(jonas, 'Publish')).toHaveAccessibleDescription(/edited/i);

  const mirela = await open(house, 'mirela');
  await mirela.goto('/workflows');
  await mirela.getByRole('link', { name: /Incident response, version 2/ }).click();
  await expect(mirela.getByText('You did not edit it: you may publish it.')).toBeVisible();
  await button(mirela, 'Publish').click();
  await mirela.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(mirela.getByText('Published. Incident response is at version 2')).toBeVisible();
});

test('what a proposal changes is seen in one drawing and in sentences, and so is it between any two versions', async ({ open }) => {
  const text = changed(readFileSync(path.join(workflows, 'change-management.toml'), 'utf8'));
  const jonas = await open(house, 'jonas');
  await jonas.goto('/workflows/new/file?of=Change%20management');
  await jonas.getByRole('button', { name: 'Text', exact: true }).click();
  await fillFile(jonas, text);
  await expect(jonas.getByRole('heading', { name: 'It can be published' })).toBeVisible();
  await button(jonas, 'Propose').click();
  await jonas.getByRole('dialog').getByRole('button', { name: 'Propose' }).click();
  await expect(jonas.getByText('Another author publishes it.').first()).toBeVisible();

  const mirela = await open(house, 'mirela');
  await mirela.goto('/workflows');
  await mirela.getByRole('link', { name: /Change management, version/ }).click();
  await expect(mirela.getByText('You did not edit it: you may publish it.')).toBeVisible();
  const marked = (mark: string) => mirela.locator(`.ow-disc-${mark}`);
  await expect(marked('changed')).toHaveCount(1);
  await expect(marked('removed')).toHaveCount(1);
  await expect(marked('added')).toHaveCount(1);
  await expect(mirela.getByText('Cancel from In review goes away.')).toBeVisible();
  await button(mirela, 'Publish').click();
  await mirela.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(mirela.getByText(/Published. Change management is at version/)).toBeVisible();

  // Any two versions, from the workflow's own page; D does the same.
  await expect(mirela.getByLabel('Compare with')).toBeVisible();
  await mirela.keyboard.press('d');
  const changes = mirela.getByRole('complementary', { name: /^What changes from version/ });
  await expect(changes.getByText('Cancel from In review goes away.')).toBeVisible();
  await expect(changes.getByText('Verified stands elsewhere.')).toBeVisible();
  await expect(marked('changed')).toHaveCount(1);
  await expect(marked('removed')).toHaveCount(1);
  await expect(mirela.locator('rect.ow-was')).toHaveCount(1);
  await mirela.keyboard.press('d');
  await expect(changes).toHaveCount(0);
});

test('Ctrl+K finds tickets, deeds and rooms, from end to end with the keyboard', async ({ open }) => {
  const { ticket, request } = await dismissal('Palette and all');
  const ana = await open(house, 'ana');
  await ana.goto(`/approvals/${request}`);
  await expect(button(ana, 'Approve')).toBeVisible();
  const palette = ana.getByRole('dialog', { name: 'Search or jump' });
  await ana.keyboard.press('Control+k');
  await ana.keyboard.type('palette and');
  await expect(palette.getByRole('option', { name: ticket })).toBeVisible();
  await ana.keyboard.press('Enter');
  await expect(ana).toHaveURL(new RegExp(`/tickets/OPS/${ticket}$`));
  await ana.goBack();
  await expect(button(ana, 'Approve')).toBeVisible();
  await ana.keyboard.press('Control+k');
  await ana.keyboard.type('approve');
  await expect(palette.getByRole('option', { name: /^(Do )?Approve/ })).toHaveAttribute('aria-selected', 'true');
  await ana.keyboard.press('Enter');
  await expect(ana.getByText(`Approved, and moved. ${ticket} is`)).toBeVisible();
  await ana.keyboard.press('Control+k');
  await ana.keyboard.type('integrity');
  await ana.keyboard.press('ArrowDown');
  await ana.keyboard.press('ArrowUp');
  await ana.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
});

test('from a decided request to its entries in Audit and back, a click each', async ({ open }) => {
  const { ticket, request } = await dismissal('There and back');
  const ana = await house.person('ana');
  await ana.decide(request, 'approve');
  const tomas = await open(house, 'tomas');
  await tomas.goto(`/approvals/${request}`);
  await tomas.getByRole('link', { name: 'Its entries in Audit' }).click();
  const entry = tomas.getByRole('complementary', { name: 'Entry' });
  await expect(entry.getByRole('heading', { name: new RegExp(`oncall-bot moved ${ticket}`) })).toBeVisible();
  await expect(entry.getByText('approved Dismiss as noise').first()).toBeVisible();
  await entry.getByRole('link', { name: 'Its request' }).click();
  await expect(tomas.getByRole('heading', { name: `oncall-bot asked to Dismiss as noise ${ticket}` })).toBeVisible();
});

test('where the gate wants it, the password is asked for when one signs; a wrong one sends nothing', async ({ open }) => {
  const source = readFileSync(path.join(workflows, 'incident-response.toml'), 'utf8')
    .replace('name = "Incident response"', 'name = "Signed response"')
    .replace(/(\[transitions\.gate\]\n)/g, '$1reauthenticate = true\n');
  const [jonas, mirela] = await Promise.all([house.person('jonas'), house.person('mirela')]);
  const { id } = await jonas.do<{ id: string }>('POST', '/drafts', { workflow: null, source });
  await jonas.do('POST', `/drafts/${id}/propose`);
  const { proposal } = await mirela.do<{ proposal: { digest: string } }>('GET', `/drafts/${id}`);
  await mirela.do('POST', `/drafts/${id}/publish`, { digest: proposal.digest });
  await mirela.do('POST', '/projects', { key: 'SIG', name: 'Signed', workflow: 'Signed response' });
  const bot = house.bot('oncall-bot');
  const ticket = await bot.open('SIG', 'Signed for', { evidence: 'https://metrics.northgate.example/d/2' });
  const request = await bot.ask(ticket, 'Dismiss as noise');

  const ana = await open(house, 'ana', { hold: 5 });
  await ana.goto(`/approvals/${request}`);
  await expect(ana.getByText('It asks for your password.')).toBeVisible();
  await ana.keyboard.press('a');
  const dialog = ana.getByRole('dialog', { name: `Approve: Dismiss as noise ${ticket}` });
  await dialog.getByLabel('Password of Ana Kovač').fill('not my password');
  await ana.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert')).toContainText(/password/i);
  expect(await (await house.person('ana')).do('GET', `/requests/${request}`)).toMatchObject({ state: 'pending', decisions: [] });
  await dialog.getByLabel('Password of Ana Kovač').fill(passwordOf('ana'));
  await ana.keyboard.press('Control+Enter');
  await expect(ana.getByText(`Approved, and moved. ${ticket} is`)).toBeVisible();
  await expect(ana.getByText('signed, with the password')).toBeVisible();
});

test('a delegate decides in the other’s stead, and the decision says so', async ({ open }) => {
  const [jonas, mirela] = await Promise.all([house.person('jonas'), house.person('mirela')]);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const { id } = await jonas.do<{ id: string }>('POST', '/delegations', { to: mirela.id, roles: ['responder'], workflows: ['Incident response'], until });
  await mirela.do('POST', `/delegations/${id}/accept`);
  const bot = house.bot('triage-bot');
  const ticket = await bot.open('OPS', 'In his stead', { evidence: 'https://metrics.northgate.example/d/3' });
  const request = await bot.ask(ticket, 'Dismiss as noise');
  const page = await open(house, 'mirela');
  await page.goto(`/approvals/${request}`);
  await expect(card(page, ticket)).toContainText('For Jonas Lindqvist, who is away');
  await expect(page.getByText('For Jonas Lindqvist.', { exact: true })).toBeVisible();
  await button(page, 'Approve').click();
  await expect(page.getByText(`Approved, and moved. ${ticket} is`)).toBeVisible();
  await expect(page.getByRole('complementary').getByText('Mirela Ionescu, for Jonas Lindqvist')).toBeVisible();
});

test('a person whose request was sent back changes the ticket and asks again from it', async ({ open }) => {
  const jonas = await house.person('jonas');
  const found = await jonas.do<{ for_others: { id: string; ticket: string; requester: { name: string } }[]; for_me: { id: string; ticket: string; requester: { name: string } }[] }>('GET', '/requests');
  const own = [...found.for_me, ...found.for_others].find((one) => one.requester.name === 'Jonas Lindqvist');
  expect(own).toBeDefined();
  const ana = await house.person('ana');
  const { shown } = await ana.do<{ shown: string }>('GET', `/requests/${own?.id}`);
  await ana.do('POST', `/requests/${own?.id}/decision`, { verdict: 'changes', shown, reason: 'Say what was done about the host.' });
  const page = await open(house, 'jonas');
  await page.goto(`/tickets/OPS/${own?.ticket}`);
  await expect(page.getByText('Say what was done about the host.')).toBeVisible();
  await button(page, 'Edit').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Alerts from a host that was retired and is switched off');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('listitem').getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ask to Close' }).click();
  await expect(page.getByText('Asked.')).toBeVisible();
  expect(await jonas.do('GET', `/requests/${own?.id}`)).toMatchObject({ state: 'pending', round: 2 });
});
