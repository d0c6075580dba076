import type { Tx } from '../platform/database/database.ts';
import type { Seal } from './seal.ts';

interface SealRow {
  id: string;
  first_change: string;
  last_change: string;
  count: number;
  total: string;
  horizon: Date;
  merkle_root: Buffer;
  prev_hash: Buffer;
  hash: Buffer;
  at: Date;
}

const columns = `seal.id, seal.first_change, seal.last_change, seal.count, seal.total, seal.horizon, seal.merkle_root,
  seal.prev_hash, seal.hash, seal.at`;

/** Seals, the newest first; those before `before` if it is given. */
export async function listSeals(tx: Tx, limit: number, before?: number): Promise<Seal[]> {
  const rows: SealRow[] = await tx.query(
    `SELECT ${columns} FROM seal WHERE $2::bigint IS NULL OR seal.id < $2 ORDER BY seal.id DESC LIMIT $1`,
    [limit, before ?? null],
  );
  return rows.map(toSeal);
}

/** Seals in the order of making, after one. */
export async function listSealsAfter(tx: Tx, after: number, limit: number): Promise<Seal[]> {
  const rows: SealRow[] = await tx.query(
    `SELECT ${columns} FROM seal WHERE seal.id > $1 ORDER BY seal.id LIMIT $2`,
    [after, limit],
  );
  return rows.map(toSeal);
}

export async function countSeals(tx: Tx): Promise<number> {
  const rows: { total: string }[] = await tx.query('SELECT count(*) AS total FROM seal');
  return Number(rows[0]?.total ?? 0);
}

/** The seal that covers a position. */
export async function findSealOf(tx: Tx, position: number): Promise<Seal | undefined> {
  const rows: SealRow[] = await tx.query(
    `SELECT ${columns} FROM seal WHERE seal.total >= $1 ORDER BY seal.total LIMIT 1`,
    [position],
  );
  return rows.map(toSeal)[0];
}

export async function findPosition(tx: Tx, changeId: string): Promise<number | undefined> {
  const rows: { position: string }[] = await tx.query(
    'SELECT sealed_change.position FROM sealed_change WHERE sealed_change.change_id = $1',
    [changeId],
  );
  return rows[0] === undefined ? undefined : Number(rows[0].position);
}

/** Hashes of the changes that a seal covers, in their order. */
export async function listSealedHashes(tx: Tx, seal: Seal): Promise<Buffer[]> {
  const rows: { hash: Buffer }[] = await tx.query(
    `SELECT sealed_change.hash FROM sealed_change
     WHERE sealed_change.position > $1 AND sealed_change.position <= $2 ORDER BY sealed_change.position`,
    [seal.total - seal.count, seal.total],
  );
  return rows.map((row) => row.hash);
}

function toSeal(row: SealRow): Seal {
  return {
    id: Number(row.id),
    firstChange: row.first_change,
    lastChange: row.last_change,
    count: row.count,
    total: Number(row.total),
    horizon: row.horizon,
    merkleRoot: row.merkle_root,
    prevHash: row.prev_hash,
    hash: row.hash,
    at: row.at,
  };
}
