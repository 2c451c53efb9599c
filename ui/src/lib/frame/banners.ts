// How a banner of the whole window looks: the door says what is the matter, worst first.
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Clock from '@lucide/svelte/icons/clock';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import Snowflake from '@lucide/svelte/icons/snowflake';
import Siren from '@lucide/svelte/icons/siren';
import Unplug from '@lucide/svelte/icons/unplug';
import type { IconType } from '$lib/parts/icon';

const icons: Record<string, IconType> = {
  integrity: ShieldAlert,
  break_glass: Siren,
  frozen: Snowflake,
  clock_in_doubt: Clock,
  clock_behind: Clock,
  door_busy: Unplug,
};

export function bannerTone(kind: string): 'bad' | 'glass' | 'note' {
  if (kind === 'break_glass') return 'glass';
  return kind === 'integrity' || kind === 'read_only' ? 'bad' : 'note';
}

export function bannerIcon(kind: string): IconType {
  return icons[kind] ?? CircleAlert;
}
