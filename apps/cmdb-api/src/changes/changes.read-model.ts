import type { Tx } from '../platform/database/database.ts';
import type { Change } from './attestation.ts';

/** A change as it was recorded. */
export async function findChange(tx: Tx, id: string): Promise<{ change: Change; hash: Buffer } | undefined> {
  const rows: {
    id: string;
    at: Date;
    actor: string;
    source: string;
    run_id: string | null;
    reason: string | null;
    request_id: string | null;
    hash: Buffer;
  }[] = await tx.query(
    `SELECT change.id, change.at, change.actor, change.source, change.run_id, change.reason, change.request_id,
       change.hash
     FROM change WHERE change.id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { at, actor, source, reason, hash } = row;
  return {
    change: { id, at, actor, source, runId: row.run_id, reason, requestId: row.request_id },
    hash,
  };
}
