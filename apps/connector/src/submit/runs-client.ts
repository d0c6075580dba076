import type { ApiClient, components } from '@popis/api-client';
import type { Schedule } from '@popis/schedule';
import { demand } from './demand.ts';
import type { Lease } from './run-lease.ts';

type Schemas = components['schemas'];

/** A run as the list of its source tells of it. */
export type ListedRun = Pick<
  Schemas['Run'],
  'id' | 'source' | 'mode' | 'state' | 'startedAt' | 'finishedAt' | 'startedBy' | 'dry' | 'counts' | 'held'
>;

export type RunUndo = Schemas['RunUndo'];

/** What a file says a policy is; the CMDB checks it. */
export type PolicyFile = Schemas['SourcePolicy'];

export type PolicyDifference = Schemas['SourcePolicyPreview']['differences'][number];

/** How a source stands with its schedule and its runs. */
export type SourceStanding = Pick<
  Schemas['Source'],
  'schedule' | 'coveredUntil' | 'deltasCoveredUntil' | 'lastGoodFull'
>;

/** What the CMDB's API says of runs that are there already, and does with them. */
export interface RunsClient {
  /** Where a person sees a run. */
  pageOfRun(runId: string): string;
  /** Names of the sources that have had a run. */
  listSourcesWithRuns(): Promise<string[]>;
  /** A page of the runs of a source, the newest first. */
  listRuns(source: string, cursor: string | null): Promise<{ items: ListedRun[]; next: string | null }>;
  /** All runs of the source that wait for a person, the newest first. */
  listWaiting(source: string): Promise<ListedRun[]>;
  countQuarantined(source: string): Promise<number>;
  /** @throws NotFoundError for a source that nobody has made. */
  getStanding(source: string): Promise<SourceStanding>;
  /** Makes the source, if need be, with this schedule. */
  setSchedule(source: string, schedule: Schedule): Promise<void>;
  /** @throws NotFoundError for a source that nobody has made. */
  getPolicy(source: string): Promise<unknown>;
  /** The rules that would come and go with a policy. @throws InvalidInputError for one that cannot be */
  previewPolicy(source: string, policy: PolicyFile): Promise<readonly PolicyDifference[]>;
  /** Makes the source, if need be, with this policy. Takes an administrator. */
  putPolicy(source: string, policy: PolicyFile, reason: string): Promise<void>;
  /** Has the CMDB send a test alert by every way that it has; asked once. */
  testAlerts(): Promise<{ channel: string; fault: string | null }[]>;
  /** Ends a run as one that its connector gave up; asked once. */
  giveUpRun(runId: string, reason: string): Promise<void>;
  /** Tells the CMDB that the holder of a run is alive; asked once. */
  renewLease(runId: string, lease: Lease): Promise<void>;
  /** Takes a run back. Asking again is harmless: what is undone stays, what was interrupted goes on. */
  undoRun(runId: string, how: { dry: boolean; reason?: string }): Promise<RunUndo>;
}

const runsAtOnce = 50;

/** `patient` repeats a request until it is answered, `once` and `beats` do not; `beats` soon gives up. */
export function toRunsClient(
  { patient, once, beats }: { patient: ApiClient; once: ApiClient; beats: ApiClient },
  baseUrl: string,
): RunsClient {
  return {
    pageOfRun(runId) {
      return `${baseUrl}/runs/${runId}`;
    },
    async listSourcesWithRuns() {
      const { data } = await patient.GET('/api/sources');
      return demand(data).items.flatMap((source) => (source.lastRun === null ? [] : [source.name]));
    },
    async listRuns(source, cursor) {
      const query = { limit: runsAtOnce, ...(cursor === null ? {} : { cursor }) };
      const { data } = await patient.GET('/api/sources/{source}/runs', {
        params: { path: { source }, query },
      });
      return demand(data);
    },
    async listWaiting(source) {
      const runs: ListedRun[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const query = {
          limit: runsAtOnce,
          state: 'waiting' as const,
          ...(cursor === undefined ? {} : { cursor }),
        };
        const { data } = await patient.GET('/api/sources/{source}/runs', {
          params: { path: { source }, query },
        });
        runs.push(...demand(data).items);
        cursor = demand(data).next;
      }
      return runs;
    },
    async countQuarantined(source) {
      const { data } = await patient.GET('/api/quarantine', { params: { query: { source, limit: 1 } } });
      return demand(data).total;
    },
    async getStanding(source) {
      const { data } = await patient.GET('/api/sources/{source}', { params: { path: { source } } });
      return demand(data);
    },
    async setSchedule(source, schedule) {
      await patient.PUT('/api/sources/{source}', {
        params: { path: { source } },
        body: { schedule: { ...schedule } },
      });
    },
    async getPolicy(source) {
      const { data } = await patient.GET('/api/sources/{source}', { params: { path: { source } } });
      return demand(data).policy;
    },
    async previewPolicy(source, policy) {
      const params = { path: { source } };
      const { data } = await patient.POST('/api/sources/{source}/policies/preview', {
        params,
        body: { policy },
      });
      return demand(data).differences;
    },
    async putPolicy(source, policy, reason) {
      await patient.PUT('/api/sources/{source}', { params: { path: { source } }, body: { policy, reason } });
    },
    async testAlerts() {
      const { data } = await once.POST('/api/alerts/test');
      return demand(data).channels;
    },
    async giveUpRun(runId, reason) {
      const body = { reason, givenUp: true };
      await beats.POST('/api/runs/{run}/cancel', { params: { path: { run: runId } }, body });
    },
    async renewLease(runId, lease) {
      await beats.PUT('/api/runs/{run}/lease', { params: { path: { run: runId } }, body: { ...lease } });
    },
    async undoRun(runId, how) {
      const { data } = await patient.POST('/api/runs/{run}/undo', {
        params: { path: { run: runId } },
        body: how,
      });
      return demand(data);
    },
  };
}
