// The leaf hash of an entry, computed here from the bytes that are shown: what one sees is what was hashed (RFC 6962, 2.1).

/** SHA-256 of a zero byte and the entry's bytes, in base64url without padding; `null` where the browser has no SHA-256. */
export async function leafHash(bytes: string): Promise<string | null> {
  if (typeof crypto === 'undefined' || !crypto.subtle) return null;
  const content = new TextEncoder().encode(bytes);
  const leaf = new Uint8Array(content.length + 1);
  leaf.set(content, 1);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', leaf));
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
