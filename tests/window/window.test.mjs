// The window itself: it opens, stays on its origin, runs nothing that was not shipped, and keeps the session to itself.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Desk, missing } from './console.mjs';
import { soon } from './webdriver.mjs';

describe('the window', { skip: missing() ?? false }, () => {
  let desk;
  let window;

  before(async () => {
    desk = await Desk.open();
    window = await desk.console(mkdtempSync(path.join(desk.folder, 'data-')));
  });
  after(async () => {
    await window?.close();
    await desk?.end();
  });

  test('opens on the console', async () => {
    assert.match(await window.url(), /^openweave:\/\/localhost\//);
    await window.see('//h1');
  });

  // Nobody is known here yet, so that every address leads on to the first run: what counts is that its page was loaded.
  test('a deep link and a reload of it show the page', async () => {
    const another = () => soon('for another page', 5_000, () => window.run(`return !('mine' in window) && document.querySelector('h1') !== null;`));
    await window.run(`window.mine = true; setTimeout(() => location.assign('/audit?outcome=refused'), 0); return true;`);
    await another();
    await window.run(`window.mine = true; return true;`);
    await window.reload();
    await another();
    await window.see('//h1');
  });

  test('is a secure context without a way to the shell', async () => {
    const seen = await window.run(`return { secure: isSecureContext, tauri: typeof window.__TAURI__, cookies: document.cookie };`);
    assert.deepEqual(seen, { secure: true, tauri: 'undefined', cookies: '' });
  });

  test('the shell obeys no command of the page', async () => {
    const answer = await window.run(`
      try { return await window.__TAURI_INTERNALS__.invoke('plugin:webview|create_webview_window', { options: { label: 'second' } }).then(() => 'done'); }
      catch (refused) { return String(refused); }`);
    assert.match(answer, /not allowed|not found|denied/i);
  });

  test('an injected script is stopped', async () => {
    const ran = await window.run(`
      window.ran = [];
      const script = document.createElement('script'); script.textContent = 'window.ran.push("inline")'; document.body.append(script);
      const image = document.createElement('img'); image.setAttribute('onerror', 'window.ran.push("handler")'); image.src = '/nothing.png'; document.body.append(image);
      const far = document.createElement('script'); far.src = 'https://example.com/x.js'; document.body.append(far);
      try { (0, eval)('window.ran.push("eval")'); } catch {}
      await new Promise((done) => setTimeout(done, 500));
      return window.ran;`);
    assert.deepEqual(ran, []);
  });

  test('a call without the header of this launch is turned away', async () => {
    const status = await window.run(`
      return new Promise((done) => {
        const call = new XMLHttpRequest();
        call.onloadend = () => done(call.status);
        call.open('GET', '/console/session');
        call.send();
      });`);
    assert.equal(status, 403);
    assert.equal(await window.run(`return (await fetch('/console/session')).status;`), 200);
  });

  test('a page that listens everywhere does not learn the header of this launch', async () => {
    const learnt = await window.run(`
      const heard = [];
      const plain = Headers.prototype.set;
      Headers.prototype.set = function (...args) { heard.push(args); return plain.apply(this, args); };
      const native = window.Request;
      window.Request = function (...args) { heard.push(args); return new native(...args); };
      await fetch('/console/session').then((answer) => heard.push([...answer.headers]));
      Headers.prototype.set = plain;
      window.Request = native;
      return JSON.stringify(heard);`);
    assert.doesNotMatch(learnt, /launch/);
  });

  test('leaving the origin is refused', async () => {
    const home = await window.url();
    for (const target of ['https://example.com/', 'data:text/html,gone', 'file:///etc/passwd', 'openweave://elsewhere/', 'about:blank']) {
      await window.run(`setTimeout(() => location.assign(args[0]), 0); await new Promise((done) => setTimeout(done, 300)); return true;`, target);
      assert.equal(await window.url(), home, target);
    }
  });

  test('no second window opens', async () => {
    await window.run(`window.open('/'); window.open('https://example.com/'); return true;`);
    await new Promise((done) => setTimeout(done, 300));
    assert.equal((await window.windows()).length, 1);
  });
});
