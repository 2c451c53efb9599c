import { describe, expect, test } from 'vitest';
import { read } from './shell';

describe('what the shell tells', () => {
  test('opens a room of this window, and nothing outside of it', () => {
    const open = { what: 'open', workspace: 'w', path: '/approvals/1' };
    expect(read(open)).toEqual(open);
    expect(read({ what: 'open', path: '/approvals' })).toEqual({ what: 'open', workspace: null, path: '/approvals' });
    for (const path of ['//elsewhere', 'https://elsewhere', '', 7, undefined]) {
      expect(read({ what: 'open', path }), String(path)).toBeNull();
    }
  });

  test('closes and quits, with the sentences that are some', () => {
    expect(read({ what: 'closing' })).toEqual({ what: 'closing' });
    expect(read({ what: 'quitting', because: null, stops: ['Bots get no answer.', 7] })).toEqual({
      what: 'quitting',
      because: null,
      stops: ['Bots get no answer.'],
    });
  });

  test('is not heard where it is something else', () => {
    for (const detail of [null, 'closing', {}, { what: 'erase' }]) expect(read(detail)).toBeNull();
  });
});
