// Whether the list of keys stands open, and what it lists: what the keys did at the moment it was opened.
import type { Layer } from '$lib/keys/keyboard';
import { reachableNow } from '$lib/keys/keys.svelte';

class KeyList {
  layers = $state.raw<Layer[] | null>(null);
}

export const keyList = new KeyList();

export function openKeyList(): void {
  keyList.layers = reachableNow();
}
