import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createEmptyDatabase,
  createEmptyMysqlDatabase,
  createInventoryDatabase,
  describeSchema,
  type TestDatabase,
} from '@popis/testing';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../store.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { migrateInventory } from './migrate.ts';

const folder = path.resolve(import.meta.dirname, '../../../../migrations/inventory');
const made: TestDatabase[] = [];

afterEach(async () => {
  for (const database of made.splice(0)) await database.drop();
});

async function make(create: () => Promise<TestDatabase>): Promise<TestDatabase> {
  const database = await create();
  made.push(database);
  return database;
}

async function describePostgres(url: string, sql?: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (sql !== undefined) await client.query(sql);
    return await describeSchema(client);
  } finally {
    await client.end();
  }
}

async function describeMysql(url: string, sql?: string): Promise<unknown[]> {
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true });
  try {
    if (sql !== undefined) await connection.query(sql);
    const [columns] = await connection.query(`
      SELECT table_name, column_name, ordinal_position, column_type, is_nullable, column_default, collation_name, extra
      FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> 'schema_migration'
      ORDER BY table_name, ordinal_position`);
    const [indexes] = await connection.query(`
      SELECT table_name, index_name, non_unique, seq_in_index, column_name FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name <> 'schema_migration'
      ORDER BY table_name, index_name, seq_in_index`);
    return [columns, indexes];
  } finally {
    await connection.end();
  }
}

describe('on PostgreSQL', () => {
  test('the migrations make what schema.sql says', async () => {
    const migrated = await make(createInventoryDatabase);
    const empty = await make(createEmptyDatabase);

    const schema = readFileSync(path.join(folder, 'postgres/schema.sql'), 'utf8');

    expect(await describePostgres(migrated.url)).toBe(await describePostgres(empty.url, schema));
  });
});

describe('on MariaDB', () => {
  test('the migrations make what schema.sql says', async () => {
    const migrated = await make(createEmptyMysqlDatabase);
    const empty = await make(createEmptyMysqlDatabase);
    await migrateInventory(migrated.url);

    const schema = readFileSync(path.join(folder, 'mysql/schema.sql'), 'utf8');

    expect(await describeMysql(migrated.url)).toEqual(await describeMysql(empty.url, schema));
  });

  test('a migration that failed half-way runs again', async () => {
    const database = await make(createEmptyMysqlDatabase);
    const sql = readFileSync(path.join(folder, 'mysql/20261123001000-ocs-tables.sql'), 'utf8');
    await describeMysql(database.url, sql);
    const before = await describeMysql(database.url);

    expect(await describeMysql(database.url, sql)).toEqual(before);
  });
});

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('an empty database on $name', ({ create }) => {
  test('gets the tables of OCS and its defaults when it is opened, also by two processes at once', async () => {
    const { url } = await make(create);

    const stores = await Promise.all([1, 2].map(() => openStore(url, 2, () => undefined)));

    const [store] = stores;
    const rows = await store?.database.statements.query(
      'SELECT c.name AS name, c.ivalue AS ivalue FROM config c',
    );
    const settings = Object.fromEntries((rows ?? []).map((row) => [row.name, row.ivalue]));
    expect(settings).toEqual(DEFAULT_SETTINGS);
    for (const each of stores) {
      expect(each.digestMemory).toBeUndefined();
      await each.close();
    }
  });
});
