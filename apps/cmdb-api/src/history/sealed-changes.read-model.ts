import type { Change } from '../changes/attestation.ts';
import type { Tx } from '../platform/database/database.ts';

/** A sealed change, with what is left of it. */
export interface SealedChange {
  position: number;
  changeId: string;
  sealedHash: Buffer;
  /** `undefined`: the change is gone. */
  found: { change: Change; hash: Buffer } | undefined;
}

interface ChangeRow {
  id: string | null;
  at: Date;
  actor: string;
  source: string;
  run_id: string | null;
  reason: string | null;
  request_id: string | null;
  hash: Buffer;
}

const changeColumns = `change.id, change.at, change.actor, change.source, change.run_id, change.reason,
  change.request_id, change.hash`;

/** Sealed changes from behind a position up to another, in their order. */
export async function listSealedChanges(
  tx: Tx,
  after: number,
  upTo: number,
  limit: number,
): Promise<SealedChange[]> {
  const rows: (ChangeRow & { position: string; change_id: string; sealed_hash: Buffer })[] = await tx.query(
    `SELECT sealed.position, sealed.change_id, sealed.hash AS sealed_hash, ${changeColumns}
     FROM sealed_change AS sealed LEFT JOIN change ON change.id = sealed.change_id
     WHERE sealed.position > $1 AND sealed.position <= $2 ORDER BY sealed.position LIMIT $3`,
    [after, upTo, limit],
  );
  return rows.map((row) => ({
    position: Number(row.position),
    changeId: row.change_id,
    sealedHash: row.sealed_hash,
    found: toChange(row),
  }));
}

/** Changes that wait for their seal, by id, from behind one. */
export async function listUnsealedChanges(
  tx: Tx,
  after: string,
  limit: number,
): Promise<{ change: Change; hash: Buffer }[]> {
  const rows: ChangeRow[] = await tx.query(
    `SELECT ${changeColumns} FROM unsealed_change JOIN change ON change.id = unsealed_change.change_id
     WHERE change.id > $1 ORDER BY change.id LIMIT $2`,
    [after, limit],
  );
  return rows.map(toChange).filter((found) => found !== undefined);
}

/** A change, the earliest, that neither has a seal nor waits for one: nobody but a stranger makes such. */
export async function findStrayChange(tx: Tx): Promise<string | undefined> {
  const rows: { id: string }[] = await tx.query(
    `SELECT change.id FROM change
     LEFT JOIN sealed_change ON sealed_change.change_id = change.id
     LEFT JOIN unsealed_change ON unsealed_change.change_id = change.id
     WHERE sealed_change.change_id IS NULL AND unsealed_change.change_id IS NULL
     ORDER BY change.at, change.id LIMIT 1`,
  );
  return rows[0]?.id;
}

/** Highest position that was given. */
export async function readLastPosition(tx: Tx): Promise<number> {
  const rows: { last: string | null }[] = await tx.query(
    'SELECT max(sealed_change.position) AS last FROM sealed_change',
  );
  return Number(rows[0]?.last ?? 0);
}

function toChange(row: ChangeRow): { change: Change; hash: Buffer } | undefined {
  const { id, at, actor, source, reason, hash } = row;
  if (id === null) return undefined;
  return { change: { id, at, actor, source, runId: row.run_id, reason, requestId: row.request_id }, hash };
}
