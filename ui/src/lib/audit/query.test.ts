import { expect, test } from 'vitest';
import { ask, moment, parse, put, valueOf, write } from './query';

const nobody = () => undefined;

test('a line of filters is read and written back the same', () => {
  const line = 'actor:"Ana Kovač" kind:person project:PAY outcome:refused since:2026-03-02';
  const { filters, wrong } = parse(line);
  expect(wrong).toBeNull();
  expect(write(filters)).toBe(line);
  expect(valueOf(filters, 'actor')).toBe('Ana Kovač');
});

test('the later filter of a field replaces the earlier, in its place', () => {
  expect(write(parse('kind:bot project:PAY kind:person').filters)).toBe('kind:person project:PAY');
});

test('a chip taken away is gone from the line', () => {
  const { filters } = parse('kind:bot project:PAY');
  expect(write(put(filters, 'kind', null))).toBe('project:PAY');
  expect(write(put(filters, 'code', 'not_permitted'))).toBe('kind:bot project:PAY code:not_permitted');
});

test.each([
  ['refused', /no filter/],
  ['colour:red', /no filter “colour”/],
  ['kind:robot', /person, bot and clock/],
  ['outcome:moved', /done, refused and counted/],
  ['action:steal', /no action/],
  ['since:yesterday', /2026-03-02/],
  ['ticket:42', /PAY-42/],
  ['actor:', /What is to be the actor/],
])('%s is said to be wrong, and never sent', (line, words) => {
  const query = parse(line);
  expect(query.wrong).toMatch(words);
  expect(ask(query.filters, 'utc', nobody).ask).toEqual({});
});

test('what is right beside what is wrong still holds', () => {
  expect(write(parse('kind:bot nonsense').filters)).toBe('kind:bot');
});

test('actors are asked for by id, and a name that nobody has is said', () => {
  const idOf = (name: string) => (name === 'deploy-bot' ? 'id-1' : undefined);
  expect(ask(parse('actor:deploy-bot').filters, 'utc', idOf)).toEqual({ ask: { actor: 'id-1' }, wrong: null });
  expect(ask(parse('actor:ghost').filters, 'utc', idOf).wrong).toContain('ghost');
});

test('a day is whole: from its first moment until after its last', () => {
  expect(moment('2026-03-02', 'utc', 'since')).toBe('2026-03-02T00:00:00.000Z');
  expect(moment('2026-03-02', 'utc', 'until')).toBe('2026-03-03T00:00:00.000Z');
  expect(moment('2026-03-02T14:30', 'utc', 'until')).toBe('2026-03-02T14:30:00.000Z');
  expect(moment('2026-13-02', 'utc', 'since')).toBeNull();
});

test('in local time a day begins at local midnight', () => {
  const began = new Date(moment('2026-07-01', 'local', 'since') ?? '');
  expect([began.getHours(), began.getDate()]).toEqual([0, 1]);
});
