import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEmptyDatabase, type TestDatabase } from '@popis/testing';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyMigrations } from './apply-migrations.ts';
import { postgres } from './postgres.ts';

let folder: string;
let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-migrations-'));
  database = await createEmptyDatabase();
  client = await connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function connect(): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: database.url });
  await connected.connect();
  return connected;
}

function write(name: string, sql: string): void {
  writeFileSync(path.join(folder, name), sql);
}

async function listTables(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

test('migrations are applied once, in name order, with a row each', async () => {
  write('20260102000000-b.sql', `INSERT INTO a VALUES (2); CREATE TABLE b (id int);`);
  write('20260101000000-a.sql', 'CREATE TABLE a (id int); INSERT INTO a VALUES (1);');

  const first = await applyMigrations(postgres(client), folder);
  const second = await applyMigrations(postgres(client), folder);

  expect(first).toEqual(['20260101000000-a.sql', '20260102000000-b.sql']);
  expect(second).toEqual([]);
  expect(await listTables()).toEqual(['a', 'b', 'schema_migration']);
  const applied = await client.query('SELECT name FROM schema_migration WHERE applied_at <= now()');
  expect(applied.rowCount).toBe(2);
});

test('a file changed after it was applied is refused by name, and nothing is applied', async () => {
  write('20260101000000-a.sql', 'CREATE TABLE a (id int)');
  await applyMigrations(postgres(client), folder);
  write('20260101000000-a.sql', 'CREATE TABLE a (id bigint)');
  write('20260102000000-b.sql', 'CREATE TABLE b (id int)');

  const attempt = applyMigrations(postgres(client), folder);

  await expect(attempt).rejects.toMatchObject({
    name: 'InvalidInputError',
    faults: [{ path: '20260101000000-a.sql' }],
  });
  expect(await listTables()).toEqual(['a', 'schema_migration']);
});

test('a migration that fails leaves nothing of itself, keeps those before it, and can be mended', async () => {
  write('20260101000000-a.sql', 'CREATE TABLE a (id int)');
  write('20260102000000-b.sql', 'CREATE TABLE b (id int); INSERT INTO nowhere VALUES (1);');

  const attempt = applyMigrations(postgres(client), folder);

  await expect(attempt).rejects.toMatchObject({
    name: 'UpstreamFailedError',
    message: 'Migration 20260102000000-b.sql failed',
    cause: { message: 'relation "nowhere" does not exist' },
  });
  expect(await listTables()).toEqual(['a', 'schema_migration']);
  write('20260102000000-b.sql', 'CREATE TABLE b (id int)');
  expect(await applyMigrations(postgres(client), folder)).toEqual(['20260102000000-b.sql']);
});

test('two processes at once apply each migration once', async () => {
  write('20260101000000-a.sql', 'SELECT pg_sleep(0.2); CREATE TABLE a (id int)');
  const other = await connect();

  const applied = await Promise.all([
    applyMigrations(postgres(client), folder),
    applyMigrations(postgres(other), folder),
  ]);

  expect(applied.flat()).toEqual(['20260101000000-a.sql']);
  await other.end();
});

test('a connection that ends in the middle of a migration leaves nothing, and holds up nobody', async () => {
  write('20260101000000-a.sql', 'CREATE TABLE a (id int); SELECT pg_sleep(60);');
  const dying = await connect();
  dying.on('error', () => {});
  const { rows } = await dying.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const attempt = expect(applyMigrations(postgres(dying), folder)).rejects.toThrow();
  await expect
    .poll(() =>
      client.query(`SELECT 1 FROM pg_stat_activity WHERE query ~ '^CREATE' AND pid = ${rows[0]?.pid}`),
    )
    .toMatchObject({ rowCount: 1 });

  await client.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);

  await attempt;
  write('20260101000000-a.sql', 'CREATE TABLE a (id int)');
  expect(await applyMigrations(postgres(client), folder)).toEqual(['20260101000000-a.sql']);
});
