import type { Fault } from '@popis/errors';
import {
  type Answered,
  type ArrivingPart,
  type CurrentCard,
  type CurrentMaster,
  type Doubt,
  findSelfReferences,
  type Identification,
  lookupOf,
  type PlanContext,
  type PlannedChange,
  planKnownSharedCard,
  planMaster,
  planQuarantine,
  planSharedCard,
  type RecordPart,
  type ReferredPart,
  type RunRecord,
  sharedIdentity,
} from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { listCardsByValue } from './current-state.read-model.ts';
import { readCards, type StateScope } from './current-state.ts';
import { findWaitingMasters, findWaitingShared } from './decisions/find-waiting.ts';
import { findMasters, placeOf } from './find-masters.ts';
import { readRecords } from './read-records.ts';
import type { NamedCards } from './references/named-cards.ts';
import type { StoredRecord } from './run-records.repository.ts';
import {
  findWithdrawn,
  findWithdrawnShared,
  keepingIds,
  tellComingBack,
} from './withdrawal/find-withdrawn.ts';

/** What planning made of one record: its steps, and for one in quarantine what is wrong. */
export interface PlannedRecord {
  readonly seq: number;
  readonly class: string;
  readonly key: string;
  readonly keyAttribute: string | undefined;
  readonly changes: readonly PlannedChange[];
  readonly unchanged: number;
  readonly cardId: string | null;
  /** The cards of its parts in their order; null for a shared one. Absent when it is not planned. */
  readonly partIds?: readonly (string | null)[] | undefined;
  /** Cards that it only refers to; planned when all records are. */
  readonly referred?: readonly ReferredPart[] | undefined;
  /** Why it is in quarantine; absent when it is not. */
  readonly doubt?: Doubt;
  /** A person has said that it is none of ours. */
  readonly ignored?: true;
  readonly faults: readonly Fault[];
}

/** What a batch comes to: cards that records will share, then each record. */
export interface PlannedBatch {
  readonly shared: readonly PlannedChange[];
  readonly records: readonly PlannedRecord[];
}

/** Parts that go from one master to another with a run. */
export interface PartsUnderWay {
  /** By the `seq` of the record that has them now. */
  readonly arriving: ReadonlyMap<number, readonly ArrivingPart[]>;
  /** Cards that are no parts of the masters any more that they stand with. */
  readonly leaving: ReadonlySet<string>;
}

/** Cards that a run is known to come to; they grow with every batch. */
export interface RunCards {
  /** The shared ones, by `sharedIdentity`. */
  readonly shared: Map<string, string>;
  /** Those that its records may refer to; absent where none can. */
  readonly named?: NamedCards | undefined;
}

/** Plans some records of a run against the CMDB as it stands, reading it in a handful of statements. */
export async function planBatch(
  tx: Tx,
  scope: StateScope,
  stored: readonly StoredRecord[],
  known: ReadonlyMap<number, Identification>,
  { shared: sharedCards, named }: RunCards,
  context: PlanContext,
  underWay: PartsUnderWay = { arriving: new Map(), leaving: new Set() },
): Promise<PlannedBatch> {
  const planned = new Map<number, PlannedRecord>();
  const good: RunRecord[] = [];
  const read = await readRecords(tx, scope, stored, named);
  const answers = new Map<number, Answered>();
  for (const record of stored) {
    const found = known.get(record.seq);
    const { record: normalised, faults } = read.get(record.seq) ?? { faults: record.faults ?? [] };
    if (found?.kind === 'answered') answers.set(record.seq, found);
    if (found?.kind === 'doubted')
      planned.set(record.seq, quarantined(record, found.doubt, record.faults ?? faultsOf(found.doubt)));
    else if (found?.kind === 'ignored') planned.set(record.seq, ignored(record));
    else if (normalised === undefined)
      planned.set(record.seq, quarantined(record, { kind: 'fault', faults }, faults));
    else good.push(normalised);
  }
  const masters = await findMasters(tx, scope, stored, good, answers);
  const shared = await findSharedCards(tx, scope, good, sharedCards, context);
  const standing = good.flatMap((record): [number, string][] => {
    const [master] = masters.get(placeOf(record, answers.get(record.seq))) ?? [];
    return master === undefined ? [] : [[record.seq, master.card.id]];
  });
  const masterIds = new Map(standing);
  const comingBack = await findWithdrawn(tx, scope, stored, good, masterIds);
  const lacking = good.filter((record) => !masterIds.has(record.seq));
  const waiting = await findWaitingMasters(tx, scope, lacking);
  const kept = new Map([...waiting, ...comingBack.masters]);
  const own = keepingIds(context, { masters: kept, parts: comingBack.parts });
  const returning = new Set([...comingBack.masters.values(), ...comingBack.parts.values()]);
  for (const record of good) {
    const answered = answers.get(record.seq);
    const found = masters.get(placeOf(record, answered)) ?? [];
    if (found.length > 1) {
      const { class: className, key } = record;
      const doubt: Doubt = { kind: 'several-cards', class: className, key, count: found.length };
      planned.set(record.seq, quarantined(record, doubt, []));
      continue;
    }
    const current = withoutLeaving(found[0], underWay);
    const selfish = current === undefined ? [] : findSelfReferences(record, current.card.id, scope.catalogue);
    if (selfish.length > 0) {
      planned.set(record.seq, quarantined(record, { kind: 'fault', faults: selfish }, selfish));
      continue;
    }
    const arriving = underWay.arriving.get(record.seq);
    const plan = planMaster(record, current, sharedCards, own, answered, arriving);
    const { seq, class: className, key, keyAttribute, referred } = record;
    const changes = tellComingBack(plan.changes, returning);
    planned.set(seq, { ...plan, changes, seq, class: className, key, keyAttribute, referred, faults: [] });
  }
  return {
    shared,
    records: stored.map((record) => planned.get(record.seq)).filter((each) => each !== undefined),
  };
}

function withoutLeaving(current: CurrentMaster | undefined, { leaving }: PartsUnderWay) {
  if (current === undefined || leaving.size === 0) return current;
  return { ...current, parts: current.parts.filter((part) => !leaving.has(part.card.id)) };
}

/** Finds the shared cards that records name and plans those that no card stands for. */
async function findSharedCards(
  tx: Tx,
  scope: StateScope,
  records: readonly RunRecord[],
  known: Map<string, string>,
  context: PlanContext,
): Promise<PlannedChange[]> {
  const wanted = new Map<string, RecordPart>();
  for (const part of records.flatMap((record) => record.parts)) {
    if (!part.shared) continue;
    const identity = identityOf(part);
    if (!known.has(identity)) wanted.set(identity, part);
  }
  const kinds = Map.groupBy(wanted.values(), (part) => `${part.class} ${part.identify.toSorted().join(' ')}`);
  const changes: PlannedChange[] = [];
  for (const parts of kinds.values()) {
    for (const [identity, card] of await findExisting(tx, scope, parts)) {
      known.set(identity, card.id);
      const part = wanted.get(identity);
      if (part !== undefined) changes.push(...planKnownSharedCard(card, part, context));
    }
  }
  const past = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const parts of kinds.values()) {
    const lacking = parts.filter((part) => !known.has(identityOf(part)));
    for (const [identity, id] of await findWaitingShared(tx, scope, lacking)) ids.set(identity, id);
    for (const [identity, id] of await findWithdrawnShared(tx, scope, lacking)) past.set(identity, id);
  }
  for (const [identity, id] of past) ids.set(identity, id);
  const own = { ...context, partIdOf: (part: RecordPart) => ids.get(identityOf(part)) };
  for (const [identity, part] of wanted) {
    if (known.has(identity)) continue;
    const change = planSharedCard(part, own);
    changes.push(...tellComingBack([change], new Set(past.values())));
    if (change.cardId !== null) known.set(identity, change.cardId);
  }
  return changes;
}

function identityOf(part: RecordPart): string {
  return sharedIdentity(part.class, part.identify, part.attributes);
}

/** Cards equal to one of these parts in every identifying attribute; of several equal ones the oldest. */
async function findExisting(
  tx: Tx,
  scope: StateScope,
  parts: readonly RecordPart[],
): Promise<Map<string, CurrentCard>> {
  const [first] = parts;
  if (first === undefined) return new Map();
  const { attribute, values } = lookupOf(first.identify, parts);
  const classId = scope.catalogue.classId(first.class);
  const rows = await listCardsByValue(tx, classId, attribute, values);
  const cards: CurrentCard[] = [...(await readCards(tx, scope, rows)).values()];
  const existing = new Map<string, CurrentCard>();
  for (const card of cards.sort((a, b) => (a.id < b.id ? 1 : -1))) {
    existing.set(sharedIdentity(first.class, first.identify, card.attributes), card);
  }
  return existing;
}

function faultsOf(doubt: Doubt): readonly Fault[] {
  return doubt.kind === 'fault' ? doubt.faults : [];
}

function quarantined(
  record: Pick<StoredRecord, 'seq' | 'class' | 'key'>,
  doubt: Doubt,
  faults: readonly Fault[],
): PlannedRecord {
  const { seq, class: className, key } = record;
  return {
    ...planQuarantine(className, key, doubt),
    seq,
    class: className,
    key,
    keyAttribute: undefined,
    faults,
  };
}

function ignored({ seq, class: className, key }: StoredRecord): PlannedRecord {
  const nothing = { changes: [], unchanged: 0, cardId: null, keyAttribute: undefined, faults: [] };
  return { ...nothing, seq, class: className, key, ignored: true };
}
