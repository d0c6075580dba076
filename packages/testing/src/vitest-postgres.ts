import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@popis/embedded-postgres';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The `postgres` database of this run's cluster. */
    postgresUrl: string;
  }
}

/** A crash of this cluster loses nothing that anybody wants, so it never waits for a disk. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '300',
};

/** Vitest's global set-up: one throw-away PostgreSQL for all test files of a project's run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-test-'));
  // Run by root, PostgreSQL's own user has to pass through.
  await chmod(folder, 0o711);
  const dataDir = path.join(folder, 'postgres');
  const postgres = await startPostgres({ dataDir, settings });
  project.provide('postgresUrl', postgres.urlFor('postgres'));
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
