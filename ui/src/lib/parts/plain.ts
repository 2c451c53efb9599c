// Text from outside, made safe to look at: characters that hide or turn text around are cut out and named.

export type Piece = { text: string } | { mark: string; name: string };

const NAMES: Record<number, string> = {
  0x00ad: 'soft hyphen',
  0x034f: 'grapheme joiner',
  0x061c: 'Arabic letter mark',
  0x115f: 'Hangul filler',
  0x1160: 'Hangul filler',
  0x180e: 'Mongolian vowel separator',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'end of direction',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first-strong isolate',
  0x2069: 'end of isolate',
  0x3164: 'Hangul filler',
  0xfeff: 'byte order mark',
  0xffa0: 'Hangul filler',
};

/** What the door refuses in names, but for line breaks, tabs and what only chooses how the character before it is drawn. */
const HIDDEN =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are the characters to be shown
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** The pieces of a text in order; a mark stands where a hidden character was. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    if (found.index > from) out.push({ text: text.slice(from, found.index) });
    const code = found[0].codePointAt(0) ?? 0;
    const mark = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    out.push({ mark, name: NAMES[code] ?? (code < 0xa0 ? 'control character' : 'hidden character') });
    from = found.index + found[0].length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}
