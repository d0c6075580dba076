import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@popis/embedded-postgres';

/** A database of a test's own, and how to be rid of it. */
export interface OwnDatabase {
  url: string;
  drop(): Promise<void>;
}

/** An empty PostgreSQL database on a server of its own, as it is started in production from npm alone. */
export async function createPostgresDatabase(): Promise<OwnDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-e2e-postgres-'));
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres') });
  await postgres.ensureDatabase('inventory');
  return {
    url: postgres.urlFor('inventory'),
    drop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
