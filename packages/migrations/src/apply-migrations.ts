import { InvalidInputError, UpstreamFailedError } from '@popis/errors';
import { type Migration, readMigrations } from './migration-files.ts';
import { type AppliedMigration, planMigrations } from './migration-plan.ts';

/** A database that can be migrated; {@link postgres} and {@link mysql} make one of a connection. */
export interface MigrationDatabase {
  /** Waits until this connection is the only one that migrates this database. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Makes `schema_migration` when it is absent, and reads it. */
  listApplied(): Promise<AppliedMigration[]>;
  /** Runs a migration and adds its row, in one transaction. */
  apply(migration: Migration): Promise<void>;
}

/**
 * Brings a database up to date: applies every `*.sql` of the folder (see {@link readMigrations}) that it has not had,
 * in name order, each in a transaction of its own together with its row in `schema_migration`. Processes that start at
 * once wait for each other. Gives the names it applied; a second call applies nothing.
 *
 * @throws InvalidInputError when files and database do not fit (see {@link planMigrations}); nothing is applied then.
 * @throws UpstreamFailedError naming the migration that failed; those before it stay applied.
 */
export async function applyMigrations(database: MigrationDatabase, directory: string): Promise<string[]> {
  const files = await readMigrations(directory);
  await database.lock();
  try {
    const plan = planMigrations(files, await database.listApplied());
    if ('faults' in plan) {
      throw new InvalidInputError(`The database does not fit the migrations in ${directory}`, plan.faults);
    }
    for (const migration of plan.pending) await applyOne(database, migration);
    return plan.pending.map((migration) => migration.name);
  } finally {
    await database.unlock();
  }
}

async function applyOne(database: MigrationDatabase, migration: Migration): Promise<void> {
  try {
    await database.apply(migration);
  } catch (error) {
    throw new UpstreamFailedError(`Migration ${migration.name} failed`, { cause: error });
  }
}
