// Whether the sidebar is a rail: by the person's choice, else by the width of the window and what the room needs.
import { MediaQuery } from 'svelte/reactivity';
import { remembered } from '$lib/remembered.svelte';

class SidebarState {
  /** A room with an inspector wants the place, below 1600 px. */
  roomNeedsPlace = $state(false);
  #choice = remembered<'auto' | 'rail' | 'full'>('sidebar', 'auto');
  #wide = new MediaQuery('min-width: 1600px');
  #narrow = new MediaQuery('max-width: 1100px');

  get isRail(): boolean {
    if (this.#choice.value !== 'auto') return this.#choice.value === 'rail';
    return this.#narrow.current || (this.roomNeedsPlace && !this.#wide.current);
  }

  toggle(): void {
    this.#choice.value = this.isRail ? 'full' : 'rail';
  }
}

export const sidebar = new SidebarState();
