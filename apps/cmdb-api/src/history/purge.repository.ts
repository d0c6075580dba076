import type { StoredCard, StoredRelation } from '../cards/card-work.ts';
import type { Tx } from '../platform/database/database.ts';
import type { PurgeWork } from './purge-attestation.ts';

/** "keep" in ASCII. */
const lockKey = 0x6b656570;

/** Lets one process at a time remove, until the end of the transaction; does not wait. */
export async function tryLockPurge(tx: Tx): Promise<boolean> {
  const rows: { locked: boolean }[] = await tx.query(
    `SELECT pg_try_advisory_xact_lock(${lockKey}) AS locked`,
  );
  return rows[0]?.locked ?? false;
}

/** Says from when on the history of classes is whole, and whether that is any later than was said before. */
export async function announceHorizons(
  tx: Tx,
  horizons: readonly { class: string; before: Date }[],
): Promise<boolean> {
  const moved: unknown[] = await tx.query(
    `INSERT INTO class_horizon AS known (class, before) SELECT given.class, given.before
     FROM unnest($1::text[], $2::timestamptz[]) AS given(class, before)
     ON CONFLICT (class) DO UPDATE SET before = excluded.before WHERE known.before < excluded.before
     RETURNING known.class`,
    [horizons.map((each) => each.class), horizons.map((each) => each.before)],
  );
  return moved.length > 0;
}

/** A version that was taken away. */
export type TakenCard = StoredCard & { endedChangeId: string; retired: boolean };
export type TakenRelation = StoredRelation & { endedChangeId: string };

/** A version can go if both its changes attest single things: others would be false without it. */
const areItemised = `EXISTS (SELECT FROM change WHERE change.id = past.change_id AND change.form = 2)
  AND EXISTS (SELECT FROM change WHERE change.id = past.ended_change_id AND change.form = 2)`;

/**
 * Takes versions of a class away that ended by an instant, the oldest first. The last version of a retired card stays as
 * long as documents or notes hang on the card, which would lead nowhere.
 */
export async function takeCardVersions(
  tx: Tx,
  classId: number,
  before: Date,
  limit: number,
): Promise<TakenCard[]> {
  const [rows]: [TakenCard[], number] = await tx.query(
    `WITH candidate AS MATERIALIZED (
       SELECT past.class_id, past.id, past.valid_from FROM card_history AS past
       WHERE past.class_id = $1 AND past.valid_to <= $2 AND ${areItemised}
         AND NOT (past.retired AND (
           EXISTS (SELECT FROM document_link WHERE document_link.card_id = past.id)
           OR EXISTS (SELECT FROM journal_note WHERE journal_note.card_id = past.id)))
       ORDER BY past.valid_to LIMIT $3 FOR UPDATE SKIP LOCKED)
     DELETE FROM card_history AS past USING candidate
     WHERE past.class_id = candidate.class_id AND past.id = candidate.id AND past.valid_from = candidate.valid_from
     RETURNING past.class_id AS "classId", past.id, past.code, past.description, past.attributes, past.provenance,
       past.valid_from AS "validFrom", past.change_id AS "changeId", past.change_id AS revision,
       past.ended_change_id AS "endedChangeId", past.retired`,
    [classId, before, limit],
  );
  return rows;
}

/** The same for relations between cards of two classes, on which nothing hangs. */
export async function takeRelationVersions(
  tx: Tx,
  ends: { sourceClass: number; targetClass: number },
  before: Date,
  limit: number,
): Promise<TakenRelation[]> {
  const [rows]: [TakenRelation[], number] = await tx.query(
    `WITH candidate AS MATERIALIZED (
       SELECT past.id, past.valid_from FROM relation_history AS past
       WHERE past.source_class = $1 AND past.target_class = $2 AND past.valid_to <= $3 AND ${areItemised}
       ORDER BY past.valid_to LIMIT $4 FOR UPDATE SKIP LOCKED)
     DELETE FROM relation_history AS past USING candidate
     WHERE past.id = candidate.id AND past.valid_from = candidate.valid_from
     RETURNING past.id, past.domain_id AS "domainId", past.source_class AS "sourceClass",
       past.source_id AS "sourceId", past.target_class AS "targetClass", past.target_id AS "targetId",
       past.attributes, past.provenance, past.valid_from AS "validFrom", past.change_id AS "changeId",
       past.ended_change_id AS "endedChangeId"`,
    [ends.sourceClass, ends.targetClass, before, limit],
  );
  return rows;
}

/** Writes down what a change removed. */
export async function insertPurge(tx: Tx, changeId: string, work: PurgeWork): Promise<void> {
  await tx.query(
    'INSERT INTO purge (change_id, class, other, kept_days, before) VALUES ($1, $2, $3, $4, $5)',
    [changeId, work.class, work.other, work.keptDays, work.before],
  );
  await tx.query(
    `INSERT INTO removed_item (change_id, kind, item_id, hash, purge_id)
     SELECT removed.change_id, removed.kind, removed.id, removed.hash, $1
     FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bytea[]) AS removed(change_id, kind, id, hash)`,
    [
      changeId,
      work.items.map((item) => item.changeId),
      work.items.map((item) => item.kind),
      work.items.map((item) => item.id),
      work.items.map((item) => item.hash),
    ],
  );
}
