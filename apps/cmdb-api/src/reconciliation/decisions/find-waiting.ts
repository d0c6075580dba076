import { lookupOf, type RecordPart, type RunRecord, sharedIdentity } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import type { StateScope } from '../current-state.ts';
import { listWaitingMasters, listWaitingShared } from './waiting-cards.read-model.ts';

/**
 * Finds, by the `seq` of their records, masters whose creation waits in earlier runs. They keep their ids, so that what else
 * waits for them there still means them.
 */
export async function findWaitingMasters(
  tx: Tx,
  scope: StateScope,
  records: readonly RunRecord[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  if (scope.hasWaitingCards !== true) return found;
  for (const [className, some] of Map.groupBy(records, (record) => record.class)) {
    const keys = some.map((record) => record.key);
    const rows = await listWaitingMasters(tx, scope.source, className, keys);
    const ids = new Map(rows.map((row) => [row.value, row.id]));
    for (const { seq, key } of some) {
      const id = ids.get(key);
      if (id !== undefined) found.set(seq, id);
    }
  }
  return found;
}

/** The same for parts of one class that masters share and that no card stands for, by `sharedIdentity`. */
export async function findWaitingShared(
  tx: Tx,
  scope: StateScope,
  parts: readonly RecordPart[],
): Promise<Map<string, string>> {
  const [first] = parts;
  if (first === undefined || scope.hasWaitingCards !== true) return new Map();
  const { class: className, identify } = first;
  const { attribute, values } = lookupOf(identify, parts);
  const rows = await listWaitingShared(tx, scope.source, className, attribute, values);
  return new Map(
    rows.map(({ id, differences }) => {
      const own = Object.fromEntries(differences.map((each) => [each.attribute, each.new]));
      return [sharedIdentity(className, identify, own), id];
    }),
  );
}
