// What somebody typed and has not sent: it is there when they come back to it, also after they had to sign in again. It is
// theirs alone and goes with the window.
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once, when somebody comes back: nothing watches it
const texts = new Map<string, string>();

export class Kept {
  #text = $state('');
  #key: string;

  /** `who` types it, `what` it is about. */
  constructor(who: string, what: string) {
    this.#key = `${who} ${what}`;
    this.#text = texts.get(this.#key) ?? '';
  }

  get value(): string {
    return this.#text;
  }

  set value(text: string) {
    this.#text = text;
    if (text === '') texts.delete(this.#key);
    else texts.set(this.#key, text);
  }
}
