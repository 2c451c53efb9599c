// The views of this room, as they stand in addresses: /access/bots/deploy-bot.
export const views = [
  { id: 'people', title: 'People and bots' },
  { id: 'bots', title: 'People and bots' },
  { id: 'roles', title: 'Roles' },
  { id: 'tokens', title: 'Tokens' },
  { id: 'projects', title: 'Projects' },
] as const;

export type View = (typeof views)[number]['id'];

/** The view an address names; people and bots when it names none that there is. */
export function viewOf(name: string | undefined): View {
  return views.find(({ id }) => id === name)?.id ?? 'people';
}
