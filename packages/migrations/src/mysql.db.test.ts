import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getPeers } from '@popis/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyMigrations } from './apply-migrations.ts';
import { mysql } from './mysql.ts';

const { mariadbUrl } = getPeers('mariadbUrl');
let folder: string;
let database: string;
let connection: Connection;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-migrations-'));
  database = `migrations_${randomUUID().replaceAll('-', '')}`;
  connection = await connect();
  await connection.query(`CREATE DATABASE ${database}`);
  await connection.changeUser({ database });
});
afterEach(async () => {
  await connection.query(`DROP DATABASE ${database}`);
  await connection.end();
  rmSync(folder, { recursive: true });
});

async function connect(): Promise<Connection> {
  return await createConnection(mariadbUrl);
}

function write(name: string, sql: string): void {
  writeFileSync(path.join(folder, name), sql);
}

test('migrations are applied once, statement by statement', async () => {
  write('20260101000000-a.sql', "CREATE TABLE a (b text); -- one; line\nINSERT INTO a VALUES ('x; y');");

  const first = await applyMigrations(mysql(connection), folder);
  const second = await applyMigrations(mysql(connection), folder);

  expect(first).toEqual(['20260101000000-a.sql']);
  expect(second).toEqual([]);
  expect((await connection.query('SELECT b FROM a'))[0]).toEqual([{ b: 'x; y' }]);
});

test('a changed file is refused by name', async () => {
  write('20260101000000-a.sql', 'CREATE TABLE a (id int)');
  await applyMigrations(mysql(connection), folder);
  write('20260101000000-a.sql', 'CREATE TABLE a (id bigint)');

  await expect(applyMigrations(mysql(connection), folder)).rejects.toMatchObject({
    faults: [{ path: '20260101000000-a.sql' }],
  });
});

test('a migration that fails says which statement, and repeatable statements can be mended', async () => {
  write('20260101000000-a.sql', 'CREATE TABLE IF NOT EXISTS a (id int); INSERT INTO nowhere VALUES (1)');

  await expect(applyMigrations(mysql(connection), folder)).rejects.toMatchObject({
    message: 'Migration 20260101000000-a.sql failed',
    cause: { message: 'statement 2 of 2' },
  });
  write('20260101000000-a.sql', 'CREATE TABLE IF NOT EXISTS a (id int); INSERT INTO a VALUES (1)');

  expect(await applyMigrations(mysql(connection), folder)).toEqual(['20260101000000-a.sql']);
});

test('two processes at once apply each migration once', async () => {
  write('20260101000000-a.sql', 'SELECT SLEEP(0.2); CREATE TABLE a (id int)');
  const other = await connect();
  await other.changeUser({ database });

  const applied = await Promise.all([
    applyMigrations(mysql(connection), folder),
    applyMigrations(mysql(other), folder),
  ]);

  expect(applied.flat()).toEqual(['20260101000000-a.sql']);
  await other.end();
});
