import { createEmptyDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { withinTime } from './within-time.ts';

let created: TestDatabase;
let database: Database;

beforeAll(async () => {
  created = await createEmptyDatabase();
  database = await openDatabase(created.url, []);
});
afterAll(async () => {
  await database.close();
  await created.drop();
});

test('a statement that takes too long is cancelled, and the transaction goes on without a limit', async () => {
  const results = await database.read(async (tx) => [
    await withinTime(tx, 50, () => tx.query('SELECT pg_sleep(30)')),
    await tx.query('SELECT pg_sleep(0.1), 1 AS one'),
  ]);

  expect(results).toMatchObject([undefined, [{ one: 1 }]]);
});

test('what is done in time is given, and leaves no limit behind', async () => {
  const results = await database.read(async (tx) => [
    await withinTime(tx, 5_000, () => tx.query('SELECT 1 AS one')),
    await tx.query(`SELECT current_setting('statement_timeout') AS "limit"`),
  ]);

  expect(results).toEqual([[{ one: 1 }], [{ limit: '0' }]]);
});

test('another error stays one', async () => {
  const attempt = database.read((tx) => withinTime(tx, 5_000, () => tx.query('SELECT 1 / 0')));

  await expect(attempt).rejects.toThrow('division by zero');
});
