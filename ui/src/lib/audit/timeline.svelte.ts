// The part of the log that is shown: read page by page, newest first. What is written meanwhile waits until it is asked
// for, so that no row moves under the reader.
import type { EntryFilter } from '$lib/api/entries';
import { asProblem, type Problem } from '$lib/api/problem';
import { wasGivenUp } from '$lib/api/client';
import type { Entry, EntryPage } from '$lib/api/types';

const PAGE = 200;

export type Read = (query: EntryFilter & { before?: number; limit: number }, signal: AbortSignal) => Promise<EntryPage>;

export class Timeline {
  entries = $state.raw<readonly Entry[]>([]);
  /** Newer ones that fit and wait to be shown, newest first. */
  fresh = $state.raw<readonly Entry[]>([]);
  /** There are more fresh ones than were read. */
  freshMore = $state(false);
  /** The log goes on below. */
  more = $state(false);
  /** How many entries the whole log has. */
  size = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** Nothing was read yet. */
  isFirst = $state(true);
  #next: number | null = null;
  #freshNext: number | null = null;
  #filter: EntryFilter = {};
  #reading: AbortController | null = null;
  #paging = false;

  constructor(readonly read: Read) {}

  /** Shows what fits a filter, from the newest on. The old rows stay until the new ones are there. */
  load = async (filter: EntryFilter = this.#filter): Promise<void> => {
    this.#filter = filter;
    await this.#ask({ limit: PAGE }, (page) => {
      this.entries = page.entries;
      this.#goOn(page.next ?? null);
      this.#setFresh([], false);
      this.size = page.size;
    });
  };

  /** Reads the page below. */
  older = async (): Promise<void> => {
    if (this.#next === null || this.#paging) return;
    this.#paging = true;
    await this.#ask({ before: this.#next, limit: PAGE }, (page) => {
      this.entries = [...this.entries, ...page.entries];
      this.#goOn(page.next ?? null);
    });
    this.#paging = false;
  };

  /** Looks for what was written since; it waits in `fresh`. */
  peek = async (): Promise<void> => {
    if (this.isFirst || this.#paging || this.problem?.isPassing === false) return;
    const newest = this.entries[0]?.seq ?? -1;
    await this.#ask({ limit: PAGE }, (page) => {
      const fresh = page.entries.filter((entry) => entry.seq > newest);
      this.size = page.size;
      this.#freshNext = page.next ?? null;
      this.#setFresh(fresh, fresh.length === page.entries.length && page.next != null && this.entries.length > 0);
      if (this.entries.length === 0) this.show();
    });
  };

  /** Puts what waits on top. */
  show = (): void => {
    if (this.fresh.length === 0) return;
    const unbroken = !this.freshMore && this.entries.length > 0;
    if (!unbroken) this.#goOn(this.#freshNext);
    this.entries = unbroken ? [...this.fresh, ...this.entries] : this.fresh;
    this.#setFresh([], false);
  };

  async #ask(page: { before?: number; limit: number }, then: (page: EntryPage) => void) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const answer = await this.read({ ...this.#filter, ...page }, reading.signal);
      if (reading.signal.aborted) return;
      this.problem = null;
      this.isFirst = false;
      then(answer);
    } catch (failure) {
      if (!reading.signal.aborted && !wasGivenUp(failure)) this.problem = asProblem(failure);
    }
  }

  #goOn(next: number | null): void {
    this.#next = next;
    this.more = next !== null;
  }

  #setFresh(fresh: readonly Entry[], more: boolean): void {
    this.fresh = fresh;
    this.freshMore = more;
  }
}
