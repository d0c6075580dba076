import { type ApiClient, type components, createClient } from '@popis/api-client';
import { UpstreamFailedError } from '@popis/errors';
import type { SlotMode } from '@popis/schedule';
import type { ClassOfRun } from '../mapping/mapped-cards.ts';
import { type ModelFile, modelSchema } from '../model/model-file.ts';
import { demand } from './demand.ts';
import { fetchOnce, fetchPatiently, type OnRetry } from './http.ts';
import type { Lease } from './run-lease.ts';
import { type RunsClient, toRunsClient } from './runs-client.ts';

/** Who the connector is for the CMDB. */
export type Credentials =
  | { readonly token: string }
  | { readonly username: string; readonly password: string };

type Schemas = components['schemas'];
export type Run = Pick<Schemas['Run'], 'id' | 'state' | 'dry' | 'counts' | 'notes' | 'held' | 'holds'>;
export type RunCounts = Run['counts'];
export type PlannedChange = Pick<
  Schemas['PlanChange'],
  'action' | 'class' | 'key' | 'reason' | 'differences'
>;

/** What the CMDB took of a batch. */
export interface Accepted {
  readonly lastSeq: number;
  readonly rejected: readonly {
    readonly key: string | null;
    readonly faults: readonly { path: string; message: string }[];
  }[];
}

/** How a run ended on the connector's side; the CMDB retires nothing unless it was complete and without errors. */
export interface Closing {
  readonly read: number;
  readonly errors: number;
  readonly complete: boolean;
}

/** What the next run of a source may build on when it brings only changes. */
export interface SourceMarks {
  readonly base: {
    readonly run: string;
    readonly basis: string;
    readonly marks: Readonly<Record<string, string>>;
  } | null;
  /** Why it may not. */
  readonly whole: string | null;
}

/** A time of the schedule of a source. */
export interface Slot {
  readonly at: Date;
  /** Whether everything is read at it, or what has changed. */
  readonly mode: SlotMode;
}

/** What else may be said of a run at its start. */
export interface RunStart {
  readonly lease?: Lease | undefined;
  /** The run that it builds on: it brings only what has changed since. */
  readonly since?: string | undefined;
  /** The time of the schedule that it is for: it is started only if no run has made up for that. */
  readonly slot?: Slot | undefined;
  /** Whether it brings only what has changed; without it, it does when it says since when. */
  readonly mode?: SlotMode | undefined;
}

/** The part of the CMDB's API that a source uses. */
export interface CmdbClient extends RunsClient {
  listClassNames(): Promise<string[]>;
  listAttributeNames(className: string): Promise<string[]>;
  listDomainNames(): Promise<string[]>;
  putSource(source: string, description: string): Promise<void>;
  /** A dry run is planned and can never be applied, and needs no lease. */
  startRun(
    source: string,
    version: string,
    classes: readonly ClassOfRun[],
    dry: boolean,
    more?: RunStart,
  ): Promise<Run>;
  /** What the next run of a source may build on. */
  getMarks(source: string): Promise<SourceMarks>;
  /** Keeps with an open run what tells of each machine whether it has changed. */
  putMarks(runId: string, basis: string, marks: Readonly<Record<string, string>>): Promise<void>;
  /** The fingerprints of the records that a run builds on: these need not be sent again. */
  listFingerprints(runId: string): Promise<string[]>;
  /** Sends lines of NDJSON, gzipped. Sending a batch again is harmless: what the CMDB has by `seq` it skips. */
  sendRecords(runId: string, gzipped: Uint8Array<ArrayBuffer>): Promise<Accepted>;
  closeRun(runId: string, closing: Closing): Promise<Run>;
  /** Asked once: the step takes long, and whoever calls decides what a lost answer means. */
  planRun(runId: string): Promise<Run>;
  /** Asked once, as {@link planRun}. */
  applyRun(runId: string): Promise<Run>;
  getRun(runId: string): Promise<Run>;
  /** The first steps of a plan. */
  listChanges(runId: string, limit: number): Promise<PlannedChange[]>;
  /** The model and its revision. */
  getModel(): Promise<{ model: ModelFile; revision: string }>;
  /** Adds the file to the model, as long as that is still of this revision. Takes an administrator of the model. */
  addToModel(file: ModelFile, revision: string, reason: string): Promise<void>;
  /** Different values of an attribute that holds text, but for those that the source gave itself. */
  listValues(className: string, attribute: string, exceptSource: string): Promise<string[]>;
  /** Ends the session, if signing in opened one. */
  signOut(): Promise<void>;
}

/** An answer is soon there, but for planning and applying, which take as long as the inventory is large. */
const shortMs = 60_000;
const longMs = 4 * 60_000;
/** A sign of life is worth nothing when it is late. */
const beatMs = 10_000;

/** Cards on a page when all are read. */
const cardsAtOnce = 1_000;

const fingerprintsAtOnce = 20_000;

/**
 * Signs in at the CMDB of `url`, with the token or by opening a session.
 *
 * @throws UnauthenticatedError when it does not know the account.
 */
export async function openCmdb(url: string, credentials: Credentials, onRetry: OnRetry): Promise<CmdbClient> {
  const baseUrl = new URL(url).origin;
  const cookie = 'token' in credentials ? undefined : await openSession(baseUrl, credentials, onRetry);
  const as = 'token' in credentials ? { token: credentials.token } : {};

  function client(send: (request: Request) => Promise<Response>): ApiClient {
    return createClient({
      ...as,
      baseUrl,
      fetch(request) {
        if (cookie !== undefined) request.headers.set('cookie', cookie);
        return send(request);
      },
    });
  }

  const patient = client((request) => fetchPatiently(request, longMs, onRetry));
  const once = client((request) => fetchOnce(request, longMs));
  const beats = client((request) => fetchOnce(request, beatMs));
  return {
    ...toCmdbClient(patient, once, cookie !== undefined),
    ...toRunsClient({ patient, once, beats }, baseUrl),
  };
}

/** `patient` repeats a request until it is answered, `once` does not. Both throw instead of answering with a problem. */
function toCmdbClient(
  patient: ApiClient,
  once: ApiClient,
  hasSession: boolean,
): Omit<CmdbClient, keyof RunsClient> {
  const inRun = (run: string) => ({ params: { path: { run } } });
  const ofSource = (source: string) => ({ params: { path: { source } } });
  return {
    async listClassNames() {
      const { data } = await patient.GET('/api/classes');
      return demand(data).items.map((item) => item.name);
    },
    async listAttributeNames(className) {
      const params = { path: { class: className } };
      const { data } = await patient.GET('/api/classes/{class}/attributes', { params });
      return demand(data).items.map((item) => item.name);
    },
    async listDomainNames() {
      const { data } = await patient.GET('/api/domains');
      return demand(data).items.map((item) => item.name);
    },
    async putSource(source, description) {
      await patient.PUT('/api/sources/{source}', { ...ofSource(source), body: { description } });
    },
    async startRun(source, version, classes, dry, { lease, slot, since, mode } = {}) {
      const mapping = {
        version,
        classes: classes.map((each) => ({ ...each, attributes: [...each.attributes] })),
      };
      const body = {
        mode: mode ?? (since === undefined ? 'full' : 'delta'),
        mapping,
        dry,
        ...(lease && { lease }),
        ...(since && { since }),
        ...(slot && { slot: slot.at.toISOString(), slotMode: slot.mode }),
      } as const;
      const { data } = await patient.POST('/api/sources/{source}/runs', { ...ofSource(source), body });
      return demand(data);
    },
    async getMarks(source) {
      return demand((await patient.GET('/api/sources/{source}/marks', ofSource(source))).data);
    },
    async putMarks(runId, basis, marks) {
      await patient.PUT('/api/runs/{run}/marks', { ...inRun(runId), body: { basis, marks } });
    },
    async listFingerprints(runId) {
      const all: string[] = [];
      for (let cursor: string | undefined, more = true; more; ) {
        const query = { limit: fingerprintsAtOnce, ...(cursor && { cursor }) };
        const params = { path: { run: runId }, query };
        const page = demand((await patient.GET('/api/runs/{run}/fingerprints', { params })).data);
        all.push(...page.items);
        cursor = page.next ?? undefined;
        more = cursor !== undefined;
      }
      return all;
    },
    async sendRecords(runId, gzipped) {
      const { data } = await patient.POST('/api/runs/{run}/records', {
        ...inRun(runId),
        headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
        body: '',
        bodySerializer: () => gzipped,
      });
      return demand(data);
    },
    async closeRun(runId, closing) {
      const { data } = await patient.POST('/api/runs/{run}/close', { ...inRun(runId), body: { ...closing } });
      return demand(data);
    },
    async planRun(runId) {
      const { data } = await once.POST('/api/runs/{run}/plan', inRun(runId));
      return demand(data);
    },
    async applyRun(runId) {
      const { data } = await once.POST('/api/runs/{run}/apply', inRun(runId));
      return demand(data);
    },
    async getRun(runId) {
      const { data } = await patient.GET('/api/runs/{run}', inRun(runId));
      return demand(data);
    },
    async listChanges(runId, limit) {
      const params = { path: { run: runId }, query: { limit } };
      const { data } = await patient.GET('/api/runs/{run}/changes', { params });
      return demand(data).items;
    },
    async getModel() {
      const { data, response } = await patient.GET('/api/model');
      return { model: modelSchema.parse(demand(data)), revision: response.headers.get('etag') ?? '' };
    },
    async addToModel(file, revision, reason) {
      await once.POST('/api/model/apply', {
        params: { query: { mode: 'merge', reason }, header: { 'if-match': revision } },
        body: file as Schemas['ModelFile'],
      });
    },
    async listValues(className, attribute, exceptSource) {
      const values = new Set<string>();
      for (let cursor: string | undefined, more = true; more; ) {
        const query = { columns: attribute, sort: attribute, limit: cardsAtOnce, ...(cursor && { cursor }) };
        const params = { path: { class: className }, query };
        const page = demand((await patient.GET('/api/classes/{class}/cards', { params })).data);
        for (const card of page.items) {
          const value = card.attributes[attribute];
          const isOwn = card.provenance[attribute]?.source === exceptSource;
          if (typeof value === 'string' && !isOwn) values.add(value);
        }
        cursor = page.next ?? undefined;
        more = cursor !== undefined;
      }
      return [...values];
    },
    async signOut() {
      if (hasSession) await once.DELETE('/api/sessions/current');
    },
  };
}

async function openSession(
  baseUrl: string,
  { username, password }: { username: string; password: string },
  onRetry: OnRetry,
): Promise<string> {
  const client = createClient({ baseUrl, fetch: (request) => fetchPatiently(request, shortMs, onRetry) });
  const { response } = await client.POST('/api/sessions', { body: { username, password } });
  const [cookie] = response.headers.getSetCookie()[0]?.split(';') ?? [];
  if (cookie === undefined) throw new UpstreamFailedError(`${baseUrl} opened no session`);
  return cookie;
}
