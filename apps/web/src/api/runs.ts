import { api, unwrap } from './client.ts';
import type { Page, QuarantinedRecord, Run, RunAction, RunChange, Source } from './types.ts';

const LIMIT = 100;

export async function listSources(): Promise<Source[]> {
  return (await unwrap(api.GET('/api/sources'))).items;
}

export function listRuns(source: string): Promise<Page<Run>> {
  return unwrap(api.GET('/api/sources/{source}/runs', { params: { path: { source } } }));
}

export function getRun(run: string): Promise<Run> {
  return unwrap(api.GET('/api/runs/{run}', { params: { path: { run } } }));
}

export interface RunChangesQuery {
  cursor?: string;
  action?: RunAction;
}

export function listRunChanges(run: string, list: RunChangesQuery): Promise<Page<RunChange>> {
  return unwrap(
    api.GET('/api/runs/{run}/changes', { params: { path: { run }, query: { ...list, limit: LIMIT } } }),
  );
}

export function listQuarantine(cursor: string | undefined): Promise<Page<QuarantinedRecord>> {
  const query = cursor === undefined ? { limit: LIMIT } : { limit: LIMIT, cursor };
  return unwrap(api.GET('/api/quarantine', { params: { query } }));
}
