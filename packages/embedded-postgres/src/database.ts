import pg from 'pg';

/** `duplicate_database`; see PostgreSQL's appendix "Error Codes". */
const duplicateDatabase = '42P04';
/** Two that make the same database at once meet in the catalogue's unique index. */
const uniqueViolation = '23505';

/** Makes a database when it is absent. */
export async function createDatabaseIfAbsent(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code !== duplicateDatabase && code !== uniqueViolation) throw error;
  } finally {
    await client.end();
  }
}
