import type { MigrationDatabase } from './apply-migrations.ts';

/** What migrating needs of a PostgreSQL connection; `Client` and a checked-out `PoolClient` of `pg` fit, a `Pool` does not. */
export interface PostgresConnection {
  query(sql: string, values?: unknown[]): Promise<{ rows: { name: string; checksum: string }[] }>;
}

/** Key of the advisory lock: "popi" in ASCII. Advisory locks count per database. */
const lockKey = 0x706f7069;

const createTable = `
  CREATE TABLE IF NOT EXISTS schema_migration (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT schema_migration_name_pk PRIMARY KEY (name)
  )`;

/** A PostgreSQL database to migrate over one connection. DDL is transactional there: a failing migration leaves nothing. */
export function postgres(connection: PostgresConnection): MigrationDatabase {
  return {
    async lock() {
      await connection.query(`SELECT pg_advisory_lock(${lockKey})`);
    },
    async unlock() {
      await connection.query(`SELECT pg_advisory_unlock(${lockKey})`).catch(lostConnection);
    },
    async listApplied() {
      await connection.query(createTable);
      const result = await connection.query('SELECT name, checksum FROM schema_migration ORDER BY name');
      return result.rows;
    },
    async apply({ name, sql, checksum }) {
      await connection.query('BEGIN');
      try {
        await connection.query(sql);
        await connection.query('INSERT INTO schema_migration (name, checksum) VALUES ($1, $2)', [
          name,
          checksum,
        ]);
        await connection.query('COMMIT');
      } catch (error) {
        await connection.query('ROLLBACK').catch(lostConnection);
        throw error;
      }
    },
  };
}

/** The server rolls back and unlocks for a connection that is lost; the fault to report is what was lost with it. */
function lostConnection(): void {}
