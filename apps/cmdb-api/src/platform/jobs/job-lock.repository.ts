import type { Tx } from '../database/database.ts';

/** Holds a job for this transaction; false when another has it. */
export async function tryOccupyJob(tx: Tx, key: string): Promise<boolean> {
  const rows: { taken: boolean }[] = await tx.query(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
    [key],
  );
  return rows[0]?.taken ?? false;
}
