import { send } from './http.ts';
import type { Page, QuarantinedRecord, Run, RunAction, RunChange, Source } from './types.ts';

export async function listSources(): Promise<Source[]> {
  return (await send<Page<Source>>('GET', '/api/sources')).items;
}

export function listRuns(source: string): Promise<Page<Run>> {
  return send('GET', `/api/sources/${encodeURIComponent(source)}/runs`);
}

export function getRun(id: string): Promise<Run> {
  return send('GET', `/api/runs/${encodeURIComponent(id)}`);
}

export interface RunChangesQuery {
  cursor?: string;
  action?: RunAction;
}

export function listRunChanges(id: string, list: RunChangesQuery): Promise<Page<RunChange>> {
  return send('GET', `/api/runs/${encodeURIComponent(id)}/changes`, { query: { ...list, limit: 100 } });
}

export function listQuarantine(cursor: string | undefined): Promise<Page<QuarantinedRecord>> {
  return send('GET', '/api/quarantine', { query: { cursor, limit: 100 } });
}
