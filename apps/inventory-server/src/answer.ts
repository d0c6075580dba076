import type { BodyForm } from '@popis/inventory-format';
import type { Limits } from './limits/limits.ts';
import type { Store } from './store.ts';

/** What goes back to an agent; without a body where the protocol has none. */
export interface Answer {
  status: number;
  body?: Uint8Array;
  /** Of the body, where it is another than OCS's own. */
  contentType?: string;
  /** Agents take the next request to a new connection after an order to scan. */
  closesConnection?: boolean;
  /** Why it is a refusal, where there is a word for it. */
  cause?: string;
}

/** What answering needs. */
export interface ReportContext {
  store: Store;
  limits: Limits;
  extraUserAgents: readonly string[];
}

/** Names of the forms that FusionInventory and GLPI agents give them; OCS and its agents name all of them alike. */
export const TYPES_OF_FORMS: Readonly<Record<BodyForm, string>> = {
  zlib: 'application/x-compress-zlib',
  gzip: 'application/x-compress-gzip',
  plain: 'application/json',
};

/** Whether an agent names the form of its body, and so reads only answers that do: newer GLPI agents. */
export function namesForm(requestType: string | undefined): boolean {
  return /^application\/x-compress-(?:zlib|gzip)$/i.test(requestType?.trim() ?? '');
}
