import { expect, test } from 'vitest';
import type { RequestView } from '$lib/api/types';
import { differences } from './changed';

const view = (more: Partial<RequestView> = {}) =>
  ({
    version: 6,
    round: 1,
    expires: '2026-03-03T22:00:00.000000Z',
    note: null,
    content: [{ name: 'title', value: 'Rotate keys' }],
    changes: [{ field: 'state', now: 'Scheduled', after: 'Deployed' }],
    ...more,
  }) as RequestView;

test('nothing changed, nothing to read', () => {
  expect(differences(view(), view())).toEqual([]);
});

test('a changed text and a new argument stand side by side with what was shown', () => {
  const now = view({
    version: 7,
    content: [{ name: 'title', value: 'Rotate all keys' }],
    changes: [...view().changes, { field: 'commit', now: null, after: '9f31c2e' }],
  });
  expect(differences(view(), now)).toEqual([
    { name: 'ticket’s version', was: '6', is: '7' },
    { name: 'title', was: 'Rotate keys', is: 'Rotate all keys' },
    { name: 'commit, after', was: null, is: '9f31c2e' },
  ]);
});

test('a request that was asked again says so', () => {
  expect(differences(view(), view({ round: 2 }))).toEqual([{ name: 'asked', was: 'once', is: 'for the second time' }]);
});
