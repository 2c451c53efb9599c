// The main job in the real window: a bot asks over HTTP, a manager clicks, the bot is answered, the officer finds it all in Audit.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Desk, missing } from './console.mjs';
import { bot, firstRun, furnish, join, signIn, signOut } from './house.mjs';

describe('a bot asks, a manager clicks, the officer sees it', { skip: missing() ?? false }, () => {
  const title = 'Checkout alarms that nobody caused';
  let desk;
  let window;
  let token;
  let waiting;

  before(async () => {
    desk = await Desk.open();
    window = await desk.console(mkdtempSync(path.join(desk.folder, 'data-')));
    const house = await firstRun(window);
    token = await furnish(house);
    await signOut(window);
    await join(window, house, { name: 'Mara Lindt', handle: 'mara', roles: ['responder'] });
    await join(window, house, { name: 'Otto Perk', handle: 'otto', roles: ['auditor'] });
  });
  after(async () => {
    await window?.close();
    await desk?.end();
  });

  test('a manager signs in, and nothing waits', async () => {
    await signIn(window, 'mara');
    await window.go('openweave://localhost/approvals');
    await window.see('//*[contains(text(), "Nothing waits for you")]');
  });

  test('the request that a bot makes now appears without a reload', async () => {
    const ticket = await bot(window, token, 'POST', '/v1/tickets', { project: 'OPS', title, fields: { evidence: 'https://metrics.example/alarms/1' } });
    const asked = await bot(window, token, 'POST', `/v1/tickets/${ticket.key}/moves`, { transition: 'Dismiss as noise', note: 'Three alarms, and no customer noticed.' });
    waiting = bot(window, token, 'GET', `/v1/requests/${asked.request}?wait=30`);
    await window.click(`//a[contains(., "Dismiss as noise")][contains(., "${title}")]`);
    await window.see('//button[contains(., "Approve")]');
  });

  test('the click approves, and the waiting bot is answered: moved', async () => {
    await window.click('//button[contains(., "Approve")][not(@aria-disabled="true")]');
    const answer = await waiting;
    assert.deepEqual([answer.state, answer.approvals], ['moved', 1]);
    await window.see('//*[contains(text(), "Approved, and moved")]');
  });

  test('the officer finds request, decision and move in Audit', async () => {
    await signOut(window);
    await signIn(window, 'otto');
    await window.go('openweave://localhost/audit');
    for (const [who, what] of [['alarm-bot', 'asked for Dismiss as noise'], ['Mara Lindt', 'approved Dismiss as noise'], ['alarm-bot', 'moved OPS-1']]) {
      await window.see(`//a[time][contains(., "${who}")][contains(., "${what}")]`);
    }
  });
});
