// The real shell in a real window: Xvfb where there is no wish for a display, WebKitWebDriver, the binary that was just built.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Driven, soon } from './webdriver.mjs';

const built = path.join(process.env.CARGO_TARGET_DIR ?? path.join(import.meta.dirname, '../../target'), 'debug');

/** A program that `cargo build` left. */
export const program = (name) => path.join(process.env.OPENWEAVE_PROGRAMS ?? built, name);

/** Where pictures go; never committed. */
export const pictures = path.join(built, '../openweave-tests/window');
mkdirSync(pictures, { recursive: true });

/** Why this machine cannot show a window, or undefined where it can. */
export function missing(...more) {
  const wanted = ['Xvfb', 'WebKitWebDriver', ...more].filter((name) => !(process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, name))));
  return wanted.length === 0 ? undefined : `${wanted.join(' and ')} not installed`;
}

/** A display, a driver, a home folder and, where it is asked for, a bus of their own, until `end`. */
export class Desk {
  static async open({ bus = false } = {}) {
    const desk = new Desk();
    desk.folder = mkdtempSync(path.join(tmpdir(), 'openweave-window-'));
    desk.running = [];
    const display = await desk.display();
    desk.environment = { ...process.env, DISPLAY: display, TAURI_AUTOMATION: 'true', TAURI_WEBVIEW_AUTOMATION: 'true', XDG_DATA_HOME: path.join(desk.folder, 'home'), NO_AT_BRIDGE: '1', GTK_A11Y: 'none' };
    delete desk.environment.WAYLAND_DISPLAY;
    // Never the bus of whoever runs this: their desktop would show it.
    desk.environment.DBUS_SESSION_BUS_ADDRESS = bus ? await desk.bus() : `unix:path=${desk.folder}/no-bus`;
    const port = await freePort();
    desk.driver = `http://127.0.0.1:${port}`;
    desk.start('WebKitWebDriver', [`--port=${port}`]);
    await soon('for WebKitWebDriver', 10_000, async () => (await fetch(`${desk.driver}/status`)).ok);
    return desk;
  }

  /** Opens the shell on a data folder. What it prints is in `said`, its bots' door in `bots`. */
  async console(data) {
    const log = path.join(this.folder, `console-${this.running.length}.log`);
    const starter = path.join(this.folder, 'console');
    writeFileSync(starter, `#!/bin/sh\nexec "${program('openweave-console')}" --data "${data}" --port 0 >"${log}" 2>&1\n`);
    chmodSync(starter, 0o700);
    const said = () => (existsSync(log) ? readFileSync(log, 'utf8') : 'nothing');
    try {
      const driven = await Driven.start(this.driver, starter, []);
      driven.said = said;
      driven.bots = await soon('for the address of the bots\' door', 10_000, () => said().match(/http:\/\/127\.0\.0\.1:\d+/)?.[0]);
      return driven;
    } catch (error) {
      throw new Error(`${error.message}; the console said: ${said()}`);
    }
  }

  async end() {
    for (const child of this.running.reverse()) child.kill('SIGTERM');
    await Promise.all(this.running.map((child) => child.exitCode ?? child.signalCode ?? new Promise((done) => child.once('exit', done))));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Xvfb picks a free display and writes its number to the descriptor it is given. */
  async display() {
    const child = this.start('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], ['ignore', 'ignore', 'ignore', 'pipe']);
    const number = await new Promise((done, fail) => {
      child.stdio[3].once('data', (bytes) => done(bytes.toString().trim()));
      child.once('exit', () => fail(new Error('Xvfb ended before it gave a display')));
    });
    return `:${number}`;
  }

  /** A bus of its own, where nobody is yet. */
  async bus() {
    const child = this.start('dbus-daemon', ['--session', '--nofork', '--print-address=3'], ['ignore', 'ignore', 'ignore', 'pipe']);
    return new Promise((done, fail) => {
      child.stdio[3].once('data', (bytes) => done(bytes.toString().trim()));
      child.once('exit', () => fail(new Error('dbus-daemon ended before it gave an address')));
    });
  }

  start(name, args, stdio = 'ignore') {
    const child = spawn(name, args, { stdio, env: this.environment ?? process.env });
    child.on('error', () => {});
    this.running.push(child);
    return child;
  }
}

export function freePort() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
