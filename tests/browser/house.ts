// A whole OpenWeave of a test's own: a folder, the real `openweave serve` on it, and whoever calls there.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Bot, Person } from './callers';
import { program } from './places';
import { cast, houses } from './seed';

interface Ready {
  bots: string;
  console: string;
  setup_code?: string;
}

export class House implements AsyncDisposable {
  private server: ChildProcess | undefined;
  private readonly arrived = new Map<string, Promise<Person>>();

  private constructor(
    private readonly folder: string,
    private ready: Ready,
  ) {}

  /** A copy of the demo: Northgate, with its four people, five bots and three projects. */
  static async demo(): Promise<House> {
    const folder = mkdtempSync(path.join(houses(), 'copy-'));
    cpSync(path.join(houses(), 'demo'), folder, { recursive: true });
    return House.served(folder);
  }

  /** Nobody has been here yet. */
  static empty(): Promise<House> {
    return House.served(mkdtempSync(path.join(houses(), 'empty-')));
  }

  private static async served(folder: string): Promise<House> {
    const house = new House(folder, { bots: '', console: '' });
    await house.start();
    return house;
  }

  /** Where browsers call. */
  get console(): string {
    return this.ready.console;
  }

  /** What the first to come must know. */
  get setupCode(): string {
    return this.ready.setup_code ?? '';
  }

  /** Opens the doors; after a stop, the same ones. */
  async start(): Promise<void> {
    const port = (door: string) => (door === '' ? '0' : new URL(door).port);
    const ports = ['--port', port(this.ready.bots), '--console-port', port(this.ready.console)];
    const server = spawn(program, ['serve', '--data', this.folder, ...ports, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.server = server;
    process.once('exit', () => server.kill('SIGKILL'));
    const complaints: string[] = [];
    server.stderr.on('data', (bytes: Buffer) => complaints.push(bytes.toString()));
    this.ready = await new Promise<Ready>((ready, fail) => {
      createInterface(server.stdout).once('line', (line) => ready(JSON.parse(line) as Ready));
      server.once('error', fail);
      server.once('exit', (code) => fail(new Error(`openweave serve ended with ${code}: ${complaints.join('')}`)));
    });
    this.arrived.clear();
  }

  /** Stops the host as a person would, or as a power cut does. Sessions end with it, data does not. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server?.exitCode !== null) return;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill(signal);
    await ended;
  }

  /** A copy of the workspace's log as it lies, to be put back later; the host is stopped meanwhile. */
  async keepLog(): Promise<string> {
    await this.stop();
    const kept = mkdtempSync(path.join(houses(), 'kept-'));
    cpSync(this.log, path.join(kept, 'log.db'));
    await this.start();
    return kept;
  }

  /** Does what somebody who holds the folder can do: lays an older log in the place of the newer one. */
  async putBack(kept: string): Promise<void> {
    await this.stop();
    for (const more of ['-wal', '-shm']) rmSync(`${this.log}${more}`, { force: true });
    cpSync(path.join(kept, 'log.db'), this.log);
    await this.start();
  }

  private get log(): string {
    return path.join(this.folder, 'workspaces', cast().workspace.id, 'log.db');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** A bot of the demo, or of the house with its own token. */
  bot(handle: string, token = named(cast().bots, handle).token): Bot {
    return new Bot(this.ready.bots, token);
  }

  /** Somebody of the demo, signed in; a password is checked once however often they are called. */
  person(handle: string): Promise<Person> {
    const { password } = named(cast().people, handle);
    const coming = this.arrived.get(handle) ?? Person.arrives(this.console, 'sign-in', { handle, password });
    this.arrived.set(handle, coming);
    return coming;
  }
}

function named<T extends { handle: string }>(all: readonly T[], handle: string): T {
  const found = all.find((one) => one.handle === handle);
  if (!found) throw new Error(`nobody of the demo is called ${handle}`);
  return found;
}
