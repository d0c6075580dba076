import { readMigrations } from '@popis/migrations';
import { openReadiness, type Readiness, type ReadinessCheck } from '@popis/runtime';
import { migrationsFolder } from '../schema/migrate.ts';
import type { Store } from '../store.ts';
import { askDatabase, listAppliedMigrations } from './applied-migrations.read-model.ts';

/** Of a real OCS server's database: without these no inventory can be stored. */
const NEEDED_TABLES = ['hardware', 'accountinfo', 'config', 'devices'];

/** Whether this server can take reports: its database answers, and has the tables that we know. */
export function openServerReadiness(store: Store): Readiness {
  const { statements } = store.database;
  const database: ReadinessCheck = {
    name: 'database',
    findFault: async () => {
      await askDatabase(statements);
      return undefined;
    },
  };
  return openReadiness([database, store.catalogue.has('schema_migration') ? ours(store) : found(store)]);
}

function ours(store: Store): ReadinessCheck {
  let known: Promise<string[]> | undefined;
  return {
    name: 'schema',
    findFault: async () => {
      known ??= readMigrations(migrationsFolder(store.database.dialect.name)).then((files) =>
        files.map(({ name }) => name),
      );
      const applied = new Set(await listAppliedMigrations(store.database.statements));
      const missing = (await known).filter((name) => !applied.has(name));
      return missing.length === 0 ? undefined : `the database lacks the migrations ${missing.join(', ')}`;
    },
  };
}

function found(store: Store): ReadinessCheck {
  const missing = NEEDED_TABLES.filter((table) => !store.catalogue.has(table));
  const fault = missing.length === 0 ? undefined : `the database lacks the tables ${missing.join(', ')}`;
  return { name: 'schema', findFault: async () => fault };
}
