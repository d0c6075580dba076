import { UnavailableError } from '@popis/errors';
import type { Tx } from '../platform/database/database.ts';

/** Names of the migrations that the database has behind it. */
export async function listAppliedMigrations(tx: Tx): Promise<string[]> {
  const rows: { name: string }[] = await tx.query('SELECT schema_migration.name FROM schema_migration');
  return rows.map(({ name }) => name);
}

/** @throws UnavailableError when the database does not answer. */
export async function askDatabase(tx: Tx): Promise<void> {
  try {
    await tx.query('SELECT 1');
  } catch (error) {
    throw new UnavailableError('The database does not answer', { cause: error });
  }
}
