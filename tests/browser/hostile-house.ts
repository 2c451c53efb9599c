// A workspace in which everything that anybody could write is hostile.
import { Person, type Answer } from './callers';
import { House } from './house';
import { asNames, hidden, hostile, lines, oneLine } from './hostile-texts';

export const password = 'correct horse battery';

/** A ticket that carries a handful of the texts in every place a ticket and its request have. */
export interface Carrier {
  ticket: string;
  request: string;
}

export interface HostileHouse {
  house: House;
  owner: Person;
  approver: Person;
  workflow: string;
  carriers: Carrier[];
  /** A request nobody has decided on. */
  pending: Carrier;
}

const states = asNames.slice(0, 16);
const transitions = asNames.slice(16, 31);
const choices = asNames.slice(31, 50);
const workflow = '<svg onload=window.pwned=1>';

export async function hostileHouse(): Promise<HostileHouse> {
  const house = await House.empty();
  const first = { code: house.setupCode, workspace: `${asNames[0]}`, name: '<img src=x onerror=window.pwned=1>', handle: 'olga', password };
  const owner = await Person.arrives(house.console, 'setup', first);
  await owner.do('POST', '/workflows', { source: source() });
  for (const [at, name] of asNames.slice(-5).entries()) await owner.do('POST', '/projects', { key: `BAD${at}`, name, workflow });
  const { code } = await owner.do<{ code: string }>('POST', '/invitations', { roles: ['approver'] });
  const approver = await Person.arrives(house.console, 'redeem', { code, name: '<b onclick=window.pwned=1>Ada</b>', handle: 'ada', password });
  const made = await owner.do<{ id: string }>('POST', '/bots', { handle: 'null', keeper: owner.id });
  const { token } = await owner.do<{ token: string }>('POST', `/bots/${made.id}/tokens`, { days: 30, rate: null });

  await inTurns(oneLine, (title) => owner.do('POST', '/tickets', { project: 'BAD0', title }));
  const bot = house.bot('null', token);
  const handfuls = Array.from({ length: 8 }, (_, at) => hostile.filter((_, index) => index % 8 === at));
  const carriers: Carrier[] = [];
  for (const handful of handfuls) {
    const text = handful.join('\n');
    const { key } = await owner.do<{ key: string }>('POST', '/tickets', { project: 'BAD1', title: handful[0], body: text, fields: { said: text, choice: choices[carriers.length] } });
    await inTurns(handful, (comment) => owner.do('POST', `/tickets/${key}/comments`, { text: comment }));
    carriers.push({ ticket: key, request: await bot.ask(key, `${transitions[0]}`, text) });
  }
  for (const [at, { request }] of carriers.entries()) await approver.decide(request, at % 2 === 0 ? 'approve' : 'reject', handfuls[at]?.join('\n'));
  const ticket = await bot.open('BAD1', `${hostile[0]}`, { said: hostile.join('\n') });
  const pending = { ticket, request: await bot.ask(ticket, `${transitions[0]}`, hostile.join('\n')) };
  await owner.do('POST', '/freeze', { target: { what: 'bot', id: made.id }, reason: hostile.join('\n') });
  return { house, owner, approver, workflow, carriers, pending };
}

/** What the door must turn away: names that hide something, handles that are no handles, titles of more than one line. */
export async function misnamed(owner: Person): Promise<Answer[]> {
  const handles = oneLine.filter((text) => !/^[a-z][a-z0-9._-]*$/.test(text));
  return [
    ...(await inTurns(hidden, (mark) => owner.call('POST', '/projects', { key: 'NEW', name: `Pay${mark}ments`, workflow }))),
    ...(await inTurns(hidden, (mark) => owner.call('POST', '/workflows', { source: source().replace('gate]', `gate]\n# ${mark}`).replaceAll(workflow, `Pay${mark}ments`) }))),
    ...(await inTurns(handles, (handle) => owner.call('POST', '/bots', { handle, keeper: owner.id }))),
    ...(await inTurns(lines, (title) => owner.call('POST', '/tickets', { project: 'BAD0', title }))),
  ];
}

/** A workflow of one long way, whose first step is gated; TOML's basic strings are JSON's. */
function source(): string {
  const text = JSON.stringify;
  const step = (name: string, at: number) =>
    `[[transitions]]\nname = ${text(name)}\nfrom = [${text(states[at])}]\nto = ${text(states[at + 1])}\nby = ["bot", "person"]\ndescription = ${text(hostile[at])}\n` +
    (at === 0 ? '[transitions.gate]\napprovals = 1\nrole = "approver"\n' : '');
  return [
    `format = 1\nname = ${text(workflow)}\ndescription = ${text(hostile[1])}\ninitial = ${text(states[0])}`,
    '[tickets]\ncreate = ["bot", "person"]\nedit = ["bot", "person"]\ncomment = ["bot", "person"]',
    `[fields.said]\ntype = "text"\ndescription = ${text(hostile[2])}`,
    `[fields.choice]\ntype = "choice"\noptions = [${choices.map((choice) => text(choice)).join(', ')}]`,
    ...states.map((state, at) => `[states.${text(state)}]\ndescription = ${text(hostile[at])}`),
    ...transitions.map(step),
  ].join('\n\n');
}

/** One after the other, a few at a time: nobody's rate is met by accident. */
async function inTurns<T, A>(all: readonly T[], deed: (one: T) => Promise<A>, atOnce = 8): Promise<A[]> {
  const done: A[] = [];
  for (let at = 0; at < all.length; at += atOnce) done.push(...(await Promise.all(all.slice(at, at + atOnce).map(deed))));
  return done;
}
