// Where somebody goes after signing in: where they wanted to go, if that is a room of this console.

export function wayBack(next: string | null): string {
  return next && /^\/(?!\/)[\w\-./?=&%]*$/.test(next) && !next.startsWith('/sign-in') ? next : '/approvals';
}
