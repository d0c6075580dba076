import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { applyMigrations, postgres, readMigrations } from '@popis/migrations';
import pg from 'pg';
import { inject } from 'vitest';

/** A database that belongs to one test file, or one test. */
export interface TestDatabase {
  url: string;
  /** Drops the database, closing whatever is still connected to it. */
  drop(): Promise<void>;
}

const migrationsFolder = path.resolve(import.meta.dirname, '../../../migrations');
const templateLock = 0x74656d70;

/** Makes an empty CMDB database with all migrations of `migrations/cmdb`. */
export async function createCmdbDatabase(): Promise<TestDatabase> {
  return await createMigratedDatabase('cmdb', path.join(migrationsFolder, 'cmdb'));
}

/** Makes an empty inventory database with all migrations of `migrations/inventory/postgres`. */
export async function createInventoryDatabase(): Promise<TestDatabase> {
  return await createMigratedDatabase('inventory', path.join(migrationsFolder, 'inventory', 'postgres'));
}

/** Makes a database with nothing in it. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return await createDatabase('empty', 'template0');
}

/** Migrating takes long, copying does not: the first test file of a run migrates a template, the others copy it. */
async function createMigratedDatabase(prefix: string, directory: string): Promise<TestDatabase> {
  const migrations = existsSync(directory) ? await readMigrations(directory) : [];
  const checksums = migrations.map((migration) => migration.checksum).join();
  const digest = createHash('sha256').update(checksums).digest('hex').slice(0, 12);
  const template = `template_${prefix}_${digest}`;
  await withClient(inject('postgresUrl'), async (client) => {
    await client.query(`SELECT pg_advisory_lock(${templateLock})`);
    if (await databaseExists(client, template)) return;
    const draft = `draft_${randomUUID().replaceAll('-', '')}`;
    await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
    await withClient(urlFor(draft), async (inDraft) => {
      if (migrations.length > 0) await applyMigrations(postgres(inDraft), directory);
    });
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  });
  return await createDatabase(prefix, template);
}

async function createDatabase(prefix: string, template: string): Promise<TestDatabase> {
  const name = `${prefix}_${randomUUID().replaceAll('-', '')}`;
  await runOnServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: urlFor(name), drop: () => dropDatabase(name) };
}

const objectInUse = '55006';

/**
 * PostgreSQL waits five seconds for connections that are being closed. Cut off at once, as FORCE does, they tell of it where
 * nobody listens any more.
 */
async function dropDatabase(name: string): Promise<void> {
  try {
    await runOnServer(`DROP DATABASE ${name}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== objectInUse) throw error;
    await runOnServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function databaseExists(client: pg.Client, name: string): Promise<boolean> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return found.rowCount === 1;
}

async function runOnServer(sql: string): Promise<void> {
  await withClient(inject('postgresUrl'), (client) => client.query(sql));
}

async function withClient(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function urlFor(database: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${database}`;
  return url.href;
}
