import {
  type ChangeWindow,
  isWithin,
  type OfChange,
  toInstant,
  windowValues,
} from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredView } from './view-attestation.ts';

/** A view as it stands, with the change that made it so. */
export interface SavedView extends StoredView {
  /** Username of its owner. */
  owner: string;
  validFrom: Date;
  changeId: string;
}

const content = `view.id, view.name, view.class, view.filter, view.query, view.columns, view.sort, view.shared,
  view.owner_id AS "ownerId"`;
const standing = `SELECT ${content}, view.valid_from AS "validFrom", view.change_id AS "changeId", account.username AS owner
  FROM saved_view AS view JOIN account ON account.id = view.owner_id`;

/** The views that are the account's own or shared, as they stand or stood, by class and name. */
export async function listViews(
  tx: Tx,
  accountId: string,
  { className, asOf }: { className: string | undefined; asOf: Date | undefined },
): Promise<SavedView[]> {
  return tx.query(
    `${standing} WHERE (view.owner_id = $1 OR view.shared) AND ($2::text IS NULL OR view.class = $2)
       AND ${isValid('$3')}
     ORDER BY view.class, view.name, view.id`,
    [accountId, className ?? null, asOf ?? null],
  );
}

/** That a version stands, or stood at the instant of a place in the statement. */
function isValid(instant: string): string {
  return `(CASE WHEN ${instant}::timestamptz IS NULL THEN view.valid_to IS NULL
    ELSE view.valid_from <= ${instant} AND (view.valid_to IS NULL OR view.valid_to > ${instant}) END)`;
}

/** A view that is the account's own or shared, as it is or was at `asOf`. */
export async function findView(
  tx: Tx,
  accountId: string,
  id: string,
  asOf?: Date,
): Promise<SavedView | undefined> {
  const rows: SavedView[] = await tx.query(
    `${standing} WHERE view.id = $1 AND ${isValid('$3')} AND (view.owner_id = $2 OR view.shared)`,
    [id, accountId, asOf ?? null],
  );
  return rows[0];
}

/** What changes wrote to views, read again from the table: its attested form must give their hashes. */
export async function readViewWorks(tx: Tx, window: ChangeWindow) {
  const begun: (StoredView & OfChange)[] = await tx.query(
    `SELECT ${content}, view.change_id AS "changeId", ${toInstant('view.valid_from')} AS instant
     FROM saved_view AS view WHERE ${isWithin('view.change_id', window)}`,
    windowValues(window),
  );
  const ended: ({ id: string } & OfChange)[] = await tx.query(
    `SELECT view.id, view.ended_change_id AS "changeId", ${toInstant('view.valid_to')} AS instant
     FROM saved_view AS view WHERE ${isWithin('view.ended_change_id', window)}`,
    windowValues(window),
  );
  return { begun, ended };
}
