import { api, unwrap } from './client.ts';
import type {
  ComparedCard,
  HeldAction,
  HeldGroup,
  Page,
  QuarantinedRecord,
  ReportedRecord,
  Run,
  RunAction,
  RunChange,
  RunDecision,
  RunUndo,
  Source,
} from './types.ts';

const LIMIT = 100;

export async function listSources(): Promise<Source[]> {
  return (await unwrap(api.GET('/api/sources'))).items;
}

export function listRuns(source: string): Promise<Page<Run>> {
  return unwrap(api.GET('/api/sources/{source}/runs', { params: { path: { source } } }));
}

/** Runs of a source that wait for a person, however many have come after them; as many as are told at once. */
export function listWaitingRuns(source: string): Promise<Page<Run>> {
  const query = { state: 'waiting' as const, limit: 1_000 };
  return unwrap(api.GET('/api/sources/{source}/runs', { params: { path: { source }, query } }));
}

export function getRun(run: string): Promise<Run> {
  return unwrap(api.GET('/api/runs/{run}', { params: { path: { run } } }));
}

export interface RunChangesQuery {
  cursor?: string;
  action?: RunAction;
  state?: RunChange['state'];
  class?: string;
  heldAs?: HeldAction;
  /** Steps about this card, and about parts of it. */
  card?: string;
}

export function listRunChanges(run: string, list: RunChangesQuery): Promise<Page<RunChange>> {
  return unwrap(
    api.GET('/api/runs/{run}/changes', { params: { path: { run }, query: { ...list, limit: LIMIT } } }),
  );
}

export interface RecordsQuery {
  cursor?: string;
  outcome?: NonNullable<ReportedRecord['outcome']>;
  /** Only records of which a step stands like this. */
  state?: RunChange['state'];
  key?: string;
}

export function listRecords(run: string, list: RecordsQuery): Promise<Page<ReportedRecord>> {
  return unwrap(
    api.GET('/api/runs/{run}/records', { params: { path: { run }, query: { ...list, limit: LIMIT } } }),
  );
}

/** The most that the server tells of a comparison at once. */
const MOST_COMPARED = 1000;

export function compareRuns(
  run: string,
  other: string,
): Promise<Pick<Page<ComparedCard>, 'items' | 'total'>> {
  const params = { path: { run }, query: { with: other, limit: MOST_COMPARED } };
  return unwrap(api.GET('/api/runs/{run}/comparison', { params }));
}

export interface QuarantineQuery {
  cursor?: string;
  source?: string;
}

export function listQuarantine(list: QuarantineQuery): Promise<Page<QuarantinedRecord>> {
  return unwrap(api.GET('/api/quarantine', { params: { query: { ...list, limit: LIMIT } } }));
}

export async function listHeldGroups(run: string): Promise<HeldGroup[]> {
  return (await unwrap(api.GET('/api/runs/{run}/held-groups', { params: { path: { run } } }))).items;
}

/** How many steps were approved and are not written yet. */
export async function countApproved(run: string): Promise<number> {
  const counts = await unwrap(api.GET('/api/runs/{run}/counts', { params: { path: { run } } }));
  let approved = 0;
  for (const each of counts.items) if (each.state === 'approved') approved += each.count;
  return approved;
}

export async function listDecisions(run: string): Promise<RunDecision[]> {
  return (await unwrap(api.GET('/api/runs/{run}/decisions', { params: { path: { run } } }))).items;
}

/** What a person says of held steps; a selection names a group, or units of the plan. */
export interface NewDecision {
  verdict: RunDecision['verdict'];
  selection: { class?: string; action?: HeldAction; units?: number[] };
  reason: string;
}

export function decideSteps(run: string, body: NewDecision): Promise<Run> {
  return unwrap(api.POST('/api/runs/{run}/decisions', { params: { path: { run } }, body }));
}

export function applyRun(run: string): Promise<Run> {
  return unwrap(api.POST('/api/runs/{run}/apply', { params: { path: { run } } }));
}

export function cancelRun(run: string, reason: string): Promise<Run> {
  const body = reason === '' ? {} : { reason };
  return unwrap(api.POST('/api/runs/{run}/cancel', { params: { path: { run } }, body }));
}

/** What an undo would do now. */
export function previewUndo(run: string): Promise<RunUndo> {
  return unwrap(api.POST('/api/runs/{run}/undo', { params: { path: { run } }, body: { dry: true } }));
}

export function undoRun(run: string, reason: string): Promise<RunUndo> {
  return unwrap(
    api.POST('/api/runs/{run}/undo', { params: { path: { run } }, body: { dry: false, reason } }),
  );
}

/** What the undo of a run has done. */
export function getUndo(run: string): Promise<RunUndo> {
  return unwrap(api.GET('/api/runs/{run}/undo', { params: { path: { run } } }));
}
