import {
  type ChangeRow,
  changeColumns,
  type RecordedChange,
  toRecordedChange,
} from '../changes/changes.read-model.ts';
import type { Tx } from '../platform/database/database.ts';

/** A sealed change, with what is left of it. */
export interface SealedChange {
  position: number;
  changeId: string;
  sealedHash: Buffer;
  /** `undefined`: the change is gone. */
  found: RecordedChange | undefined;
}

interface SealedRow extends Omit<ChangeRow, 'id'> {
  id: string | null;
  position: string;
  change_id: string;
  sealed_hash: Buffer;
}

/** Sealed changes from behind a position up to another, in their order. */
export async function listSealedChanges(
  tx: Tx,
  after: number,
  upTo: number,
  limit: number,
): Promise<SealedChange[]> {
  const rows: SealedRow[] = await tx.query(
    `${selectSealed} WHERE sealed.position > $1 AND sealed.position <= $2 ORDER BY sealed.position LIMIT $3`,
    [after, upTo, limit],
  );
  return rows.map(toSealedChange);
}

/** The sealed changes at these positions, in their order. */
export async function listSealedAt(tx: Tx, positions: readonly number[]): Promise<SealedChange[]> {
  const rows: SealedRow[] = await tx.query(
    `${selectSealed} WHERE sealed.position = ANY ($1::bigint[]) ORDER BY sealed.position`,
    [positions],
  );
  return rows.map(toSealedChange);
}

const selectSealed = `SELECT sealed.position, sealed.change_id, sealed.hash AS sealed_hash, ${changeColumns}
  FROM sealed_change AS sealed LEFT JOIN change ON change.id = sealed.change_id`;

function toSealedChange(row: SealedRow): SealedChange {
  return {
    position: Number(row.position),
    changeId: row.change_id,
    sealedHash: row.sealed_hash,
    found: row.id === null ? undefined : toRecordedChange({ ...row, id: row.id }),
  };
}

/** Changes that wait for their seal, by id, from behind one. */
export async function listUnsealedChanges(tx: Tx, after: string, limit: number): Promise<RecordedChange[]> {
  const rows: ChangeRow[] = await tx.query(
    `SELECT ${changeColumns} FROM unsealed_change JOIN change ON change.id = unsealed_change.change_id
     WHERE change.id > $1 ORDER BY change.id LIMIT $2`,
    [after, limit],
  );
  return rows.map(toRecordedChange);
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
