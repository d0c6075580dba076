import type { Tx } from '../../platform/database/database.ts';

const lockKey = 0x656e6473;

/** A value that may have come to its end. */
export interface OverrideEnd {
  cardId: string;
  attribute: string;
}

/** The values that were to end by an instant, those of longest ago first; none when another process is at it or nothing is due. */
export async function takeEnds(tx: Tx, by: Date, limit: number): Promise<OverrideEnd[]> {
  const rows: { locked: boolean }[] = await tx.query(
    `SELECT pg_try_advisory_xact_lock(${lockKey}) AS locked
     WHERE EXISTS (SELECT FROM override_end WHERE override_end.at <= $1)`,
    [by],
  );
  if (rows[0]?.locked !== true) return [];
  return tx.query(
    `SELECT override_end.card_id AS "cardId", override_end.attribute FROM override_end
     WHERE override_end.at <= $1 ORDER BY override_end.at, override_end.card_id, override_end.attribute LIMIT $2`,
    [by, limit],
  );
}

/** Forgets ends that were seen to. */
export async function dropEnds(tx: Tx, ends: readonly OverrideEnd[]): Promise<void> {
  await tx.query(
    `DELETE FROM override_end USING jsonb_to_recordset($1::jsonb) AS given ("cardId" uuid, attribute text)
     WHERE override_end.card_id = given."cardId" AND override_end.attribute = given.attribute`,
    [JSON.stringify(ends)],
  );
}

/** Puts ends off that could not be seen to. */
export async function postponeEnds(tx: Tx, ends: readonly OverrideEnd[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE override_end SET at = $2 FROM jsonb_to_recordset($1::jsonb) AS given ("cardId" uuid, attribute text)
     WHERE override_end.card_id = given."cardId" AND override_end.attribute = given.attribute`,
    [JSON.stringify(ends), at],
  );
}
