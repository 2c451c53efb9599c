// What somebody in this room is about to do: which dialog stands open, and about whom.
import type { Holder } from '$lib/api/access';
import type { Bot, Issued, Invited, Person, Token } from '$lib/api/types';

/** A holder of a role, and how to call them. */
export type Called = Holder & { name: string };

export type Asked =
  | { what: 'invite' }
  | { what: 'invited'; invited: Invited }
  | { what: 'readmit'; person: Person }
  | { what: 'readmitted'; person: Person; invited: Invited }
  | { what: 'bot' }
  | { what: 'grant'; role: string | null; to: Called | null }
  | { what: 'revoke-role'; role: string; from: Called }
  | { what: 'remove'; person: Person }
  | { what: 'keeper'; bot: Bot }
  | { what: 'token'; bot: { id: string; handle: string } }
  | { what: 'issued'; bot: string; issued: Issued }
  | { what: 'revoke-token'; bot: Bot; token: Token }
  | { what: 'freeze'; bot: Bot | null }
  | { what: 'thaw'; bot: Bot }
  | { what: 'project' };
