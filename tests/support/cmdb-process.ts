import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFreePort, startPostgres } from '@popis/embedded-postgres';
import { openPool } from '@popis/testing';
import { type RunningProcess, startProcess, waitFor } from './processes.ts';

const adminToken = 'token-of-the-administrator-in-tests';

/** A CMDB as a process of its own, on a database server of its own, that can be killed and started again. */
export interface CmdbProcess {
  url: string;
  /** A token of the administrator. */
  token: string;
  /** File that holds a token of the administrator. */
  tokenFile: string;
  /** Calls the API as the administrator; throws unless it answers with success. */
  call<Body>(method: string, address: string, body?: object, headers?: Record<string, string>): Promise<Body>;
  /** Reads the database past the process. */
  query<Row extends object>(sql: string): Promise<Row[]>;
  /** Ends the process the hard way. */
  kill(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What of the usual a test wants otherwise. */
export interface CmdbProcessOptions {
  /** Further environment of the process, such as `SEED` and `WEB_ROOT`. */
  env?: Record<string, string>;
  /** Settings of the database server. */
  settings?: Record<string, string>;
}

export async function startCmdb({ env = {}, settings = {} }: CmdbProcessOptions = {}): Promise<CmdbProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-cmdb-'));
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), settings });
  await postgres.ensureDatabase('cmdb');
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, adminToken, { mode: 0o600 });
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const pool = openPool(postgres.urlFor('cmdb'), 2);
  let running: RunningProcess | undefined;

  async function start(): Promise<void> {
    const started = startProcess('apps/cmdb-api/dist/main.js', [], {
      DATABASE_URL: postgres.urlFor('cmdb'),
      DOCUMENT_STORE: pathToFileURL(path.join(folder, 'documents')).href,
      PORT: String(port),
      ADMIN_TOKEN_FILE: tokenFile,
      LOG_LEVEL: 'warn',
      ...env,
    });
    running = started;
    await waitFor(`the CMDB at ${url}`, async () => {
      if (started.child.exitCode !== null) throw new Error(`The CMDB has ended: ${started.output()}`);
      const response = await fetch(`${url}/api/health`).catch(() => undefined);
      return response?.ok || undefined;
    });
  }

  async function call<Body>(
    method: string,
    address: string,
    body?: object,
    headers: Record<string, string> = { authorization: `Bearer ${adminToken}` },
  ): Promise<Body> {
    const response = await fetch(`${url}/api${address}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${address} answered ${response.status}: ${text}`);
    const answered: Body = text === '' ? null : JSON.parse(text);
    return answered;
  }

  await start();
  return {
    url,
    token: adminToken,
    tokenFile,
    call,
    query: pool.query,
    kill: async () => await running?.kill(),
    start,
    async stop() {
      await running?.stop();
      await pool.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
