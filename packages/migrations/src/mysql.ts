import { UnavailableError } from '@popis/errors';
import type { MigrationDatabase } from './apply-migrations.ts';
import { splitStatements } from './statements.ts';

/** What migrating needs of a MySQL or MariaDB connection; `Connection` of `mysql2/promise` fits, a `Pool` does not. */
export interface MysqlConnection {
  query(sql: string, values?: unknown[]): Promise<[unknown, unknown]>;
}

/** GET_LOCK counts per server and takes at most 64 characters, hence the digest of the database's name. */
const lockName = `CONCAT('popis-migrations-', MD5(DATABASE()))`;
const lockWaitSeconds = 600;

const createTable = `
  CREATE TABLE IF NOT EXISTS schema_migration (
    name varchar(190) NOT NULL PRIMARY KEY,
    checksum char(64) NOT NULL,
    applied_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP
  ) DEFAULT CHARSET=utf8mb4`;

/**
 * A MySQL or MariaDB database to migrate over one connection, which needs no `multipleStatements`. DDL commits by
 * itself there: a migration that fails half-way has done its first statements, so its statements must bear repeating
 * (`IF NOT EXISTS`); the error says which one failed.
 */
export function mysql(connection: MysqlConnection): MigrationDatabase {
  return {
    async lock() {
      const sql = `SELECT GET_LOCK(${lockName}, ${lockWaitSeconds}) AS name, '' AS checksum`;
      const [row] = toRows(await connection.query(sql));
      if (row?.name !== '1') {
        throw new UnavailableError(
          `Another process has been migrating this database for ${lockWaitSeconds} s`,
        );
      }
    },
    async unlock() {
      await connection.query(`SELECT RELEASE_LOCK(${lockName})`).catch(lostConnection);
    },
    async listApplied() {
      await connection.query(createTable);
      return toRows(await connection.query('SELECT name, checksum FROM schema_migration ORDER BY name'));
    },
    async apply({ name, sql, checksum }) {
      await connection.query('START TRANSACTION');
      try {
        await runStatements(connection, splitStatements(sql));
        await connection.query('INSERT INTO schema_migration (name, checksum) VALUES (?, ?)', [
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

async function runStatements(connection: MysqlConnection, statements: readonly string[]): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    try {
      await connection.query(statement);
    } catch (error) {
      throw new Error(`statement ${index + 1} of ${statements.length}`, { cause: error });
    }
  }
}

function toRows([rows]: [unknown, unknown]): { name: string; checksum: string }[] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row: { name: unknown; checksum: unknown }) => ({
    name: String(row.name),
    checksum: String(row.checksum),
  }));
}

/** The server rolls back and unlocks for a connection that is lost; the fault to report is what was lost with it. */
function lostConnection(): void {}
