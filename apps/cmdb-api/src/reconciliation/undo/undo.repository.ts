import type { Left } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { noUndoCounts, type UndoCounts } from './plan-change-undo.ts';

/** The undo of a run. */
export interface RunUndo {
  id: string;
  runId: string;
  reason: string;
  startedBy: string;
  startedAt: Date;
  /** Null: it is under way, or was interrupted and goes on when asked for again. */
  finishedAt: Date | null;
  counts: UndoCounts;
}

export async function findUndo(tx: Tx, runId: string): Promise<RunUndo | undefined> {
  const rows: RunUndo[] = await tx.query(
    `SELECT run_undo.id, run_undo.run_id AS "runId", run_undo.reason, run_undo.started_by AS "startedBy",
       run_undo.started_at AS "startedAt", run_undo.finished_at AS "finishedAt", run_undo.counts
     FROM run_undo WHERE run_undo.run_id = $1`,
    [runId],
  );
  return rows[0] === undefined ? undefined : { ...rows[0], counts: { ...noUndoCounts, ...rows[0].counts } };
}

/** Begins the undo of a run, unless it has begun. */
export async function insertUndo(tx: Tx, undo: Omit<RunUndo, 'finishedAt' | 'counts'>): Promise<void> {
  await tx.query(
    `INSERT INTO run_undo (id, run_id, reason, started_by, started_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT ON CONSTRAINT run_undo_run_id_key DO NOTHING`,
    [undo.id, undo.runId, undo.reason, undo.startedBy, undo.startedAt],
  );
}

/** The changes that the undo has dealt with. */
export async function listDone(tx: Tx, undoId: string): Promise<Set<string>> {
  const rows: { id: string }[] = await tx.query(
    'SELECT run_undo_change.change_id AS id FROM run_undo_change WHERE run_undo_change.undo_id = $1',
    [undoId],
  );
  return new Set(rows.map((row) => row.id));
}

/** Notes that a change is undone, how far, and what was left. In the transaction that undoes it. */
export async function noteUndone(
  tx: Tx,
  undoId: string,
  changeId: string,
  counts: UndoCounts,
  left: readonly Left[],
): Promise<void> {
  await tx.query('INSERT INTO run_undo_change (undo_id, change_id) VALUES ($1, $2)', [undoId, changeId]);
  await tx.query('UPDATE run_undo SET counts = $2 WHERE id = $1', [undoId, JSON.stringify(counts)]);
  await tx.query(
    `INSERT INTO run_undo_left (undo_id, seq, card_id, class, key, attribute, reason)
     SELECT $1, $2 + given.place, given.card_id, given.class, given.key, given.attribute, given.reason
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
       WITH ORDINALITY AS given (card_id, class, key, attribute, reason, place)`,
    [
      undoId,
      counts.left - left.length,
      left.map((each) => each.cardId),
      left.map((each) => each.class),
      left.map((each) => each.key),
      left.map((each) => each.attribute),
      left.map((each) => each.reason),
    ],
  );
}

/** What the undo left, in the order in which it came to it. */
export async function listLeft(tx: Tx, undoId: string, limit: number): Promise<Left[]> {
  return tx.query(
    `SELECT held.card_id AS "cardId", held.class, held.key, held.attribute, held.reason
     FROM run_undo_left AS held WHERE held.undo_id = $1 ORDER BY held.seq LIMIT $2`,
    [undoId, limit],
  );
}

/** Notes on the run and the undo that it has come to its end. */
export async function finishUndo(tx: Tx, undo: RunUndo): Promise<void> {
  await tx.query('UPDATE run_undo SET finished_at = now() WHERE id = $1', [undo.id]);
  await tx.query(`UPDATE run SET notes = notes || $2::text WHERE id = $1`, [
    undo.runId,
    `Undone by ${undo.startedBy}: ${undo.reason}`,
  ]);
}
