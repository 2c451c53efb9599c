import { expect, test } from 'vitest';
import { conflicts, edits, newTicket, type Draft } from './draft';

const base: Draft = { title: 'Rotate keys', body: 'Soon.', fields: { pipeline: 'staging', window: '' } };

test('an edit sends what was changed and nothing else', () => {
  expect(edits(base, { ...base, fields: { pipeline: '', window: '2026-03-03' } }, 6)).toEqual({
    expected_version: 6,
    fields: { pipeline: null, window: '2026-03-03' },
  });
  expect(edits(base, { ...base, body: '' }, 6)).toEqual({ expected_version: 6, fields: {}, body: '' });
});

test('without a change there is nothing to send', () => {
  expect(edits(base, { ...base, title: ' Rotate keys ' }, 6)).toBeNull();
});

test('a new ticket leaves empty fields out', () => {
  expect(newTicket('PAY', { title: ' New ', body: '', fields: { pipeline: 'prod', window: '' } })).toEqual({
    project: 'PAY',
    title: 'New',
    body: null,
    fields: { pipeline: 'prod' },
  });
});

test('only what others changed, and I do not have, is a conflict', () => {
  const mine = { ...base, title: 'Rotate all keys' };
  const theirs: Draft = { title: 'Rotate keys now', body: 'Soon.', fields: { pipeline: 'prod', window: '' } };
  expect(conflicts(base, mine, theirs)).toEqual([
    { name: 'title', theirs: 'Rotate keys now' },
    { name: 'pipeline', theirs: 'prod' },
  ]);
  expect(conflicts(base, mine, base)).toEqual([]);
});
