// The type of an icon of the set: `import Inbox from '@lucide/svelte/icons/inbox'`.
import type { LucideProps } from '@lucide/svelte';
import type { Component } from 'svelte';

export type IconType = Component<LucideProps>;
