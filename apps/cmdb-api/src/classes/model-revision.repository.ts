import type { Tx } from '../platform/database/database.ts';

/** "mode" in ASCII. */
const lockKey = 0x6d6f6465;

export async function lockModelForCards(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${lockKey})`);
}

export async function lockModelForChange(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(${lockKey})`);
}

export async function raiseModelRevision(tx: Tx): Promise<void> {
  await tx.query("UPDATE model_revision SET revision = nextval('model_revision_number')");
}
