// A WebDriver client just large enough for the window tests, over Node's own fetch.

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** One driven window. Every wait ends after `patience`, with what was waited for in its message. */
export class Driven {
  static patience = 5_000;

  /** Starts `binary` under a running WebKitWebDriver. */
  static async start(driver, binary, args) {
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } };
    const { sessionId } = await call(driver, 'POST', '/session', { capabilities });
    return new Driven(`${driver}/session/${sessionId}`);
  }

  constructor(session) {
    this.session = session;
  }

  url = () => call(this.session, 'GET', '/url');
  title = () => call(this.session, 'GET', '/title');
  go = (url) => call(this.session, 'POST', '/url', { url });
  reload = () => call(this.session, 'POST', '/refresh', {});
  windows = () => call(this.session, 'GET', '/window/handles');
  close = () => call(this.session, 'DELETE', '');

  resize = (width, height) => call(this.session, 'POST', '/window/rect', { width, height });

  /** Keys and pointer as a person uses them. */
  act = (actions) => call(this.session, 'POST', '/actions', { actions });

  /** Runs `script` in the page; a promise in it is waited for. */
  run = (script, ...args) =>
    call(this.session, 'POST', '/execute/async', {
      script: `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
        (async () => { ${script} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`,
      args,
    }).then(({ value, error }) => {
      if (error !== undefined) throw new Error(`in the page: ${error}`);
      return value;
    });

  /** A picture of what the window shows, as PNG bytes. */
  picture = async () => Buffer.from(await call(this.session, 'GET', '/screenshot'), 'base64');

  /** The first element that `xpath` finds and that is shown. */
  async see(xpath, patience = Driven.patience) {
    return soon(`to see ${xpath}`, patience, async () => {
      const found = await call(this.session, 'POST', '/elements', { using: 'xpath', value: xpath });
      for (const element of found) {
        const id = element[elementKey];
        if (await call(this.session, 'GET', `/element/${id}/displayed`)) return id;
      }
      return undefined;
    });
  }

  async click(xpath, patience) {
    return soon(`to click ${xpath}`, patience ?? Driven.patience, async () => {
      const id = await this.see(xpath, patience);
      await call(this.session, 'POST', `/element/${id}/click`, {});
      return true;
    });
  }

  async type(xpath, text) {
    const id = await this.see(xpath);
    await call(this.session, 'POST', `/element/${id}/clear`, {});
    await call(this.session, 'POST', `/element/${id}/value`, { text });
  }

  async text(xpath) {
    return call(this.session, 'GET', `/element/${await this.see(xpath)}/text`);
  }
}

/** Asks again until `probe` gives something; the last error of a probe is part of the sentence. */
export async function soon(what, patience, probe) {
  const end = Date.now() + patience;
  let because = '';
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
    } catch (error) {
      because = ` (${error.message})`;
    }
    if (Date.now() > end) throw new Error(`waited ${patience} ms ${what}${because}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function call(base, method, path, body) {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
  return value;
}
