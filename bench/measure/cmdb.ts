import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '@popis/embedded-postgres';
import { note } from './report.ts';
import { type RunningService, startService } from './service.ts';

/** What the administrator of a measured CMDB is known by. */
export const token = 'token-of-the-administrator-of-benchmarks';

/** A CMDB's database in a folder, and how to start the API on it. */
export interface BenchCmdb {
  databaseUrl: string;
  /** What PostgreSQL logs. */
  logFile: string;
  startApi(env?: Readonly<Record<string, string>>): Promise<RunningService>;
}

/** Runs `work` with an embedded PostgreSQL of its own and its default durability; what it holds stays in the folder. */
export async function withCmdb<T>(folder: string, work: (cmdb: BenchCmdb) => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), onNotice: note });
  try {
    await postgres.ensureDatabase('cmdb');
    const databaseUrl = postgres.urlFor('cmdb');
    const startApi: BenchCmdb['startApi'] = (env) =>
      startService('cmdb-api', {
        DATABASE_URL: databaseUrl,
        PORT: '0',
        ADMIN_TOKEN_FILE: tokenFile,
        DOCUMENT_STORE: pathToFileURL(path.join(folder, 'documents')).href,
        ...env,
      });
    return await work({ databaseUrl, logFile: path.join(folder, 'postgres/postgres.log'), startApi });
  } finally {
    await postgres.stop();
  }
}
