// What a mapping does to the tickets of a version, in words; and the mapping that is offered first.
import type { VersionInFlight } from '$lib/api/types';
import { many } from '../words';

/** Where each state's tickets go on; a state that is not in it keeps them at their version. */
export type Mapped = Readonly<Record<string, string>>;

/** Under the same name wherever that is possible; what only could go back keeps its version until somebody says otherwise.
    `chosen` is what somebody said, '' for a state that keeps its version. */
export function choices(version: VersionInFlight, chosen: Mapped = {}): Mapped {
  const where = version.states.map(({ state, to }) => {
    const said = chosen[state];
    const valid = said === '' || to.includes(said ?? '');
    return [state, valid ? (said ?? '') : to.includes(state) ? state : ''];
  });
  return Object.fromEntries(where.filter(([, to]) => to !== ''));
}

/** How many tickets the mapping carries. */
export function carried(version: VersionInFlight, mapped: Mapped): number {
  const moved = version.states.filter((one) => mapped[one.state] !== undefined);
  return moved.reduce((sum, one) => sum + one.count, 0);
}

/** What happens, sentence by sentence, in the order of the file. */
export function preview(version: VersionInFlight, mapped: Mapped): string[] {
  const said: string[] = [];
  const kept = version.states.filter((one) => mapped[one.state] === undefined);
  const moved = version.states.filter((one) => mapped[one.state] !== undefined);
  for (const { state, count } of moved) {
    const to = mapped[state];
    const goes = count === 1 ? ['stays', 'goes'] : ['stay', 'go'];
    said.push(
      to === state
        ? `${many(count, 'ticket')} in ${state} ${goes[0]} there.`
        : `${many(count, 'ticket')} in ${state} ${goes[1]} back to ${to}.`,
    );
  }
  for (const one of moved)
    for (const { key, waiting } of one.tickets)
      if (waiting) said.push(`${key} waits for ${waiting}: that request ends as stale and can be made again.`);
  if (moved.length > 0 && version.cleared.length > 0)
    said.push(`They lose what stands in ${version.cleared.join(', ')}: the new version does not take it.`);
  for (const { state, count } of kept)
    said.push(`${many(count, 'ticket')} in ${state} ${count === 1 ? 'keeps' : 'keep'} version ${version.version}.`);
  return said;
}
