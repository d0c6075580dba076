import type { Statements } from '../database/database.ts';

/** Names of the migrations that a database of ours has behind it. */
export async function listAppliedMigrations(statements: Statements): Promise<string[]> {
  const rows = await statements.query('SELECT m.name AS name FROM schema_migration m');
  return rows.map((row) => String(row.name));
}

/** Asks the database for nothing, to see whether it answers. */
export async function askDatabase(statements: Statements): Promise<void> {
  await statements.query('SELECT 1 AS one');
}
