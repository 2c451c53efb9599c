import { expect, test } from 'vitest';
import type { FullCheck, Integrity, Proof } from '$lib/api/types';
import { missing, missingWords } from './missing';
import { elsewhere, sentence } from './sentence';
import { nothing } from './watched';

const by = { kind: 'person', id: 'ada', name: 'Ada' } as const;
const at = '2026-03-03T19:22:10.031907Z';
const now = Date.parse('2026-03-03T19:30:00Z');
const proof = (more: Partial<Proof>): Proof => ({ by: 'folder', place: '/media/backup', size: 184_197, at, ...more });
const holding = {
  is: 'holds',
  entries: 184_204,
  decided_again: 183_961,
  signatures: 6_412,
  texts: 58_330,
  erased: 14,
  rows: 41_207,
  kept_elsewhere: 2,
  kept_up_to: 184_197,
} as const;
const checked = (found: FullCheck['found']): FullCheck => ({ by, at, took_ms: 4_100, found });
const view = (more: Partial<Integrity>) => ({ size: 184_204, proofs: [], ...more });
const say = (more: Partial<Integrity>, watched = nothing) => sentence(view(more), watched, now, 'utc');

test('only a full check that holds says “unchanged”, and says when it was', () => {
  const { tone, title, text } = say({ last: checked(holding), proofs: [proof({})] });
  expect({ tone, title }).toEqual({ tone: 'ok', title: 'Unchanged up to entry 184,203' });
  expect(text).toBe('Checked in full Tue 3 Mar 2026, 19:22:10 UTC. One anchor holds a copy elsewhere.');
});

test('what came after the check is not called unchanged', () => {
  const { title, text } = say({ size: 184_206, last: checked(holding) });
  expect(title).toBe('Unchanged up to entry 184,203');
  expect(text).toContain('2 entries came since, each held to the tree as it was written.');
});

test('without a full check it says what is so, without a tick', () => {
  expect(say({})).toEqual({
    tone: 'plain',
    title: 'Held up to entry 184,203, not checked in full yet',
    text: 'The log’s key signs the tree at every commit, and a start holds the newest entries to it. No anchor holds a copy elsewhere.',
  });
  expect(say({ size: 0 }).title).toBe('Nothing is written yet');
});

test('a check that was stopped says how far it came and which one counts', () => {
  const { title, text } = say({ last: checked(holding) }, { ...nothing, stoppedAt: 96_001 });
  expect(title).toBe('Not finished: checked up to 96,000');
  expect(text).toBe('The last full check stays the one of Tue 3 Mar 2026, 19:22:10 UTC.');
  expect(say({ last: checked({ is: 'stopped', done: 1 }) }, { ...nothing, stoppedAt: 1 }).text).toContain(
    'no full check since',
  );
});

test('a running check says how far it is and how long it still takes', () => {
  const running = { by, since: '2026-03-03T19:29:58Z', done: 92_102, all: 184_204 };
  expect(say({}, { ...nothing, running })).toEqual({
    tone: 'running',
    title: 'Checking everything up to 184,203',
    text: '50 %, about 2 s left. Reading only: moves and approvals go on meanwhile.',
  });
});

test('missing entries are told by their numbers, before all that holds', () => {
  const standing = { kind: 'rolled_back', text: 'It was put back.', had: 184_204 } as const;
  const { tone, title } = say({ size: 184_020, standing, last: checked(holding) });
  expect({ tone, title }).toEqual({ tone: 'bad', title: '184 entries are missing: 184,020 to 184,203' });
});

test('the first finding stands in the title', () => {
  const findings = [
    { seq: 181_377, words: 'its bytes give another hash' },
    { seq: null, words: 'the tree has another root' },
  ];
  const { title, text } = say({ last: checked({ is: 'broken', findings }) });
  expect(title).toBe('Entry 181,377 does not hold');
  expect(text).toBe('Its bytes give another hash. 1 more finding below.');
});

test('anchors are counted by what they hold', () => {
  expect(elsewhere([proof({}), proof({ trouble: 'gone' }), proof({}), proof({ size: 0 })])).toBe(
    'Three anchors hold copies elsewhere, one is out of reach.',
  );
  expect(elsewhere([proof({ size: 0, trouble: 'gone' })])).toBe(
    'No anchor holds a copy elsewhere yet, one is out of reach.',
  );
});

test('the missing range counts from the first that is gone', () => {
  expect(missing(10, 12)).toEqual({ count: 2, first: 10, last: 11 });
  expect([missing(10, 10), missing(10, 9), missing(10, null), missing(10, undefined)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(missingWords({ count: 1, first: 7, last: 7 })).toBe('Entry 7 is missing');
});
