// What was just done, said once, bottom left: one at a time, six seconds, longer while somebody is on it.

export interface Toast {
  text: string;
  tone: 'moved' | 'plain' | 'refusal';
  /** A stable code, shown in mono. */
  code?: string | undefined;
}

export const toastMs = 6_000;

class Toasts {
  current = $state.raw<Toast | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, tone: Toast['tone'] = 'plain', code?: string): void {
    this.current = { text, tone, code };
    this.resume();
  }

  /** Stays while the pointer or the keyboard is on it. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dismiss(), toastMs);
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }
}

export const toasts = new Toasts();
