// Whoever calls without a window: bots with a token, people with a session. What the doors answer is checked by the Rust tests;
// here a call that is turned away without being meant to be is a fault of the test, and says so.

type Json = Record<string, unknown>;

export interface Answer<T = Json> {
  status: number;
  said: T;
}

interface Call {
  method: string;
  headers: Record<string, string>;
  body?: unknown;
}

async function call<T>(url: string, { method, headers, body }: Call): Promise<Answer<T>> {
  const answer = await fetch(url, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(40_000),
  });
  const text = await answer.text();
  return { status: answer.status, said: (text === '' ? {} : JSON.parse(text)) as T };
}

async function done<T>(what: string, answering: Promise<Answer<T>>): Promise<T> {
  const { status, said } = await answering;
  if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(said)}`);
  return said;
}

export interface Card {
  key: string;
  title: string;
  waiting: { request: string } | null;
}

export interface RequestStatus {
  state: string;
  approvals: number;
  needed: number;
  reason?: string | null;
}

/** A bot as the world outside knows it: a token and an address. */
export class Bot {
  constructor(
    private readonly door: string,
    private readonly token: string,
  ) {}

  /** The answer, whatever it is. */
  call<T = Json>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return call<T>(`${this.door}/v1${path}`, { method, headers: { authorization: `Bearer ${this.token}` }, body });
  }

  do<T = Json>(method: string, path: string, body?: unknown): Promise<T> {
    return done(`${method} ${path}`, this.call<T>(method, path, body));
  }

  /** The key of a new ticket. */
  async open(project: string, title: string, fields: Record<string, string> = {}): Promise<string> {
    return (await this.do<{ key: string }>('POST', '/tickets', { project, title, fields })).key;
  }

  /** A ticket of the demo that stands in `state` and waits for nobody. */
  async free(project: string, state: string): Promise<Card> {
    const query = new URLSearchParams({ project, state });
    const { tickets } = await this.do<{ tickets: Card[] }>('GET', `/tickets?${query.toString()}`);
    const found = tickets.find((card) => card.waiting === null);
    if (!found) throw new Error(`no ticket of ${project} stands in ${state} without a request`);
    return found;
  }

  /** Takes a transition at once. */
  move(ticket: string, transition: string): Promise<Json> {
    return this.do('POST', `/tickets/${ticket}/moves`, { transition });
  }

  /** Asks at a gate; the id of the request that waits there now. */
  async ask(ticket: string, transition: string, note?: string): Promise<string> {
    return (await this.do<{ request: string }>('POST', `/tickets/${ticket}/moves`, { transition, note })).request;
  }

  /** Waits for a request as bots do: one call that is answered when it is over. */
  wait(request: string): Promise<RequestStatus> {
    return this.do('GET', `/requests/${request}?wait=30`);
  }
}

/** A person with a session, beside any window. */
export class Person {
  constructor(
    private readonly door: string,
    /** As a browser would hold it. */
    readonly cookie: { name: string; value: string },
    readonly id: string,
    readonly workspace: string,
  ) {}

  /** Signs in, sets up or redeems, by the form of that name. */
  static async arrives(door: string, way: 'sign-in' | 'setup' | 'redeem', form: Json): Promise<Person> {
    const answer = await fetch(`${door}/console/${way}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...sameOrigin(door) },
      body: JSON.stringify(form),
    });
    const said = (await answer.json()) as { person: string; workspaces: { id: string }[] };
    const [name, value] = (answer.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
    if (!answer.ok || !name || !value) throw new Error(`${way}: ${answer.status} ${JSON.stringify(said)}`);
    return new Person(door, { name, value }, said.person, said.workspaces[0]?.id ?? '');
  }

  /** The answer, whatever it is. `path` begins below the workspace. */
  call<T = Json>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const headers = { cookie: `${this.cookie.name}=${this.cookie.value}`, ...sameOrigin(this.door) };
    return call<T>(`${this.door}/console/w/${this.workspace}${path}`, { method, headers, body });
  }

  do<T = Json>(method: string, path: string, body?: unknown): Promise<T> {
    return done(`${method} ${path}`, this.call<T>(method, path, body));
  }

  /** Decides on a request as it is shown now. */
  async decide(request: string, verdict: 'approve' | 'reject', reason?: string): Promise<Json> {
    const { shown } = await this.do<{ shown: string }>('GET', `/requests/${request}`);
    return this.do('POST', `/requests/${request}/decision`, { verdict, shown, reason });
  }
}

/** What a browser says of itself when our own page calls. */
const sameOrigin = (door: string) => ({ origin: door, 'x-openweave-console': '1' });
