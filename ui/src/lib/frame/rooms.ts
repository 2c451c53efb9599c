// The rooms of the console in their order, and the key that follows G.
import Inbox from '@lucide/svelte/icons/inbox';
import KeyRound from '@lucide/svelte/icons/key-round';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import SquareKanban from '@lucide/svelte/icons/square-kanban';
import Workflow from '@lucide/svelte/icons/workflow';
import type { IconType } from '$lib/parts/icon';

export interface RoomLink {
  title: string;
  href: string;
  key: string;
  icon: IconType;
}

export const rooms: readonly RoomLink[] = [
  { title: 'Approvals', href: '/approvals', key: 'A', icon: Inbox },
  { title: 'Tickets', href: '/tickets', key: 'T', icon: SquareKanban },
  { title: 'Workflows', href: '/workflows', key: 'W', icon: Workflow },
  { title: 'Audit', href: '/audit', key: 'U', icon: ScrollText },
  { title: 'Access', href: '/access', key: 'X', icon: KeyRound },
];
