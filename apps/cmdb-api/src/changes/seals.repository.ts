import type { Tx } from '../platform/database/database.ts';
import type { Seal } from './seal.ts';

/** "seal" in ASCII. */
const lockKey = 0x7365616c;

/** A change that can be sealed. */
export interface SettledChange {
  id: string;
  at: Date;
  hash: Buffer;
}

/** Lets one process at a time seal, until the end of the transaction; does not wait. */
export async function tryLockSealing(tx: Tx): Promise<boolean> {
  const rows: { locked: boolean }[] = await tx.query(
    `SELECT pg_try_advisory_xact_lock(${lockKey}) AS locked WHERE EXISTS (SELECT FROM unsealed_change)`,
  );
  return rows[0]?.locked ?? false;
}

/** When the oldest transaction of this database began that still runs. */
export async function readOldestStart(tx: Tx): Promise<Date> {
  const rows: { at: Date }[] = await tx.query(
    `SELECT date_trunc('milliseconds', least(clock_timestamp(), min(running.xact_start))) AS at
     FROM pg_stat_activity AS running WHERE running.datname = current_database()`,
  );
  return rows[0]?.at ?? new Date(0);
}

/**
 * Changes that no change can come before any more: every transaction as old as theirs has ended, and whatever is dated before
 * them is sealed or among them. A transaction number from beyond the present one is of another server, from before a restore.
 */
export async function listSettled(tx: Tx, limit: number): Promise<SettledChange[]> {
  return tx.query(
    `WITH waiting AS MATERIALIZED (
       SELECT change.id, change.at, change.hash,
         unsealed.xid < pg_snapshot_xmin(present) OR unsealed.xid >= pg_snapshot_xmax(present) AS settled
       FROM unsealed_change AS unsealed JOIN change ON change.id = unsealed.change_id, pg_current_snapshot() AS present
     ), earliest AS (
       SELECT coalesce(min(waiting.at), 'infinity') AS at FROM waiting WHERE NOT waiting.settled
     )
     SELECT waiting.id, waiting.at, waiting.hash FROM waiting, earliest
     WHERE waiting.settled AND waiting.at < earliest.at ORDER BY waiting.at, waiting.id LIMIT $1`,
    [limit],
  );
}

/** Gives changes their positions, after `total`. */
export async function insertSealed(tx: Tx, total: number, changes: readonly SettledChange[]): Promise<void> {
  const ids = changes.map(({ id }) => id);
  await tx.query(
    `INSERT INTO sealed_change (position, change_id, hash)
     SELECT $1::bigint + sealed.place, change.id, change.hash
     FROM unnest($2::uuid[]) WITH ORDINALITY AS sealed(id, place) JOIN change ON change.id = sealed.id`,
    [total, ids],
  );
  await tx.query('DELETE FROM unsealed_change WHERE change_id = ANY ($1::uuid[])', [ids]);
}

/** The earliest time of a change that is not sealed yet. */
export async function readEarliestUnsealed(tx: Tx): Promise<Date | undefined> {
  const rows: { at: Date | null }[] = await tx.query(
    'SELECT min(change.at) AS at FROM unsealed_change JOIN change ON change.id = unsealed_change.change_id',
  );
  return rows[0]?.at ?? undefined;
}

export async function insertSeal(tx: Tx, seal: Seal): Promise<void> {
  await tx.query(
    `INSERT INTO seal (id, first_change, last_change, count, total, horizon, merkle_root, prev_hash, hash, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      seal.id,
      seal.firstChange,
      seal.lastChange,
      seal.count,
      seal.total,
      seal.horizon,
      seal.merkleRoot,
      seal.prevHash,
      seal.hash,
      seal.at,
    ],
  );
}
