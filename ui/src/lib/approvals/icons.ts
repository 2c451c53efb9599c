// The icon of each way a request can stand: an outcome is never colour alone.
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import CircleX from '@lucide/svelte/icons/circle-x';
import Hourglass from '@lucide/svelte/icons/hourglass';
import MessageSquareReply from '@lucide/svelte/icons/message-square-reply';
import Undo2 from '@lucide/svelte/icons/undo-2';
import type { IconType } from '$lib/parts/icon';

const icons: Record<string, IconType> = {
  pending: Hourglass,
  returned: MessageSquareReply,
  moved: CircleCheck,
  rejected: CircleX,
  expired: Hourglass,
  withdrawn: Undo2,
  stale: CircleSlash,
};

export function outcomeIcon(state: string): IconType {
  return icons[state] ?? CircleSlash;
}
