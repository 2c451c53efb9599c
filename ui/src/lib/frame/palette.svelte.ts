// Whether the palette stands open, and the deeds that keys reached at the moment it was opened.
import { reachableNow } from '$lib/keys/keys.svelte';
import { deeds, type Way } from './palette';

class Palette {
  deeds = $state.raw<Way[] | null>(null);
}

export const palette = new Palette();

export function openPalette(): void {
  palette.deeds = deeds(reachableNow());
}
