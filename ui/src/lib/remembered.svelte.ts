// Small choices of this window (rail, board or list) that survive a restart. Never anything that matters to the log.

export interface Remembered<T> {
  value: T;
}

export function remembered<T extends string | boolean>(name: string, initial: T): Remembered<T> {
  const key = `openweave.${name}`;
  let value = $state(read(key, initial));
  return {
    get value() {
      return value;
    },
    set value(next: T) {
      value = next;
      write(key, next);
    },
  };
}

function read<T extends string | boolean>(key: string, initial: T): T {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? initial : (JSON.parse(stored) as T);
  } catch {
    return initial;
  }
}

function write(key: string, value: string | boolean): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage the choice holds for this window only.
  }
}
