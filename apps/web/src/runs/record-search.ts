import type { RecordsQuery } from '../api/runs.ts';
import { type PageSearch, parsePageSearch } from './run-search.ts';

/** What became of the records that are listed; in the order in which it is offered. */
export const recordShows = [
  { show: 'changed', label: 'Created or changed', query: { outcome: 'planned' } },
  { show: 'unchanged', label: 'Unchanged', query: { outcome: 'unchanged' } },
  { show: 'quarantined', label: 'Quarantined', query: { outcome: 'quarantined' } },
  { show: 'ignored', label: 'Ignored', query: { outcome: 'ignored' } },
  { show: 'waiting', label: 'Waiting', query: { state: 'held' } },
  { show: 'failed', label: 'Failed', query: { state: 'failed' } },
] as const satisfies readonly { show: string; label: string; query: RecordsQuery }[];

export type RecordShow = (typeof recordShows)[number]['show'];

export interface RecordSearch extends PageSearch {
  show?: RecordShow;
  /** The key of one record, as its source has it. */
  key?: string;
}

export function parseRecordSearch(raw: Record<string, unknown>): RecordSearch {
  const known = recordShows.find(({ show }) => show === raw.show);
  return {
    ...parsePageSearch(raw),
    ...(known === undefined ? {} : { show: known.show }),
    ...(typeof raw.key === 'string' && raw.key !== '' ? { key: raw.key } : {}),
  };
}

/** What is asked of the server. */
export function toRecordsQuery({ cursor, show, key }: RecordSearch): RecordsQuery {
  return {
    ...(cursor === undefined ? {} : { cursor }),
    ...recordShows.find((each) => each.show === show)?.query,
    ...(key === undefined ? {} : { key }),
  };
}
