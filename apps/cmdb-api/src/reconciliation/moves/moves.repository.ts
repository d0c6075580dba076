import type { Tx } from '../../platform/database/database.ts';

/** The units of a plan that do something to these cards or to parts of theirs, by card. */
export async function listUnitsOf(
  tx: Tx,
  runId: string,
  cardIds: readonly string[],
): Promise<{ cardId: string; unit: number }[]> {
  return tx.query(
    `SELECT DISTINCT run_change.card_id AS "cardId", run_change.unit
     FROM run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit
     WHERE run_change.run_id = $1 AND run_change.card_id = ANY($2::uuid[]) AND run_unit.state IN ('planned', 'reported')`,
    [runId, cardIds],
  );
}

/** The units of a plan that follow from these records, by record. */
export async function listUnitsOfRecords(
  tx: Tx,
  runId: string,
  seqs: readonly number[],
): Promise<{ seq: number; unit: number }[]> {
  return tx.query(
    `SELECT DISTINCT run_change.record_seq AS seq, run_change.unit
     FROM run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit
     WHERE run_change.run_id = $1 AND run_change.record_seq = ANY($2::integer[])
       AND run_unit.state IN ('planned', 'reported')`,
    [runId, seqs],
  );
}

/** Takes units out of a plan, to be planned anew. */
export async function dropUnits(tx: Tx, runId: string, units: readonly number[]): Promise<void> {
  await tx.query(
    `DELETE FROM run_unit WHERE run_id = $1 AND unit = ANY($2::integer[]) AND state IN ('planned', 'reported')`,
    [runId, units],
  );
}

/** Takes the end of cards out of a plan, and that others come to say where they are, and units of which nothing is left. */
export async function dropRetires(tx: Tx, runId: string, cardIds: readonly string[]): Promise<void> {
  const units: { unit: number }[] = await tx.query(
    `WITH dropped AS (
       DELETE FROM run_change USING run_unit
       WHERE run_change.run_id = $1 AND run_change.card_id = ANY($2::uuid[]) AND run_change.action IN ('retire', 'handover')
         AND run_unit.run_id = $1 AND run_unit.unit = run_change.unit AND run_unit.state = 'planned'
       RETURNING run_change.unit)
     SELECT DISTINCT dropped.unit FROM dropped`,
    [runId, cardIds],
  );
  await tx.query(
    `DELETE FROM run_unit WHERE run_id = $1 AND unit = ANY($2::integer[])
       AND NOT EXISTS (SELECT 1 FROM run_change WHERE run_change.run_id = $1 AND run_change.unit = run_unit.unit)`,
    [runId, units.map((row) => row.unit)],
  );
}
