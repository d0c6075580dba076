import { UpstreamFailedError } from '@popis/errors';
import { z } from 'zod';
import type { ClassOfRun } from '../mapping/mapped-cards.ts';
import { type Answer, type Exchange, exchangeOnce, exchangeWithRetry } from './http.ts';

/** Who the connector is for the CMDB. */
export type Credentials =
  | { readonly token: string }
  | { readonly username: string; readonly password: string };

const counts = z.object({
  create: z.number().default(0),
  update: z.number().default(0),
  retire: z.number().default(0),
  relate: z.number().default(0),
  unrelate: z.number().default(0),
  keep: z.number().default(0),
  unchanged: z.number().default(0),
  quarantine: z.number().default(0),
  failed: z.number().default(0),
});

const run = z.object({
  id: z.string(),
  state: z.string(),
  counts: counts.default(counts.parse({})),
  notes: z.array(z.string()).default([]),
});

const accepted = z.object({
  accepted: z.number(),
  lastSeq: z.number(),
  rejected: z
    .array(
      z.object({
        seq: z.number().nullish(),
        key: z.unknown(),
        faults: z.array(z.object({ path: z.string(), message: z.string() })),
      }),
    )
    .default([]),
});

const change = z.object({
  action: z.string(),
  class: z.string(),
  key: z.unknown(),
  reason: z.string().nullish(),
  differences: z.array(z.object({ attribute: z.string(), old: z.unknown(), new: z.unknown() })).default([]),
});

const changePage = z.object({ items: z.array(change), next: z.string().nullish() });
const names = z.object({ items: z.array(z.object({ name: z.string() })) });

export type Run = z.infer<typeof run>;
export type RunCounts = z.infer<typeof counts>;
export type Accepted = z.infer<typeof accepted>;
export type PlannedChange = z.infer<typeof change>;

/** How a run ended on the connector's side; the CMDB retires nothing unless it was complete and without errors. */
export interface Closing {
  readonly read: number;
  readonly errors: number;
  readonly complete: boolean;
}

/** The part of the CMDB's API that a source uses. */
export interface CmdbClient {
  listClassNames(): Promise<string[]>;
  listAttributeNames(className: string): Promise<string[]>;
  listDomainNames(): Promise<string[]>;
  putSource(source: string, description: string): Promise<void>;
  startRun(source: string, version: string, classes: readonly ClassOfRun[]): Promise<Run>;
  /** Sends lines of NDJSON, gzipped. Sending a batch again is harmless: what the CMDB has by `seq` it skips. */
  sendRecords(runId: string, gzipped: Uint8Array<ArrayBuffer>): Promise<Accepted>;
  closeRun(runId: string, closing: Closing): Promise<Run>;
  planRun(runId: string): Promise<Run>;
  applyRun(runId: string): Promise<Run>;
  getRun(runId: string): Promise<Run>;
  listChanges(runId: string, limit: number): AsyncGenerator<PlannedChange>;
  /** Ends the session, if signing in opened one. */
  signOut(): Promise<void>;
}

/** An answer is soon there, but for planning and applying, which take as long as the inventory is large. */
const shortMs = 60_000;
const longMs = 4 * 60_000;

/**
 * Signs in at the CMDB of `url`, with the token or by opening a session.
 *
 * @throws UnauthenticatedError when it does not know the account.
 */
export async function openCmdb(
  url: string,
  credentials: Credentials,
  onRetry: (reason: string, pauseMs: number) => void,
): Promise<CmdbClient> {
  const { origin } = new URL(url);
  const headers = await signIn(origin, credentials, onRetry);

  async function ask<T>(
    schema: z.ZodType<T>,
    exchange: Omit<Exchange, 'headers' | 'timeLimitMs'>,
  ): Promise<T> {
    const json = {
      ...headers,
      ...(exchange.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const request = { ...exchange, headers: json, timeLimitMs: shortMs };
    return read(schema, await exchangeWithRetry(origin, request, onRetry), exchange.path);
  }

  const post = (path: string, body: unknown = {}) =>
    ({ method: 'POST', path, body: JSON.stringify(body) }) as const;

  return {
    listClassNames: async () => namesOf(await ask(names, { method: 'GET', path: '/classes' })),
    listAttributeNames: async (className) =>
      namesOf(
        await ask(names, { method: 'GET', path: `/classes/${encodeURIComponent(className)}/attributes` }),
      ),
    listDomainNames: async () => namesOf(await ask(names, { method: 'GET', path: '/domains' })),
    async putSource(source, description) {
      const path = `/sources/${encodeURIComponent(source)}`;
      await ask(z.unknown(), { method: 'PUT', path, body: JSON.stringify({ description }) });
    },
    startRun: (source, version, classes) =>
      ask(
        run,
        post(`/sources/${encodeURIComponent(source)}/runs`, { mode: 'full', mapping: { version, classes } }),
      ),
    async sendRecords(runId, body) {
      const path = `/runs/${runId}/records`;
      const types = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
      const exchange = {
        method: 'POST',
        path,
        body,
        headers: { ...headers, ...types },
        timeLimitMs: longMs,
      } as const;
      return read(accepted, await exchangeWithRetry(origin, exchange, onRetry), path);
    },
    closeRun: (runId, closing) => ask(run, post(`/runs/${runId}/close`, closing)),
    planRun: (runId) => once(runId, 'plan'),
    applyRun: (runId) => once(runId, 'apply'),
    getRun: (runId) => ask(run, { method: 'GET', path: `/runs/${runId}` }),
    async *listChanges(runId, limit) {
      let cursor: string | undefined;
      do {
        const query = new URLSearchParams({
          limit: String(limit),
          ...(cursor === undefined ? {} : { cursor }),
        });
        const page = await ask(changePage, { method: 'GET', path: `/runs/${runId}/changes?${query}` });
        yield* page.items;
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
    },
    async signOut() {
      if (headers.cookie === undefined) return;
      await exchangeOnce(origin, {
        method: 'DELETE',
        path: '/sessions/current',
        headers,
        timeLimitMs: shortMs,
      });
    },
  };

  /** Planning and applying change the run's state: whoever calls decides what a lost answer means. */
  async function once(runId: string, step: 'plan' | 'apply'): Promise<Run> {
    const { path, ...rest } = post(`/runs/${runId}/${step}`);
    const types = { ...headers, 'content-type': 'application/json' };
    return read(
      run,
      await exchangeOnce(origin, { path, ...rest, headers: types, timeLimitMs: longMs }),
      path,
    );
  }
}

async function signIn(
  origin: string,
  credentials: Credentials,
  onRetry: (reason: string, pauseMs: number) => void,
): Promise<Readonly<Record<string, string>>> {
  if ('token' in credentials) return { authorization: `Bearer ${credentials.token}` };
  const { username, password } = credentials;
  const { cookie } = await exchangeWithRetry(
    origin,
    {
      method: 'POST',
      path: '/sessions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
      timeLimitMs: shortMs,
    },
    onRetry,
  );
  if (cookie === undefined) throw new UpstreamFailedError(`${origin} opened no session`);
  return { cookie, 'x-popis-request': '1' };
}

function read<T>(schema: z.ZodType<T>, answer: Answer, path: string): T {
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw new UpstreamFailedError(`The CMDB answered ${path} in a form that this connector does not know`, {
    cause: parsed.error,
  });
}

function namesOf(list: z.infer<typeof names>): string[] {
  return list.items.map((item) => item.name);
}
