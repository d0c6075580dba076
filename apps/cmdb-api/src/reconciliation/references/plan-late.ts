import type { AttributeValue, Fault } from '@popis/model';
import {
  nameOf,
  type PlanContext,
  type PlannedChange,
  planLateReferences,
  type TextReference,
  tellNotFound,
} from '@popis/reconciliation';
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

/** Plans the references that close circles, once all cards of the run are known: of all records, or of those with these places. */
export async function planLate(
  tx: Tx,
  scope: StateScope,
  named: NamedCards,
  context: PlanContext,
  only?: ReadonlySet<number>,
): Promise<PlannedLate> {
  const deferred = named.listDeferred().filter(({ record }) => only === undefined || only.has(record.seq));
  const records: PlannedRecord[] = [];
  const faults = new Map<number, readonly Fault[]>();
  for (let from = 0; from < deferred.length; from += recordsAtOnce) {
    const some = deferred.slice(from, from + recordsAtOnce);
    const standing = await listStanding(
      tx,
      scope,
      some.flatMap((each) => each.references),
    );
    const owners = some.flatMap(listOwners);
    const classIds = [...new Set(owners.map((owner) => scope.catalogue.classId(owner.class)))];
    const rows = await listCardsById(
      tx,
      classIds,
      owners.map((owner) => owner.cardId),
    );
    const cards = await readCards(tx, scope, rows);
    for (const each of some) {
      const { record } = each;
      const changes: PlannedChange[] = [];
      let unchanged = 0;
      const wrong: Fault[] = [];
      for (const owner of listOwners(each)) {
        const { wanted, faults: found } = resolve(
          owner,
          record.seq,
          named,
          (name) => standing.get(name) ?? [],
        );
        wrong.push(...found);
        const isWritten = record.changes.some(
          ({ cardId, action }) => cardId === owner.cardId && action !== 'keep',
        );
        const late = { ...owner, current: cards.get(owner.cardId), isWritten };
        const steps = planLateReferences(late, wanted, context);
        changes.push(...steps);
        // it was counted as unchanged
        if (!isWritten && steps.some((change) => change.action !== 'keep')) unchanged -= 1;
      }
      if (wrong.length > 0) faults.set(record.seq, wrong);
      else if (changes.length > 0) records.push({ ...record, changes, unchanged });
    }
  }
  return { records, faults };
}

/** A card of a record, and what it refers to: the master, or a part. */
interface LateOwner {
  readonly class: string;
  readonly key: string | null;
  readonly cardId: string;
  readonly references: readonly TextReference[];
}

function listOwners({ record, references }: DeferredRecord): LateOwner[] {
  const owners: LateOwner[] = [];
  for (const [place, some] of Map.groupBy(references, ({ part }) => part?.place)) {
    const { cardId, partIds = [] } = record;
    const id = place === undefined ? cardId : (partIds[place] ?? null);
    if (id === null) continue;
    const { class: className, key } = record;
    const part = some[0]?.part;
    const card = part === undefined ? { class: className, key } : { class: part.class, key: part.code };
    owners.push({ ...card, cardId: id, references: some });
  }
  return owners;
}

function resolve(
  { cardId, references }: LateOwner,
  seq: number,
  named: NamedCards,
  standingOf: (name: string) => Parameters<NamedCards['find']>[2],
): { wanted: Record<string, AttributeValue>; faults: Fault[] } {
  const wanted: Record<string, AttributeValue> = {};
  const faults: Fault[] = [];
  for (const { class: className, text, attribute, path } of references) {
    const found = named.find(className, text, standingOf(nameOf(className, text)), seq);
    const id = 'none' in found || found.length !== 1 ? undefined : found[0];
    if (id === undefined) faults.push({ path, message: tellNotFound(className, text, found) });
    else if (id === cardId) faults.push({ path, message: `"${text}" is this card itself` });
    else wanted[attribute] = id;
  }
  return { wanted, faults };
}
