// Puts a text where the person can paste it, and says so; where the system does not allow it, says what to do instead.
import { toasts } from './toasts.svelte';

/** Whether it was copied. */
export async function copy(text: string, said: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.say(said);
    return true;
  } catch {
    toasts.say('It could not be copied. Select the text and copy it by hand.', 'refusal');
    return false;
  }
}
