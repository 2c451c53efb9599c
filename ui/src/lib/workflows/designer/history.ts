// The texts of one session: the one that is shown, those before it, and those that were taken back. Without limit.

/** Letters that follow each other this fast are one change. */
export const typingMs = 800;

export class History {
  #past: string[] = [];
  #future: string[] = [];
  #typed = -Infinity;

  constructor(public text: string) {}

  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Another text, by one change. */
  change(text: string): void {
    this.#typed = -Infinity;
    this.#put(text);
  }

  /** Another text, typed at `at` (milliseconds): letters of one breath are one change. */
  type(text: string, at: number): void {
    const goesOn = at - this.#typed < typingMs && this.#future.length === 0;
    if (goesOn) this.text = text;
    else this.#put(text);
    this.#typed = at;
  }

  undo(): void {
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#future.push(this.text);
    this.text = before;
    this.#typed = -Infinity;
  }

  redo(): void {
    const after = this.#future.pop();
    if (after === undefined) return;
    this.#past.push(this.text);
    this.text = after;
    this.#typed = -Infinity;
  }

  #put(text: string): void {
    if (text === this.text) return;
    this.#past.push(this.text);
    this.#future = [];
    this.text = text;
  }
}
