// Whether an entry is in the log that a checkpoint is of, computed here from its proof (RFC 9162, section 2.1.3.2).

type Hash = Uint8Array<ArrayBuffer>;

/** The root that `path` leads to from the leaf at `index` of `size`; `null` when it is no such path, or without a SHA-256. */
export async function rootFrom(
  leaf: string,
  index: number,
  size: number,
  path: readonly string[],
): Promise<string | null> {
  if (typeof crypto === 'undefined' || !crypto.subtle || index >= size) return null;
  let [node, last] = [index, size - 1];
  let hash = bytes(leaf);
  for (const next of path) {
    if (last === 0) return null;
    const sibling = bytes(next);
    if (node % 2 === 1 || node === last) {
      hash = await joined(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = await joined(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? text(hash) : null;
}

/** SHA-256 of a one byte and two hashes: the hash of what is above them. */
async function joined(left: Hash, right: Hash): Promise<Hash> {
  const node = new Uint8Array(65);
  node.set([1]);
  node.set(left, 1);
  node.set(right, 33);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', node));
}

const half = (n: number) => Math.floor(n / 2);
const bytes = (digest: string): Hash =>
  Uint8Array.from(atob(digest.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
const text = (hash: Hash) =>
  btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
