// One ticket while somebody looks at it: the ticket, what they may do with it now, its history, and the request on it.
import type { Drawing } from '$lib/api/drawings';
import { here } from '$lib/api/here.svelte';
import { Loaded } from '$lib/api/loaded.svelte';
import { request } from '$lib/api/requests';
import * as tickets from '$lib/api/tickets';
import type { Entry, Moves, RequestView, Ticket } from '$lib/api/types';

export class OpenTicket {
  readonly ticket: Loaded<Ticket>;
  readonly moves: Loaded<Moves>;
  readonly history: Loaded<Entry[]>;
  readonly drawing: Loaded<Drawing>;
  readonly request: Loaded<RequestView | null>;

  constructor(readonly key: string) {
    this.ticket = new Loaded((signal) => tickets.ticket(here.workspace, key, signal));
    this.moves = new Loaded((signal) => tickets.moves(here.workspace, key, signal));
    this.history = new Loaded((signal) => tickets.history(here.workspace, key, signal));
    this.drawing = new Loaded((signal) => tickets.ticketDrawing(here.workspace, key, signal));
    this.request = new Loaded((signal) => {
      const waiting = this.ticket.value?.waiting;
      return waiting ? request(here.workspace, waiting.request, signal) : Promise.resolve(null);
    });
  }

  /** Everything that has a place on the page has come or failed: nothing will move what is read. */
  get isReady(): boolean {
    return [this.ticket, this.moves, this.history, this.drawing, this.request].every((loaded) => !loaded.isFirst);
  }

  reload = (): Promise<void> => this.#read('reload');
  refresh = (): Promise<void> => this.#read('refresh');

  async #read(how: 'reload' | 'refresh'): Promise<void> {
    const all = [this.moves, this.history, this.drawing].map((loaded) => loaded[how]());
    await this.ticket[how]();
    await Promise.all([...all, this.request[how]()]);
  }
}
