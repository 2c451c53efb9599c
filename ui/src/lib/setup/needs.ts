// What a workflow still waits for, said before it is published: seats that nobody can take yet.

export interface Seat {
  role: string;
  needed: number;
  holders: readonly unknown[];
}

/** “2 people must hold release-manager before its gates open.”, a sentence for each role that is short. */
export function needs(seats: readonly Seat[]): string[] {
  return seats
    .filter(({ needed, holders }) => holders.length < needed)
    .map(({ role, needed, holders }) => {
      const missing = needed - holders.length;
      const more = holders.length > 0 ? ' more' : '';
      return `${missing}${more} ${missing === 1 ? 'person' : 'people'} must hold ${role} before its gate can open.`;
    });
}
