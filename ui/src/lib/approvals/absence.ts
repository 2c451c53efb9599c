// Words and times of delegations.
import type { Delegation } from '$lib/api/types';

const STATES: Record<Delegation['state'], string> = {
  offered: 'not accepted yet',
  in_force: 'in force',
  over: 'over',
  ended: 'ended',
};

export const stands = (state: Delegation['state']) => STATES[state];

/** Six in the evening so many days from now, as a field for date and time wants it. */
export function inDays(days: number): string {
  const at = new Date();
  at.setDate(at.getDate() + days);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T18:00`;
}
