import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCmdbDatabase, openPool } from '@popis/testing';
import { type App, buildApp } from '../../apps/cmdb-api/src/build-app.ts';
import type { AppliedWork, CardWork } from '../../apps/cmdb-api/src/cards/card-work.ts';
import { CardWriter } from '../../apps/cmdb-api/src/cards/card-writer.ts';
import { toConfig } from '../../apps/cmdb-api/src/config.ts';
import { readEnv } from '../../apps/cmdb-api/src/env.ts';

/** The token that the application takes as its administrator's. */
export const adminToken = 'token-of-the-administrator-in-tests';

/** What the application answered. */
export interface Answer<Body> {
  status: number;
  body: Body;
}

/** The CMDB over HTTP, with its seeded model, on a database of its own. */
export interface TestCmdb {
  app: App;
  url: string;
  /** Calls the API as the administrator. A string body is sent as NDJSON. */
  call<Body>(method: string, address: string, body?: object | string): Promise<Answer<Body>>;
  /** Reads the database past the application. */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Empties it of everything but the model, the people and the sources. */
  clear(): Promise<void>;
  /** Writes cards and relations as a person does in the web UI. */
  edit(work: CardWork): Promise<AppliedWork>;
  stop(): Promise<void>;
}

/** Starts the application as in production, but for port, folder and token; `env` says more. */
export async function startTestCmdb(env: Readonly<Record<string, string>> = {}): Promise<TestCmdb> {
  const database = await createCmdbDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-cmdb-'));
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, adminToken);
  const { config, secrets } = toConfig(
    readEnv({
      DATABASE_URL: database.url,
      PORT: '0',
      ADMIN_TOKEN_FILE: tokenFile,
      DOCUMENT_STORE: pathToFileURL(path.join(folder, 'documents')).href,
      ...env,
    }),
  );
  const app = await buildApp(config, secrets);
  const url = await app.listen();
  const pool = openPool(database.url, 2);
  return {
    app,
    url,
    call: (method, address, body) => call(url, method, address, body),
    query: pool.query,
    async clear() {
      await pool.query(
        'TRUNCATE card, card_history, relation, relation_history, run, source_card, losing_value, relation_word, withdrawn_card, override_end CASCADE',
      );
    },
    edit: (work) =>
      app.database.transaction((tx) =>
        app.nest.get(CardWriter).apply(tx, { actor: 'ana', source: 'person' }, work),
      ),
    async stop() {
      await pool.end();
      await app.stop();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

async function call<Body>(
  url: string,
  method: string,
  address: string,
  body?: object | string,
): Promise<Answer<Body>> {
  const mediaType = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
  const response = await fetch(`${url}/api${address}`, {
    method,
    headers: {
      authorization: `Bearer ${adminToken}`,
      ...(body === undefined ? {} : { 'content-type': mediaType }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answered: Body = text === '' ? null : JSON.parse(text);
  return { status: response.status, body: answered };
}
