import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { byteLength, leafHash } from './leaf';

test('the leaf hash is that of RFC 6962, over bytes and not over characters', async () => {
  const bytes = '{"title":"Übergabe"}';
  const expected = createHash('sha256')
    .update(Buffer.concat([Buffer.from([0]), Buffer.from(bytes)]))
    .digest('base64url');
  expect(await leafHash(bytes)).toBe(expected);
  expect(byteLength(bytes)).toBe(21);
});
