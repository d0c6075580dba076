import { type DescribedItem, describeItems, type ModelDifference } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { readModel } from './catalogue.read-model.ts';

/** A change of the model, without what it did. */
export interface ModelChange {
  id: string;
  at: Date;
  actor: string;
  source: string;
  reason: string | null;
}

/**
 * What a change did to the model; empty for a change of anything else. What it made of an item that no later change
 * altered is read from the model itself, so that an edit of those tables shows.
 */
export async function readModelChange(tx: Tx, changeId: string): Promise<ModelDifference[]> {
  const rows: (ModelDifference & { latest: boolean })[] = await tx.query(
    `SELECT model_change.kind, model_change.name, model_change.old, model_change.new, NOT EXISTS (
       SELECT FROM model_change AS later JOIN change AS later_change ON later_change.id = later.change_id
       WHERE later.kind = model_change.kind AND later.name = model_change.name
         AND (later_change.at, later_change.id) > (change.at, change.id)) AS latest
     FROM model_change JOIN change ON change.id = model_change.change_id
     WHERE model_change.change_id = $1 ORDER BY model_change.seq`,
    [changeId],
  );
  if (rows.length === 0) return [];
  const items = describeItems(await readModel(tx));
  return rows.map(({ latest, ...difference }) => {
    if (!latest) return difference;
    return { ...difference, new: standsAs(items[difference.kind].get(difference.name), difference.new) };
  });
}

/** Only the properties that were known when it was written: later ones came with a migration. */
function standsAs(item: DescribedItem | undefined, written: DescribedItem | null): DescribedItem | null {
  if (item === undefined) return null;
  if (written === null) return item;
  return Object.fromEntries(Object.keys(written).map((key) => [key, item[key] ?? null]));
}

/** When the model was last changed. */
export async function readLastModelChange(tx: Tx): Promise<Date | undefined> {
  const rows: { at: Date | null }[] = await tx.query(
    'SELECT max(change.at) AS at FROM change WHERE change.id IN (SELECT model_change.change_id FROM model_change)',
  );
  return rows[0]?.at ?? undefined;
}

/** What to list of the history of the model. */
export interface ModelHistoryQuery {
  /** Only changes of one item, which may be gone by now. */
  kind: string | undefined;
  name: string | undefined;
  asOf: Date | undefined;
  limit: number;
  after: { at: string; id: string } | undefined;
}

/** Changes of the model, the newest first, each with what it did; how many there are in all. */
export async function listModelChanges(
  tx: Tx,
  { kind, name, asOf, limit, after }: ModelHistoryQuery,
): Promise<{ items: (ModelChange & { differences: ModelDifference[] })[]; total: number }> {
  const isOfItem = `EXISTS (SELECT FROM model_change WHERE model_change.change_id = change.id
    AND ($1::text IS NULL OR model_change.kind = $1) AND ($2::text IS NULL OR model_change.name = $2))
    AND ($3::timestamptz IS NULL OR change.at <= $3)`;
  const item = [kind ?? null, name ?? null, asOf ?? null];
  const items: (ModelChange & { differences: ModelDifference[] })[] = await tx.query(
    `SELECT change.id, change.at, change.actor, change.source, change.reason, (
       SELECT jsonb_agg(jsonb_build_object('kind', model_change.kind, 'name', model_change.name,
         'old', model_change.old, 'new', model_change.new) ORDER BY model_change.seq)
       FROM model_change WHERE model_change.change_id = change.id) AS differences
     FROM change WHERE ${isOfItem} AND ($4::timestamptz IS NULL OR (change.at, change.id) < ($4, $5::uuid))
     ORDER BY change.at DESC, change.id DESC LIMIT $6`,
    [...item, after?.at ?? null, after?.id ?? null, limit],
  );
  const counts: { total: number }[] = await tx.query(
    `SELECT count(*)::integer AS total FROM change WHERE ${isOfItem}`,
    item,
  );
  return { items, total: counts[0]?.total ?? 0 };
}
