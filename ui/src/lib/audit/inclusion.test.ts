import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { rootFrom } from './inclusion';

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (n: number) => sha(Buffer.from([0]), Buffer.from(String(n)));
const node = (left: Buffer, right: Buffer) => sha(Buffer.from([1]), left, right);
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));

function root(leaves: Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  const k = split(leaves.length);
  return node(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

/** RFC 9162, section 2.1.3.1. */
function path(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...path(index, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...path(index - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

const text = (hash: Buffer) => hash.toString('base64url');

test('every entry of every small log leads to its root, and to no other', async () => {
  for (let size = 1; size <= 17; size += 1) {
    const leaves = Array.from({ length: size }, (_, n) => leaf(n));
    for (let index = 0; index < size; index += 1) {
      const proof = path(index, leaves).map(text);
      const own = text(leaves[index] ?? Buffer.alloc(0));
      expect(await rootFrom(own, index, size, proof)).toBe(text(root(leaves)));
      expect(await rootFrom(text(leaf(99)), index, size, proof)).not.toBe(text(root(leaves)));
      if (size > 1) expect(await rootFrom(own, index, size, proof.slice(1))).not.toBe(text(root(leaves)));
      expect(await rootFrom(own, index, size, [...proof, text(leaf(1))])).toBe(null);
    }
  }
});

test('a place outside of the log has no proof', async () => {
  expect(await rootFrom(text(leaf(0)), 3, 3, [])).toBe(null);
});
