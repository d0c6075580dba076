import type { Store } from './store.ts';

/** What goes back to an agent; without a body where the protocol has none. */
export interface Answer {
  status: number;
  body?: Uint8Array;
  /** Of the body, where it is another than OCS's own. */
  contentType?: string;
  /** Agents take the next request to a new connection after an order to scan. */
  closesConnection?: boolean;
}

/** What answering needs. */
export interface ReportContext {
  store: Store;
  extraUserAgents: readonly string[];
}
