// How a banner of the whole window looks: the door says what is the matter, worst first.
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Clock from '@lucide/svelte/icons/clock';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import Snowflake from '@lucide/svelte/icons/snowflake';
import Unplug from '@lucide/svelte/icons/unplug';
import type { IconType } from '$lib/parts/icon';

const icons: Record<string, IconType> = {
  integrity: ShieldAlert,
  frozen: Snowflake,
  clock_in_doubt: Clock,
  clock_behind: Clock,
  door_busy: Unplug,
};

export function bannerIcon(kind: string): IconType {
  return icons[kind] ?? CircleAlert;
}
