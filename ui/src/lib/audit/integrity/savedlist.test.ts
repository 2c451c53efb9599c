import { expect, test } from 'vitest';
import type { SigningKey } from '$lib/api/types';
import { compare, listText, readList } from './savedlist';

const key = (letter: string) => letter.repeat(43);
const here = (person: string, name: string, letter: string): SigningKey => ({
  person,
  who: { kind: 'person', id: person, name },
  key: key(letter),
  since: '2026-03-03T19:22:10Z',
  seq: 4,
  held_by: 'window',
});
const ana = here('p-ana', 'Ana Kovač', 'A');
const jonas = here('p-jonas', 'Jonas Lindqvist', 'J');

function read(text: string): unknown {
  return readList(text, 'w-1');
}

test('what was saved is read as it was', () => {
  const text = listText('w-1', [ana, jonas]);
  expect(text).toBe(`openweave-keys w-1\np-ana ${key('A')} Ana Kovač\np-jonas ${key('J')} Jonas Lindqvist\n`);
  const saved = [
    { person: 'p-ana', key: key('A'), name: 'Ana Kovač' },
    { person: 'p-jonas', key: key('J'), name: 'Jonas Lindqvist' },
  ];
  expect(read(text)).toEqual({ saved });
  expect(read(text.replaceAll('\n', '\r\n'))).toEqual({ saved });
});

test('a name cannot begin a line of its own', () => {
  const sly = here('p-sly', `Sly\np-ana ${key('X')} Ana`, 'S');
  expect(read(listText('w-1', [sly]))).toEqual({
    saved: [{ person: 'p-sly', key: key('S'), name: `Sly p-ana ${key('X')} Ana` }],
  });
});

test('what is no list of this workspace is not compared, and says why', () => {
  expect(read('')).toEqual({ wrong: 'This is no list of signing keys. Choose a file that was saved here.' });
  expect(read(listText('w-2', [ana]))).toEqual({ wrong: 'This list is of another workspace. Nothing was compared.' });
  expect(read(`${listText('w-1', [ana])}p-jonas short Jonas`)).toEqual({
    wrong: 'Line 3 is not a person, a key and a name. Nothing was compared.',
  });
  expect(read(listText('w-1', [ana, ana]))).toEqual({
    wrong: 'Line 3 names somebody for the second time. Nothing was compared.',
  });
});

test('each person is told: as saved, another key, new, gone', () => {
  const saved = [
    { person: 'p-ana', key: key('A'), name: 'Ana Kovač' },
    { person: 'p-jonas', key: key('Z'), name: 'Jonas' },
    { person: 'p-priya', key: key('P'), name: 'Priya Nair' },
  ];
  const told = compare(saved, [ana, jonas, here('p-tomas', 'Tomás Ferreira', 'T')]);
  expect(told.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
    'Ana Kovač: same',
    'Jonas Lindqvist: other',
    'Tomás Ferreira: new',
    'Priya Nair: gone',
  ]);
  expect(told[1]).toMatchObject({ key: key('J'), before: key('Z') });
});
