import type { AttributeValue, Fault } from '@popis/model';
import { nameOf, type PlanContext, planLateReferences, tellNotFound } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { listCardsById } from '../current-state.read-model.ts';
import { readCards, type StateScope } from '../current-state.ts';
import type { PlannedRecord } from '../plan-batch.ts';
import { listStanding } from '../read-records.ts';
import type { DeferredRecord, NamedCards } from './named-cards.ts';

const recordsAtOnce = 200;

/** What references that were put off come to: steps for each record, and those that turn out to be faulty. */
export interface PlannedLate {
  readonly records: readonly PlannedRecord[];
  readonly faults: ReadonlyMap<number, readonly Fault[]>;
}

/** Plans the references that close circles, once all cards of the run are known. */
export async function planLate(
  tx: Tx,
  scope: StateScope,
  named: NamedCards,
  context: PlanContext,
): Promise<PlannedLate> {
  const deferred = named.listDeferred();
  const records: PlannedRecord[] = [];
  const faults = new Map<number, readonly Fault[]>();
  for (let from = 0; from < deferred.length; from += recordsAtOnce) {
    const some = deferred.slice(from, from + recordsAtOnce);
    const standing = await listStanding(
      tx,
      scope,
      some.flatMap((each) => each.references),
    );
    const classIds = [...new Set(some.map(({ record }) => scope.catalogue.classId(record.class)))];
    const ids = some.map(({ record }) => record.cardId).filter((id) => id !== null);
    const cards = await readCards(tx, scope, await listCardsById(tx, classIds, ids));
    for (const each of some) {
      const { record } = each;
      const { wanted, faults: found } = resolve(each, named, (name) => standing.get(name) ?? []);
      if (found.length > 0) faults.set(record.seq, found);
      if (found.length > 0 || record.cardId === null) continue;
      const isWritten = record.changes.some(
        ({ cardId, action }) => cardId === record.cardId && action !== 'keep',
      );
      const { class: className, key, cardId } = record;
      const master = { class: className, key, cardId, current: cards.get(cardId), isWritten };
      const changes = planLateReferences(master, wanted, context);
      const writes = changes.some((change) => change.action !== 'keep');
      // it was counted as unchanged
      const unchanged = writes && !isWritten ? -1 : 0;
      if (changes.length > 0) records.push({ ...record, changes, unchanged });
    }
  }
  return { records, faults };
}

function resolve(
  { record, references }: DeferredRecord,
  named: NamedCards,
  standingOf: (name: string) => Parameters<NamedCards['find']>[2],
): { wanted: Record<string, AttributeValue>; faults: Fault[] } {
  const wanted: Record<string, AttributeValue> = {};
  const faults: Fault[] = [];
  for (const { class: className, text, attribute } of references) {
    const path = `attributes.${attribute}`;
    const found = named.find(className, text, standingOf(nameOf(className, text)));
    const id = 'none' in found || found.length !== 1 ? undefined : found[0];
    if (id === undefined) faults.push({ path, message: tellNotFound(className, text, found) });
    else if (id === record.cardId) faults.push({ path, message: `"${text}" is this card itself` });
    else wanted[attribute] = id;
  }
  return { wanted, faults };
}
