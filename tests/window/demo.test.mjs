// The demo in the real window: its people are offered at sign-in, every window says Demo, and each room has its picture.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Desk, missing, pictures, program } from './console.mjs';

// Where the window stands, and what must be there before its picture is taken.
const rooms = [
  ['approvals', '//h2[contains(., "asks to")]'],
  ['tickets/PAY', '//a[contains(., "PAY-")]'],
  ['audit', '//a[time]'],
  ['workflows', '//a[contains(., "Change management")]'],
  ['access', '//*[contains(text(), "deploy-bot")]'],
];

describe('the demo in the window', { skip: missing() ?? false }, () => {
  let desk;
  let window;

  before(async () => {
    desk = await Desk.open();
    const data = path.join(desk.folder, 'demo');
    execFileSync(program('openweave'), ['demo', '--data', data]);
    window = await desk.console(data);
  });
  after(async () => {
    await window?.close();
    await desk?.end();
  });

  test('is signed out, says Demo and offers its people, their passwords filled in', async () => {
    await window.see('//*[contains(text(), "People of the demo")]');
    await picture('sign-in');
    await window.click('//label[contains(., "Mirela Ionescu")]');
    await window.click('//button[@type="submit"]');
    await window.see('//nav[@aria-label="Rooms"]');
    await window.see('//*[contains(text(), "Demo")]');
  });

  for (const [room, sight] of rooms) {
    test(`${room} shows months of history`, async () => {
      await window.go(`openweave://localhost/${room}`);
      await window.see(sight);
      await picture(room.split('/')[0]);
    });
  }

  // Not before its fonts and drawings are there.
  async function picture(name) {
    await window.run(`
      await document.fonts.ready;
      for (let still = Date.now(), html = ''; Date.now() - still < 400; await new Promise((done) => setTimeout(done, 50))) {
        if (html !== document.body.innerHTML) [still, html] = [Date.now(), document.body.innerHTML];
      }
      return true;`);
    const bytes = await window.picture();
    assert.ok(bytes.length > 10_000, name);
    writeFileSync(path.join(pictures, `${name}.png`), bytes);
  }
});
