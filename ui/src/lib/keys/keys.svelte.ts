// The keyboard of this window, and how a component takes part in it:
//   useKeys('Approvals', () => [{ keys: 'J', says: 'next', run: next }])
import { remembered } from '$lib/remembered.svelte';
import { Keyboard, type Binding, type Layer } from './keyboard';

const keyboard = new Keyboard();

/** Whether plain letters act; switched off in the list of keys by those whom they disturb. */
export const singleKeys = remembered('single-keys', true);

/** Binds keys for as long as the calling component lives. Call it while the component initialises. */
export function useKeys(title: string, bindings: () => readonly Binding[], options: { modal?: boolean } = {}): void {
  $effect(() => keyboard.add({ title, bindings: bindings(), ...options }));
}

/** The layer of keys that act in every room; it stands last in the list. */
export const everywhere = 'Everywhere';

/** What the list of keys shows: the layers that a key reaches at this moment, the room first. */
export function reachableNow(): Layer[] {
  const shown = keyboard.reachable().filter((layer) => layer.bindings.some((binding) => !binding.hidden));
  return [...shown.filter(({ title }) => title !== everywhere), ...shown.filter(({ title }) => title === everywhere)];
}

/** Listens on the window; call once, in the frame of everything. Returns how to stop. */
export function listen(): () => void {
  window.addEventListener('keydown', onkeydown);
  return () => window.removeEventListener('keydown', onkeydown);
}

function onkeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || pressesItsTarget(event)) return;
  keyboard.singleKeys = singleKeys.value;
  const stroke = { key: event.key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: event.shiftKey };
  if (keyboard.press(stroke, { typing: isTyping(event), at: event.timeStamp })) event.preventDefault();
}

/** Whether somebody writes where it happened, also inside of a part's own root. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])'))
  );
}

/** Enter and Space on a focused button or link press it, whatever the room does with Enter. */
function pressesItsTarget(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return event.target instanceof HTMLElement && event.target.closest('button, a[href], summary') !== null;
}
