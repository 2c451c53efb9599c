// The one clock of the screen: everything that ages or counts down reads `now.value`, so that all of it moves together.

class Now {
  value = $state(Date.now());

  /** Starts ticking; returns how to stop. */
  start(everyMs = 5_000): () => void {
    const timer = setInterval(() => (this.value = Date.now()), everyMs);
    return () => clearInterval(timer);
  }
}

export const now = new Now();
