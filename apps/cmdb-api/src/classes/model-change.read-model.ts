import {
  type DescribedItem,
  describeItems,
  equalValues,
  type ModelDifference,
  type ModelItemKind,
  modelItemKinds,
} from '@popis/model';
import { type ChangeWindow, isWithin, windowValues } from '../changes/change-window.ts';
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

/** What changes did to the model, in the order that each did it. */
export async function readModelChanges(
  tx: Tx,
  window: ChangeWindow,
): Promise<(ModelDifference & { changeId: string })[]> {
  return tx.query(
    `SELECT model_change.kind, model_change.name, model_change.old, model_change.new,
       model_change.change_id AS "changeId"
     FROM model_change WHERE ${isWithin('model_change.change_id', window)}
     ORDER BY model_change.change_id, model_change.seq`,
    windowValues(window),
  );
}

/** An item that is not as the last change of it left it. */
export interface FalseItem {
  kind: ModelItemKind;
  name: string;
  /** `undefined`: no change made it. */
  changeId: string | undefined;
}

/** Holds the model against what changes made of it, and gives the first item that differs; of `changeId` alone if it is given. */
export async function findFalseItem(tx: Tx, changeId?: string): Promise<FalseItem | undefined> {
  const rows: { kind: ModelItemKind; name: string; new: DescribedItem | null; change_id: string }[] =
    await tx.query(
      `SELECT DISTINCT ON (model_change.kind, model_change.name)
       model_change.kind, model_change.name, model_change.new, model_change.change_id
     FROM model_change JOIN change ON change.id = model_change.change_id
     ORDER BY model_change.kind, model_change.name, change.at DESC, change.id DESC`,
    );
  const items = describeItems(await readModel(tx));
  const made = new Map(rows.map((row) => [`${row.kind} ${row.name}`, row]));
  for (const kind of modelItemKinds) {
    const names = new Set([
      ...items[kind].keys(),
      ...rows.filter((row) => row.kind === kind).map(({ name }) => name),
    ]);
    for (const name of names) {
      const last = made.get(`${kind} ${name}`);
      if (changeId !== undefined && last?.change_id !== changeId) continue;
      if (!standsAs(items[kind].get(name), last?.new ?? null))
        return { kind, name, changeId: last?.change_id };
    }
  }
  return undefined;
}

/** Properties that a migration gave values to, past all changes, in items that had been written down without them. */
const migrated: ReadonlySet<string> = new Set(['impact']);

function standsAs(item: DescribedItem | undefined, written: DescribedItem | null): boolean {
  if (item === undefined || written === null) return item === undefined && written === null;
  const keys = new Set([...Object.keys(item), ...Object.keys(written)]);
  for (const key of keys) {
    if (!(key in written) && migrated.has(key)) continue;
    if (!equalValues(item[key], written[key])) return false;
  }
  return true;
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
