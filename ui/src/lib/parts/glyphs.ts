// Icons that stand in every row of a long list.
import Bot from '@lucide/svelte/icons/bot';
import Clock from '@lucide/svelte/icons/clock';
import FileDiff from '@lucide/svelte/icons/file-diff';
import Hourglass from '@lucide/svelte/icons/hourglass';
import User from '@lucide/svelte/icons/user';
import UserCheck from '@lucide/svelte/icons/user-check';
import UserX from '@lucide/svelte/icons/user-x';
import type { IconType } from './icon';

export const glyphs = {
  bot: Bot,
  clock: Clock,
  'file-diff': FileDiff,
  hourglass: Hourglass,
  user: User,
  'user-check': UserCheck,
  'user-x': UserX,
} satisfies Record<string, IconType>;

export type GlyphName = keyof typeof glyphs;
