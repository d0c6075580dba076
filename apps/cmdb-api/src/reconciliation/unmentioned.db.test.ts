import { createCmdbDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, type Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { listUnmentioned } from './current-state.read-model.ts';

let database: TestDatabase;
let cmdb: Database;
beforeAll(async () => {
  database = await createCmdbDatabase();
  cmdb = await openDatabase(database.url, []);
});
afterAll(async () => {
  await cmdb?.close();
  await database?.drop();
});

test('what a run does not mention is found by one look at it, whatever statistics tell', async () => {
  const plan: string[] = [];
  await cmdb.transaction(async (tx) => {
    await tx.query('SELECT create_class_partitions(1)');
    const explaining: Pick<Tx, 'query'> = {
      query: async (sql, values) => {
        const rows = await tx.query(`EXPLAIN ${sql}`, values);
        plan.push(...rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN'].trim()));
        return rows.slice(0, 0);
      },
    };
    const scope = { className: 'Employee', classId: 1, keyAttribute: 'Code' };
    await listUnmentioned(explaining as Tx, { id: newId(), source: 'directory' }, scope);
  });

  expect(plan.join('\n')).toMatch(/hashed SubPlan/);
  expect(plan.join('\n')).not.toMatch(/Anti Join/);
});
