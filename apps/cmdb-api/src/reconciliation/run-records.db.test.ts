import { createCmdbDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, type Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { insertRecords, listRecordsAt, setRecordOutcomes } from './run-records.repository.ts';

const many = 2_000;
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

/** A run of a source, with its records. */
async function addRun(source: string): Promise<string> {
  const id = newId();
  await cmdb.transaction(async (tx) => {
    await tx.query('INSERT INTO source (name) VALUES ($1) ON CONFLICT DO NOTHING', [source]);
    await tx.query(
      `INSERT INTO run (id, source, mode, state, mapping, started_by, started_at, dry)
       VALUES ($1, $2, 'full', 'closed', '{}', 'ana', now(), true)`,
      [id, source],
    );
    const records = Array.from({ length: many }, (_none, at) => {
      const key = `E-${at + 1}`;
      const body = { seq: at + 1, class: 'Employee', key: { Code: key }, attributes: {}, parts: [] };
      return { seq: at + 1, class: 'Employee', key, evidence: null, body, faults: null, fingerprint: key };
    });
    await insertRecords(tx, id, records);
  });
  return id;
}

/** Rows of run_record that this transaction has looked at so far. */
async function countRead(tx: Tx): Promise<number> {
  const [row] = await tx.query(
    `SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) AS read FROM pg_stat_xact_user_tables
     WHERE relname = 'run_record'`,
  );
  return Number(row?.read ?? 0);
}

test('a batch of a large run is found by itself, though statistics know of earlier runs alone', async () => {
  await addRun('directory');
  await cmdb.single.query('ANALYZE run_record');
  const run = await addRun('directory');
  const seqs = Array.from({ length: 200 }, (_none, at) => 1_001 + at);

  const { found, read } = await cmdb.transaction(async (tx) => {
    const before = await countRead(tx);
    const records = await listRecordsAt(tx, run, seqs);
    const outcomes = seqs.map((seq) => ({ seq, outcome: 'unchanged', cardId: null }) as const);
    await setRecordOutcomes(tx, run, outcomes);
    return { found: records.map(({ seq }) => seq), read: (await countRead(tx)) - before };
  });

  expect(found).toEqual(seqs);
  expect(read).toBeLessThanOrEqual(2 * seqs.length);
});
