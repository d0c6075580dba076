import type { Change } from '../changes/attestation.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredView } from './view-attestation.ts';

export async function insertView(tx: Tx, change: Change, view: StoredView): Promise<void> {
  const filter = view.filter === null ? null : JSON.stringify(view.filter);
  await tx.query(
    `INSERT INTO saved_view (id, name, class, filter, query, columns, sort, owner_id, shared, valid_from, change_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      view.id,
      view.name,
      view.class,
      filter,
      view.query,
      view.columns,
      view.sort,
      view.ownerId,
      view.shared,
      change.at,
      change.id,
    ],
  );
}

/** Ends the version that stands. */
export async function endView(tx: Tx, change: Change, id: string): Promise<void> {
  await tx.query(
    'UPDATE saved_view SET valid_to = $2, ended_change_id = $3 WHERE id = $1 AND valid_to IS NULL',
    [id, change.at, change.id],
  );
}

const viewLocks = 0x76696577;

/**
 * Waits for whoever else is writing the view, until the transaction ends. A lock of the row would not do: it stands on
 * the version that the other one ends.
 */
export async function waitForView(tx: Tx, id: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [viewLocks, id]);
}
