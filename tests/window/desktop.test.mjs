// The shell on its desktop: a notification when something starts to wait, the tray with its count, a window that closes into it,
// and a question before it quits.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { Desk, missing, program } from './console.mjs';
import { Desktop } from './desktop.mjs';
import { bot, firstRun, furnish, join, signIn, signOut } from './house.mjs';
import { soon } from './webdriver.mjs';

const without = missing('dbus-daemon');

describe('the shell on its desktop', { skip: without ?? false }, () => {
  let desk;
  let desktop;
  let data;
  let window;
  let token;
  /** The request on which a decision was held back when the window closed. */
  let unsent;

  /** A bot stands before the gate, and waits for somebody. */
  async function asks(title) {
    const fields = { evidence: 'https://metrics.example/alarms/1' };
    const { key } = await bot(window, token, 'POST', '/v1/tickets', { project: 'OPS', title, fields });
    const { request } = await bot(window, token, 'POST', `/v1/tickets/${key}/moves`, { transition: 'Dismiss as noise', note: 'Nobody noticed.' });
    return { key, request };
  }

  const tray = (title) => soon(`for the tray to say “${title}”`, 5_000, async () => {
    const shown = await desktop.ask({ do: 'tray' });
    return shown.title === title ? shown : undefined;
  });

  before(async () => {
    desk = await Desk.open({ bus: true });
    desktop = await Desktop.open(desk);
    data = mkdtempSync(path.join(desk.folder, 'data-'));
    window = await desk.console(data);
    const house = await firstRun(window);
    token = await furnish(house);
    await signOut(window);
    await join(window, house, { name: 'Mara Lindt', handle: 'mara', roles: ['responder'] });
    await signIn(window, 'mara');
    await window.see('//nav[@aria-label="Rooms"]');
  });
  after(async () => {
    await window?.close();
    await desk?.end();
  });

  test('the tray says whose it is, and that nothing waits', async () => {
    const shown = await soon('for Mara in the tray', 5_000, async () => {
      const shown = await desktop.ask({ do: 'tray' });
      return shown.menu[0]?.label.startsWith('Mara') ? shown : undefined;
    });
    assert.equal(shown.title, 'OpenWeave Console');
    assert.deepEqual(shown.menu.map((line) => [line.label, line.enabled]), [
      ['Mara Lindt: Nothing waits for you', false],
      ['Open OpenWeave Console', true],
      ['Quit…', true],
    ]);
    assert.equal(desktop.notices.size, 0);
  });

  test('what starts to wait is notified, and a click opens it', async () => {
    const { key, request } = await asks('Alarms that <b>nobody</b> & nothing caused');
    const notice = await desktop.notice('alarm-bot asks to Dismiss as noise');
    assert.equal(notice.app, 'OpenWeave Console');
    assert.equal(notice.body, `${key} Alarms that &lt;b&gt;nobody&lt;/b&gt; &amp; nothing caused`);
    assert.deepEqual(notice.actions, ['default', 'Open']);
    const shown = await tray('OpenWeave Console: 1 waits for you');
    assert.equal(shown.menu[1].label, `alarm-bot asks to Dismiss as noise, ${key} Alarms that <b>nobody</b> & nothing caused`);
    await clicked(notice, `/approvals/${request}`);
    await window.see('//button[contains(., "Approve")]');
    unsent = request;
  });

  test('the window closes into the tray, says what it did not send, and the host stays at work', async () => {
    await window.click('//button[contains(., "Approve")][not(@aria-disabled="true")]');
    await window.see('//ul[@aria-label="Not sent yet"]/li');
    await desktop.ask({ do: 'close' });
    await desktop.shown(false);
    const { body } = await desktop.notice('Not sent');
    assert.match(body, /^Approve on OPS-1\. Decide again/);
    const { request } = await asks('Disk almost full on a host that is gone');
    const status = await bot(window, token, 'GET', `/v1/requests/${request}`);
    assert.equal(status.state, 'pending');
    await tray('OpenWeave Console: 2 wait for you');
    const first = await bot(window, token, 'GET', `/v1/requests/${unsent}`);
    assert.deepEqual([first.state, first.approvals], ['pending', 0], 'what was not sent was not decided');
  });

  test('a click on a notification brings the hidden window back with the request in it', async () => {
    const waiting = await asks('Certificate of a test host');
    const about = await soon('for the third notification', 5_000, () => [...desktop.notices.values()].find((one) => one.body.startsWith(waiting.key)));
    await clicked(about, `/approvals/${waiting.request}`);
    await desktop.shown(true);
  });

  test('a second start on the same folder brings the first window forward', async () => {
    await desktop.ask({ do: 'close' });
    await desktop.shown(false);
    const second = desk.start(program('openweave-console'), ['--data', data, '--port', '0'], ['ignore', 'pipe', 'inherit']);
    const said = await text(second.stdout);
    assert.match(said, /open already/);
    assert.equal(second.exitCode ?? (await new Promise((done) => second.once('exit', done))), 0);
    await desktop.shown(true);
  });

  test('a notification is taken back once nothing waits any more', async () => {
    const waiting = await asks('Taken back by whoever asked');
    const about = () => [...desktop.notices.values()].find((one) => one.body.startsWith(waiting.key));
    await soon('for the notification', 5_000, about);
    await window.go(`openweave://localhost/approvals/${waiting.request}`);
    await window.click('//button[contains(., "Approve")][not(@aria-disabled="true")]');
    await window.see('//*[contains(text(), "Approved, and moved")]', 10_000);
    await soon('for it to be taken back', 5_000, () => !about());
  });

  test('the tray opens what waits', async () => {
    const { menu } = await desktop.ask({ do: 'tray' });
    const line = menu.find((one) => one.label.includes('OPS-2'));
    await desktop.ask({ do: 'choose', label: line.label });
    await window.see('//h1[contains(., "OPS-2")] | //h2[contains(., "OPS-2")]');
  });

  test('quitting asks first, and says which timers stop', async () => {
    await desktop.ask({ do: 'choose', label: 'Quit…' });
    const dialog = '//dialog[.//h2[contains(., "Quit OpenWeave Console")]]';
    const text = await window.text(dialog);
    assert.match(text, /3 requests wait at gates.*the first runs out in \d+ h/s);
    assert.match(text, /Bots that call http:\/\/127\.0\.0\.1:\d+ get no answer/);
    await window.click(`${dialog}//button[contains(., "Cancel")]`);
    await bot(window, token, 'GET', '/v1/me');
  });

  test('where there is no tray, closing asks to quit, and quitting ends it in order', async () => {
    await desktop.ask({ do: 'have_tray', yes: false });
    await soon('for the shell to see it', 5_000, async () => {
      await desktop.ask({ do: 'close' });
      return window.see('//dialog[contains(., "no tray")]', 1_000);
    });
    // Later, so that the answer to this command comes before the end.
    await window.run(`setTimeout(() => document.querySelector('dialog button[type=submit]').click(), 100); return true;`);
    await soon('for the bots’ door to close', 10_000, () => fetch(`${window.bots}/v1/me`).then(() => false, () => true));
    window = undefined;
  });

  /** A click may come before the shell listens for one; a person would click again. */
  async function clicked(notice, address) {
    await soon(`for ${address}`, 10_000, async () => {
      await desktop.ask({ do: 'click', id: notice.id });
      await new Promise((done) => setTimeout(done, 300));
      return (await window.url()).endsWith(address);
    });
  }
});
