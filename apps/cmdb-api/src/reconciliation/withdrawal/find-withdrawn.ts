import {
  type CurrentPart,
  lookupOf,
  matchParts,
  type PlanContext,
  type PlannedChange,
  type RecordPart,
  type RunRecord,
  sharedIdentity,
  type Values,
} from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { listPartPlaces, type StateScope } from '../current-state.ts';
import type { StoredRecord } from '../run-records.repository.ts';
import { listWithdrawnByValue, listWithdrawnParts, type WithdrawnRow } from './withdrawn-cards.repository.ts';

/** Cards that retired when all that the source had said was taken back, and that come back with what it says now. */
export interface ComingBack {
  /** Of the masters, by the `seq` of their records. */
  readonly masters: ReadonlyMap<number, string>;
  /** Of the parts that records do not share. */
  readonly parts: ReadonlyMap<RecordPart, string>;
}

const nobody: ComingBack = { masters: new Map(), parts: new Map() };

/** Finds them for records, `standing` being the masters that are there, by the `seq` of their records. */
export async function findWithdrawn(
  tx: Tx,
  scope: StateScope,
  stored: readonly StoredRecord[],
  records: readonly RunRecord[],
  standing: ReadonlyMap<number, string>,
): Promise<ComingBack> {
  if (scope.hasWithdrawn !== true) return nobody;
  const masters = new Map<number, string>();
  const lacking = records.filter((record) => !standing.has(record.seq));
  for (const group of Map.groupBy(lacking, (record) => `${record.class} ${record.keyAttribute}`).values()) {
    const [{ class: className, keyAttribute } = { class: '', keyAttribute: '' }] = group;
    const keys = group.map((record) => record.key);
    const classId = scope.catalogue.classId(className);
    const rows = await listWithdrawnByValue(tx, scope.source, classId, keyAttribute, keys);
    const ids = new Map(rows.map((row) => [row.value, row.id]));
    for (const { seq, key } of group) {
      const id = ids.get(key);
      if (id !== undefined) masters.set(seq, id);
    }
  }
  const parts = await findParts(tx, scope, stored, records, new Map([...standing, ...masters]));
  return { masters, parts };
}

async function findParts(
  tx: Tx,
  scope: StateScope,
  stored: readonly StoredRecord[],
  records: readonly RunRecord[],
  masters: ReadonlyMap<number, string>,
): Promise<Map<RecordPart, string>> {
  const bodies = stored.map((record) => record.body).filter((body) => body !== null);
  const places = listPartPlaces(scope, bodies, [...new Set(records.map((record) => record.class))]);
  const known = places.filter(({ domain }) => scope.catalogue.findDomain(domain) !== undefined);
  const past = new Map<string, CurrentPart[]>();
  for (const direction of ['directed', 'inverted'] as const) {
    const domainIds = known
      .filter((place) => place.direction === direction)
      .map((place) => scope.catalogue.domainId(place.domain));
    if (domainIds.length === 0 || masters.size === 0) continue;
    for (const row of await listWithdrawnParts(
      tx,
      scope.source,
      [...masters.values()],
      domainIds,
      direction,
    )) {
      const className = scope.catalogue.className(row.classId);
      const part = toPart(row, className, scope.catalogue.domainById(row.domainId).name, direction);
      past.set(row.masterId, [...(past.get(row.masterId) ?? []), part]);
    }
  }
  const found = new Map<RecordPart, string>();
  for (const { seq, parts } of records) {
    const own = parts.filter((part) => !part.shared);
    for (const { wanted, current } of matchParts(own, past.get(masters.get(seq) ?? '') ?? []).pairs) {
      found.set(wanted, current.card.id);
    }
  }
  return found;
}

function toPart(
  row: WithdrawnRow,
  className: string,
  domain: string,
  direction: CurrentPart['direction'],
): CurrentPart {
  const card = {
    id: row.id,
    class: className,
    changeId: '',
    attributes: valuesOf(row),
    provenance: {},
    losing: {},
    createdBySource: true,
  };
  const related = { relationId: '', relatedBySource: true, saidBySource: false, alsoBy: [], shared: false };
  return { class: className, card, domain, direction, ...related };
}

function valuesOf({ code, description, attributes }: WithdrawnRow): Values {
  return { Code: code, Description: description, ...attributes };
}

/** The same for parts of one class that masters share and that no card stands for, by `sharedIdentity`. */
export async function findWithdrawnShared(
  tx: Tx,
  scope: StateScope,
  parts: readonly RecordPart[],
): Promise<Map<string, string>> {
  const [first] = parts;
  if (first === undefined || scope.hasWithdrawn !== true) return new Map();
  const { class: className, identify } = first;
  const { attribute, values } = lookupOf(identify, parts);
  const classId = scope.catalogue.classId(className);
  const rows = await listWithdrawnByValue(tx, scope.source, classId, attribute, values);
  return new Map(rows.map((row) => [sharedIdentity(className, identify, valuesOf(row)), row.id]));
}

/** A context that gives cards of a record the ids that these had before, or have where they wait. */
export function keepingIds(context: PlanContext, { masters, parts }: ComingBack): PlanContext {
  if (masters.size + parts.size === 0) return context;
  return {
    ...context,
    cardIdOf: (seq, part) =>
      context.cardIdOf?.(seq, part) ?? (part === undefined ? masters.get(seq) : undefined),
    partIdOf: (part) => parts.get(part),
  };
}

/** Says of the steps that create cards which of them come back. */
export function tellComingBack(
  changes: readonly PlannedChange[],
  ids: ReadonlySet<string>,
): readonly PlannedChange[] {
  if (ids.size === 0) return changes;
  return changes.map((change) =>
    change.action === 'create' && ids.has(change.cardId ?? '')
      ? { ...change, reason: 'The source says again what was taken back: its card comes back' }
      : change,
  );
}
