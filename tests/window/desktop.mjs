// The desktop around the window, as far as the shell meets it: notifications, the tray, a window manager. Its own process
// answers on a bus of its own; here it is spoken to, line by line.
import { createInterface } from 'node:readline';
import { program } from './console.mjs';
import { soon } from './webdriver.mjs';

export class Desktop {
  /** Notifications that are on the screen, by id. */
  notices = new Map();
  #answers = [];
  #last = Promise.resolve();

  /** Starts it on the bus of a desk. */
  static async open(desk) {
    const desktop = new Desktop();
    const child = desk.start(program('openweave-desktop'), [], ['pipe', 'pipe', 'inherit']);
    desktop.child = child;
    const lines = createInterface({ input: child.stdout });
    const ready = desktop.#next();
    lines.on('line', (line) => desktop.#hear(JSON.parse(line)));
    child.once('exit', () => desktop.#answers.splice(0).forEach(({ fail }) => fail(new Error('the desktop ended'))));
    await ready;
    return desktop;
  }

  /** Has something done, and what came of it. */
  async ask(command) {
    const before = this.#last;
    const asked = before.then(() => {
      const answer = this.#next();
      this.child.stdin.write(`${JSON.stringify(command)}\n`);
      return answer;
    });
    this.#last = asked.catch(() => undefined);
    const said = await asked;
    if (said.error) throw new Error(`${JSON.stringify(command)}: ${said.error}`);
    return said;
  }

  /** The notification whose summary is this, once it is there. */
  notice = (summary, patience = 15_000) => soon(`for the notification “${summary}”`, patience, () => [...this.notices.values()].find((one) => one.summary === summary));

  /** Until the window is on the screen, or is not. */
  shown = (yes) => soon(yes ? 'for the window' : 'for the window to hide', 5_000, async () => (await this.ask({ do: 'window' })).shown === yes);

  #next() {
    return new Promise((done, fail) => this.#answers.push({ done, fail }));
  }

  #hear(line) {
    if (line.notified) this.notices.set(line.notified.id, line.notified);
    else if (line.taken_back) this.notices.delete(line.taken_back);
    else this.#answers.shift()?.done(line);
  }
}
