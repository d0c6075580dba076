import type { Hold } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { isWhole, type Run } from '../run.ts';
import { isClearing, isMove } from '../run-changes.repository.ts';

/**
 * Holds back the steps that holds speak of, and what hangs on them. A master that would begin or end waits with all its
 * parts; of other units only those steps wait, in a unit of their own, and the rest is written.
 */
export async function holdSteps(
  tx: Tx,
  runId: string,
  holds: readonly Hold[],
  hasReferences: boolean,
): Promise<void> {
  if (holds.length === 0) return;
  await markHeld(tx, runId, holds);
  if (hasReferences) await markReferrersOfHeldCards(tx, runId);
  await markRelatesOfHeldCards(tx, runId);
  await holdWholeUnits(tx, runId);
  await splitUnits(tx, runId);
  await holdLeftMasters(tx, runId);
  await holdUnusedCards(tx, runId);
}

async function markHeld(tx: Tx, runId: string, holds: readonly Hold[]): Promise<void> {
  const cleared = new Set(holds.filter((hold) => hold.holds === 'clear').map((hold) => hold.class));
  const wanted = holds.map((hold) => ({
    class: hold.class,
    action: hold.holds,
    reason: hold.reason,
    // What takes a value away waits as that, also where every update waits.
    besideClear: hold.holds === 'update' && cleared.has(hold.class),
  }));
  await tx.query(
    `UPDATE run_change SET held_for = given.reason
     FROM jsonb_to_recordset($2::jsonb) AS given (class text, action text, reason text, "besideClear" boolean), run_unit
     WHERE run_change.run_id = $1 AND run_unit.run_id = $1 AND run_unit.unit = run_change.unit
       AND run_unit.state = 'planned' AND run_change.class = given.class
       AND (run_change.action = given.action OR (given.action = 'clear' AND ${isClearing})
         OR (given.action = 'relate' AND ${isMove})
         OR (given.action = 'unrelate' AND ${isMove} AND run_change.relation_id IS NOT NULL))
       AND NOT (given."besideClear" AND ${isClearing})`,
    [runId, JSON.stringify(wanted)],
  );
}

/** A relation needs both its cards: while the creation of one waits, so does what relates it. */
async function markRelatesOfHeldCards(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `UPDATE run_change SET held_for = created.held_for
     FROM run_change AS created, run_unit
     WHERE run_change.run_id = $1 AND run_change.action = 'relate' AND run_change.held_for IS NULL
       AND run_unit.run_id = $1 AND run_unit.unit = run_change.unit AND run_unit.state = 'planned'
       AND created.run_id = $1 AND created.action = 'create' AND created.held_for IS NOT NULL
       AND (created.card_id = run_change.card_id
         OR (created.card_id = run_change.master_id AND created.unit <> run_change.unit))`,
    [runId],
  );
}

/**
 * A card that shows another needs it: while the creation of that one waits, so does what would show it, and in turn what shows
 * this; and so do later steps for a card whose own creation waits.
 */
async function markReferrersOfHeldCards(tx: Tx, runId: string): Promise<void> {
  const held = `WITH waiting AS (
      SELECT DISTINCT run_change.unit, run_change.held_for, run_change.action = 'create' AND run_change.domain IS NULL AS whole
      FROM run_change WHERE run_change.run_id = $1 AND run_change.action = 'create' AND run_change.held_for IS NOT NULL),
    created AS (
      SELECT run_change.card_id, run_change.unit, min(waiting.held_for) AS held_for
      FROM waiting JOIN run_change ON run_change.run_id = $1 AND run_change.unit = waiting.unit
      WHERE run_change.action = 'create' AND (waiting.whole OR run_change.held_for IS NOT NULL)
      GROUP BY run_change.card_id, run_change.unit)`;
  for (let marked = 1; marked > 0; ) {
    const rows: unknown[] = await tx.query(
      `${held}, needing AS (
         SELECT run_change.seq, created.held_for
         FROM run_change CROSS JOIN LATERAL jsonb_array_elements(run_change.differences) AS difference
         JOIN created ON created.card_id::text = difference ->> 'new'
         WHERE run_change.run_id = $1 AND run_change.action IN ('create', 'update')
         UNION
         SELECT run_change.seq, created.held_for FROM run_change JOIN created ON created.card_id = run_change.card_id
         WHERE run_change.run_id = $1 AND run_change.action = 'update' AND created.unit <> run_change.unit),
       marked AS (
         UPDATE run_change SET held_for = needing.held_for FROM needing, run_unit
         WHERE run_change.run_id = $1 AND run_change.seq = needing.seq AND run_change.held_for IS NULL
           AND run_unit.run_id = $1 AND run_unit.unit = run_change.unit AND run_unit.state = 'planned'
         RETURNING run_change.seq)
       SELECT marked.seq FROM marked`,
      [runId],
    );
    marked = rows.length;
  }
}

async function holdWholeUnits(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `UPDATE run_unit SET state = 'held'
     WHERE run_unit.run_id = $1 AND run_unit.state = 'planned'
       AND EXISTS (SELECT 1 FROM run_change WHERE run_change.run_id = $1 AND run_change.unit = run_unit.unit
         AND run_change.held_for IS NOT NULL)
       AND (NOT EXISTS (SELECT 1 FROM run_change WHERE run_change.run_id = $1 AND run_change.unit = run_unit.unit
           AND run_change.held_for IS NULL)
         OR EXISTS (SELECT 1 FROM run_change WHERE run_change.run_id = $1 AND run_change.unit = run_unit.unit
           AND run_change.action IN ('create', 'retire') AND run_change.domain IS NULL))`,
    [runId],
  );
}

async function splitUnits(tx: Tx, runId: string): Promise<void> {
  const split = `SELECT run_unit.unit, (SELECT max(last.unit) FROM run_unit AS last WHERE last.run_id = $1)
       + row_number() OVER (ORDER BY run_unit.unit) AS beside
     FROM run_unit WHERE run_unit.run_id = $1 AND run_unit.state = 'planned'
       AND EXISTS (SELECT 1 FROM run_change WHERE run_change.run_id = $1 AND run_change.unit = run_unit.unit
         AND run_change.held_for IS NOT NULL)`;
  const pairs: { unit: number; beside: string }[] = await tx.query(split, [runId]);
  const units = pairs.map((pair) => pair.unit);
  const beside = pairs.map((pair) => Number(pair.beside));
  await tx.query(`INSERT INTO run_unit (run_id, unit, state) SELECT $1, unnest($2::integer[]), 'held'`, [
    runId,
    beside,
  ]);
  await tx.query(
    `UPDATE run_change SET unit = given.beside FROM unnest($2::integer[], $3::integer[]) AS given (unit, beside)
     WHERE run_change.run_id = $1 AND run_change.unit = given.unit AND run_change.held_for IS NOT NULL`,
    [runId, units, beside],
  );
}

/** A master that would retire waits for a part of it that moves: with the master the part would lose its place. */
async function holdLeftMasters(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `WITH waiting AS (
       UPDATE run_change SET held_for = 'A part of it moves to another, and that is held back'
       FROM run_unit
       WHERE run_change.run_id = $1 AND run_change.action = 'retire' AND run_change.domain IS NULL
         AND run_unit.run_id = $1 AND run_unit.unit = run_change.unit AND run_unit.state = 'planned'
         AND run_change.card_id IN (
           SELECT unnest(ARRAY[relation.source_id, relation.target_id])
           FROM run_change AS moving JOIN run_unit AS held ON held.run_id = $1 AND held.unit = moving.unit
           JOIN relation ON relation.id = moving.relation_id
           WHERE moving.run_id = $1 AND held.state = 'held' AND moving.action = 'update')
       RETURNING run_change.unit)
     UPDATE run_unit SET state = 'held' FROM waiting WHERE run_unit.run_id = $1 AND run_unit.unit = waiting.unit`,
    [runId],
  );
}

/** A shared card is in use while the end of a relation with it waits. */
async function holdUnusedCards(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `WITH waiting AS (
       UPDATE run_change SET held_for = 'It is in use while the end of a relation with it is held back'
       FROM run_unit
       WHERE run_change.run_id = $1 AND run_change.action IN ('retire', 'update', 'keep') AND run_change.shared
         AND run_change.domain IS NULL
         AND run_unit.run_id = $1 AND run_unit.unit = run_change.unit AND run_unit.state = 'planned'
         AND EXISTS (SELECT 1 FROM run_change AS ending
           JOIN run_unit AS held ON held.run_id = $1 AND held.unit = ending.unit AND held.state = 'held'
           WHERE ending.run_id = $1 AND ending.action = 'unrelate' AND ending.card_id = run_change.card_id)
       RETURNING run_change.unit)
     UPDATE run_unit SET state = 'held' FROM waiting WHERE run_unit.run_id = $1 AND run_unit.unit = waiting.unit`,
    [runId],
  );
}

/**
 * Ends what waits of earlier runs of the source, as far as this one has looked again: at everything, or at the cards that it
 * names and those that it writes. A run of which nothing waits any more is at its end.
 */
export async function supersedeWaiting(tx: Tx, run: Run): Promise<void> {
  await tx.query(
    `SELECT 1 FROM run WHERE run.source = $1 AND run.state = 'waiting' ORDER BY run.id FOR UPDATE`,
    [run.source],
  );
  await tx.query(
    `WITH brought AS MATERIALIZED (
       SELECT run_record.card_id FROM run_record WHERE run_record.run_id = $1 AND run_record.card_id IS NOT NULL),
     written AS MATERIALIZED (
       SELECT run_change.card_id FROM run_change
       WHERE run_change.run_id = $1 AND run_change.card_id IS NOT NULL AND ${writesCard})
     UPDATE run_unit SET state = 'superseded' FROM run
     WHERE run.source = $2 AND run.state = 'waiting' AND run.id <> $1 AND run_unit.run_id = run.id
       AND run_unit.state IN ('held', 'approved')
       AND ($3 OR EXISTS (SELECT 1 FROM run_change
         WHERE run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
           AND (run_change.card_id IN (SELECT brought.card_id FROM brought)
             OR run_change.master_id IN (SELECT brought.card_id FROM brought)
             OR (run_change.action = 'create' AND run_change.domain IS NULL AND (run_change.class, run_change.key) IN (
               SELECT run_record.class, run_record.key FROM run_record WHERE run_record.run_id = $1))
             OR (${writesCard} AND run_change.card_id IN (SELECT written.card_id FROM written))
             OR EXISTS (SELECT 1 FROM relation WHERE relation.id = run_change.relation_id
               AND (relation.source_id IN (SELECT brought.card_id FROM brought)
                 OR relation.target_id IN (SELECT brought.card_id FROM brought))))))`,
    [run.id, run.source, isWhole(run)],
  );
  await tx.query(
    `UPDATE run SET state = 'applied', finished_at = now(),
       notes = run.notes || ('What waited for a person was planned anew by the run ' || $1::text)
     WHERE run.source = $2 AND run.state = 'waiting' AND run.id <> $1::uuid
       AND NOT EXISTS (SELECT 1 FROM run_unit
         WHERE run_unit.run_id = run.id AND run_unit.state IN ('held', 'approved'))`,
    [run.id, run.source],
  );
}

const writesCard = `run_change.action IN ('create', 'update', 'retire')`;
