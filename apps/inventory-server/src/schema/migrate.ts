import path from 'node:path';
import { applyMigrations, mysql as toMysqlTarget, postgres as toPostgresTarget } from '@popis/migrations';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { Catalogue } from '../database/database.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../migrations/inventory');

/** Where the migrations of a dialect are. */
export function migrationsFolder(dialect: 'postgres' | 'mysql'): string {
  return path.join(MIGRATIONS, dialect);
}

/**
 * Whether a database is ours to change: one that is empty, or that we made. One that has `hardware` and no
 * `schema_migration` belongs to a real OCS server and is used as found.
 */
export function isOurs(catalogue: Catalogue): boolean {
  return !catalogue.has('hardware') || catalogue.has('schema_migration');
}

/** Brings a database of ours up to date. */
export async function migrateInventory(url: string): Promise<void> {
  if (/^postgres(ql)?:/.test(url)) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await applyMigrations(toPostgresTarget(client), migrationsFolder('postgres'));
    } finally {
      await client.end();
    }
    return;
  }
  const connection = await mysql.createConnection(url.replace(/^mariadb:/, 'mysql:'));
  try {
    await applyMigrations(toMysqlTarget(connection), migrationsFolder('mysql'));
  } finally {
    await connection.end();
  }
}
