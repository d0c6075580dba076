import { type PageSearch, parsePageSearch } from '../runs/run-search.ts';

export interface AgentsSearch extends PageSearch {
  /** Only devices that have not been heard of for long. */
  show?: 'silent';
}

export function parseAgentsSearch(raw: Record<string, unknown>): AgentsSearch {
  return { ...parsePageSearch(raw), ...(raw.show === 'silent' ? { show: 'silent' } : {}) };
}
