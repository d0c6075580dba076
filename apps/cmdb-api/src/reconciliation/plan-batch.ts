import type { Fault } from '@popis/errors';
import {
  type Answered,
  type ArrivingPart,
  type CurrentCard,
  type CurrentMaster,
  type Doubt,
  type Identification,
  listReferences,
  type NormalisedRecord,
  normaliseRecord,
  type PlanContext,
  type PlannedChange,
  planMaster,
  planQuarantine,
  planSharedCard,
  type RecordPart,
  type RunRecord,
  sharedIdentity,
} from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { listCardsByText, listCardsByValue } from './current-state.read-model.ts';
import { readCards, type StateScope } from './current-state.ts';
import { findMasters, placeOf } from './find-masters.ts';
import type { StoredRecord } from './run-records.repository.ts';

/** What planning made of one record: its steps, and for one in quarantine what is wrong. */
export interface PlannedRecord {
  readonly seq: number;
  readonly class: string;
  readonly key: string;
  readonly keyAttribute: string | undefined;
  readonly changes: readonly PlannedChange[];
  readonly unchanged: number;
  readonly cardId: string | null;
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

/**
 * Plans some records of a run against the CMDB as it stands, reading it in a handful of statements.
 * `sharedCards` holds the shared cards known so far in the run and grows with every batch.
 */
export async function planBatch(
  tx: Tx,
  scope: StateScope,
  stored: readonly StoredRecord[],
  known: ReadonlyMap<number, Identification>,
  sharedCards: Map<string, string>,
  context: PlanContext,
  underWay: PartsUnderWay = { arriving: new Map(), leaving: new Set() },
): Promise<PlannedBatch> {
  const planned = new Map<number, PlannedRecord>();
  const good: RunRecord[] = [];
  const read = await readRecords(tx, scope, stored);
  const answers = new Map<number, Answered>();
  for (const record of stored) {
    const found = known.get(record.seq);
    const { record: normalised, faults } = read.get(record.seq) ?? { faults: record.faults ?? [] };
    if (found?.kind === 'answered') answers.set(record.seq, found);
    if (found?.kind === 'doubted')
      planned.set(record.seq, quarantined(record, found.doubt, record.faults ?? []));
    else if (found?.kind === 'ignored') planned.set(record.seq, ignored(record));
    else if (normalised === undefined)
      planned.set(record.seq, quarantined(record, { kind: 'fault', faults }, faults));
    else good.push(normalised);
  }
  const masters = await findMasters(tx, scope, stored, good, answers);
  const shared = await findSharedCards(tx, scope, good, sharedCards, context);
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
    const arriving = underWay.arriving.get(record.seq);
    const plan = planMaster(record, current, sharedCards, context, answered, arriving);
    const { seq, class: className, key, keyAttribute } = record;
    planned.set(seq, { ...plan, seq, class: className, key, keyAttribute, faults: [] });
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

/** Reads the records through the model, with the cards they refer to looked up for all of them at once. */
async function readRecords(
  tx: Tx,
  scope: StateScope,
  stored: readonly StoredRecord[],
): Promise<Map<number, NormalisedRecord>> {
  const { catalogue, mapping } = scope;
  const wanted = new Map<string, Set<string>>();
  for (const { body } of stored) {
    for (const { class: className, text } of body === null ? [] : listReferences(body, catalogue)) {
      const texts = wanted.get(className) ?? new Set();
      wanted.set(className, texts.add(text));
    }
  }
  const found = new Map<string, string[]>();
  for (const [className, texts] of wanted) {
    for (const card of await listCardsByText(tx, catalogue.concreteIds(className), [...texts])) {
      for (const text of new Set([card.code, card.description])) {
        if (text === null) continue;
        const ids = found.get(`${className} ${text}`) ?? [];
        found.set(`${className} ${text}`, [...ids, card.id]);
      }
    }
  }
  const read = new Map<number, NormalisedRecord>();
  for (const { seq, body } of stored) {
    if (body === null) continue;
    const findCards = (className: string, text: string) => found.get(`${className} ${text}`) ?? [];
    const counting = { ...body, evidence: scope.counting(body.class, body.evidence) };
    read.set(seq, normaliseRecord(counting, mapping, catalogue, findCards));
  }
  return read;
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
    const identity = sharedIdentity(part.class, part.identify, part.attributes);
    if (!known.has(identity)) wanted.set(identity, part);
  }
  const kinds = Map.groupBy(wanted.values(), (part) => `${part.class} ${part.identify.toSorted().join(' ')}`);
  for (const parts of kinds.values()) {
    for (const [identity, id] of await findExisting(tx, scope, parts)) known.set(identity, id);
  }
  const changes: PlannedChange[] = [];
  for (const [identity, part] of wanted) {
    if (known.has(identity)) continue;
    const change = planSharedCard(part, context);
    changes.push(change);
    if (change.cardId !== null) known.set(identity, change.cardId);
  }
  return changes;
}

/** Cards equal to one of these parts in every identifying attribute; of several equal ones the oldest. */
async function findExisting(
  tx: Tx,
  scope: StateScope,
  parts: readonly RecordPart[],
): Promise<Map<string, string>> {
  const [first] = parts;
  if (first === undefined) return new Map();
  const attribute = first.identify.includes('Code') ? 'Code' : (first.identify.toSorted()[0] ?? 'Code');
  const values = parts.map((part) => part.attributes[attribute] ?? null).filter((value) => value !== null);
  const classId = scope.catalogue.classId(first.class);
  const rows = await listCardsByValue(tx, classId, attribute, values.map(String));
  const cards: CurrentCard[] = [...(await readCards(tx, scope, rows)).values()];
  const existing = new Map<string, string>();
  for (const card of cards.sort((a, b) => (a.id < b.id ? 1 : -1))) {
    existing.set(sharedIdentity(first.class, first.identify, card.attributes), card.id);
  }
  return existing;
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
