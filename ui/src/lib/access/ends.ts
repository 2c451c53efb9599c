// When tokens end, in words short enough for a table.

const DAY = 86_400_000;

/** “ends in 6 d”, “ends in 5 h”, “ended”. */
export function ends(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (left <= 0) return 'ended';
  if (left < 3_600_000) return 'ends within the hour';
  return left < 2 * DAY ? `ends in ${Math.floor(left / 3_600_000)} h` : `ends in ${Math.floor(left / DAY)} d`;
}

/** Less than a week is left: amber. */
export function endsSoon(at: string, now: number): boolean {
  return Date.parse(at) - now < 7 * DAY;
}

interface Ending {
  state: string;
  expires: string;
}

/** The token by which a bot lives longest; none when all are over. */
export function longest<T extends Ending>(tokens: readonly T[]): T | undefined {
  return tokens
    .filter((token) => token.state === 'active')
    .toSorted((one, other) => Date.parse(other.expires) - Date.parse(one.expires))[0];
}

/** The part of a token's id that tells it from others: its end, since ids of one minute begin alike. */
export function shortId(id: string): string {
  return id.slice(-8);
}
