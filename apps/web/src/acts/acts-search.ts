import type { InventoryAct } from '../api/types.ts';
import { type PageSearch, parsePageSearch } from '../runs/run-search.ts';

export const actOutcomes: readonly InventoryAct['outcome'][] = ['done', 'refused', 'failed', 'begun'];

/** Which acts are listed; each word is compared as a whole. */
export interface ActFilter {
  actor?: string;
  operation?: string;
  target?: string;
  outcome?: InventoryAct['outcome'];
}

export interface ActsSearch extends PageSearch, ActFilter {}

const words = ['actor', 'operation', 'target'] as const;

export function parseActsSearch(raw: Record<string, unknown>): ActsSearch {
  const search: ActsSearch = parsePageSearch(raw);
  for (const word of words) {
    const value = raw[word];
    // An address may be read as a number, and a target be one.
    if (typeof value === 'number' || (typeof value === 'string' && value !== ''))
      search[word] = String(value);
  }
  const outcome = actOutcomes.find((each) => each === raw.outcome);
  return outcome === undefined ? search : { ...search, outcome };
}

/** What the acts are filtered by, without the page that is shown. */
export function toActFilter({ actor, operation, target, outcome }: ActsSearch): ActFilter {
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(operation === undefined ? {} : { operation }),
    ...(target === undefined ? {} : { target }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** An operation in words: `mergeDevices` → `merge devices`. */
export function formatOperation(operation: string): string {
  return operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
}
