import {
  type ArrivingPart,
  DEFAULT_POLICY,
  type Hold,
  type Identification,
  isUsableKey,
  type PlanContext,
  type PlannedChange,
  planHolds,
  precedenceBy,
  reasonOf,
  type SourcePolicy,
  type UsableEvidence,
} from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { countKnown } from './current-state.read-model.ts';
import type { StateScope } from './current-state.ts';
import { holdSteps } from './decisions/holds.repository.ts';
import { findMoves } from './moves/find-moves.ts';
import { dropUnits } from './moves/moves.repository.ts';
import { replanAsking } from './moves/replan-asking.ts';
import { type ReplannedRecord, replanMoved } from './moves/replan-moved.ts';
import { tellDoubtedMoves } from './moves/tell-moves.ts';
import { type PlannedRecord, planBatch, type RunCards } from './plan-batch.ts';
import { SharedEnds } from './plan-shared-ends.ts';
import { planVanished, type RunFindings } from './plan-vanished.ts';
import { insertQuarantined } from './quarantine.repository.ts';
import { NamedCards, type RunReferences } from './references/named-cards.ts';
import { planLate } from './references/plan-late.ts';
import { planRunReferred, type Referring } from './referred/plan-referred.ts';
import type { Run } from './run.ts';
import { countStepsByClass, insertMissed, insertSteps, type PlanStep } from './run-changes.repository.ts';
import { type RecordOutcome, type StoredRecord, setRecordOutcomes } from './run-records.repository.ts';

const maxNamed = 10;

/** What is written together, and the place of the record that it follows from. */
interface PlannedUnit {
  readonly changes: readonly PlannedChange[];
  readonly seq?: number;
}

/** Plans one run batch by batch, within one transaction, and keeps what later batches need of earlier ones. */
export class RunPlanning {
  readonly notes: string[] = [];
  unchanged = 0;
  readonly #run: Run;
  readonly #now: Date;
  readonly #scope: StateScope;
  readonly #context: PlanContext;
  readonly #cards: RunCards;
  readonly #sharedEnds = new SharedEnds();
  readonly #identified = new Map<string, number>();
  readonly #keyAttributes = new Map<string, string>();
  readonly #meant = new Set<string>();
  readonly #ignored: string[] = [];
  /** By the `seq` of their records. */
  readonly #referring = new Map<number, Referring>();
  readonly #keyless: { class: string; evidence: UsableEvidence }[] = [];
  /** Units of what was put off, by the `seq` of its record. */
  readonly #late = new Map<number, number>();
  #hasArrivals = false;
  #seq: number;
  #unit: number;

  readonly #policy: SourcePolicy;
  readonly #quarantined = new Map<string, number>();

  constructor(
    run: Run,
    scope: StateScope,
    policies: ReadonlyMap<string, SourcePolicy>,
    now: Date,
    last: { seq: number; unit: number },
    references?: RunReferences,
  ) {
    this.#run = run;
    this.#scope = scope;
    this.#now = now;
    this.#seq = last.seq;
    this.#unit = last.unit;
    const named = references === undefined ? undefined : new NamedCards(references, scope.catalogue);
    this.#cards = { shared: new Map(), named };
    this.#context = {
      source: run.source,
      runId: run.id,
      now: now.toISOString(),
      catalogue: scope.catalogue,
      newCardId: newId,
      cardIdOf: (seq, part) => named?.cardIdOf(seq, part),
      precedenceOf: precedenceBy(policies, scope.catalogue.isA),
    };
    this.#policy = policies.get(run.source) ?? DEFAULT_POLICY;
  }

  /** Plans records, by what is known of them beyond their keys. */
  async addRecords(
    tx: Tx,
    stored: readonly StoredRecord[],
    known: ReadonlyMap<number, Identification>,
  ): Promise<void> {
    const batch = await planBatch(tx, this.#scope, stored, known, this.#cards, this.#context);
    this.#cards.named?.noteChanges(batch.shared);
    this.#cards.named?.note(batch.records);
    await this.#store(tx, [...batch.shared.map((change) => ({ changes: [change] })), ...batch.records]);
    for (const record of batch.records) this.#note(record);
    await this.#setOutcomes(tx, batch.records);
    for (const { seq, class: className, key, evidence } of stored) {
      if (isUsableKey(key)) continue;
      const answer = known.get(seq);
      const meant = answer === undefined ? undefined : meantBy(answer);
      if (meant !== undefined) this.#meant.add(meant);
      if (answer?.kind !== 'doubted') continue;
      this.#keyless.push({ class: className, evidence: this.#scope.counting(className, evidence) });
    }
  }

  /**
   * Plans what had to wait until all records are planned. Gives the records that should not have been planned, since what
   * they refer to has turned out not to come: then the run is to be planned anew with them in quarantine.
   */
  async addLate(tx: Tx): Promise<ReadonlyMap<number, Identification>> {
    const { named } = this.#cards;
    if (named === undefined) return new Map();
    const { records, faults } = await planLate(tx, this.#scope, named, this.#context);
    if (faults.size > 0) {
      return new Map(
        [...faults].map(([seq, some]) => [seq, { kind: 'doubted', doubt: { kind: 'fault', faults: some } }]),
      );
    }
    const before = this.#unit;
    await this.#store(tx, records);
    for (const [index, { seq }] of records.entries()) this.#late.set(seq, before + index + 1);
    await setRecordOutcomes(tx, this.#run.id, records.map(outcomeOf));
    for (const record of records) this.unchanged += record.unchanged;
    return new Map();
  }

  async #setOutcomes(tx: Tx, records: readonly PlannedRecord[]): Promise<void> {
    await setRecordOutcomes(tx, this.#run.id, records.map(outcomeOf));
    const waiting = records.flatMap(({ doubt, ...record }) =>
      doubt === undefined ? [] : [{ ...record, kind: doubt.kind, reason: reasonOf(doubt) }],
    );
    if (!this.#run.dry) await insertQuarantined(tx, this.#run, waiting, this.#now);
    for (const { seq, cardId, key, referred = [] } of records) {
      if (cardId !== null && referred.length > 0) {
        this.#referring.set(seq, { masterId: cardId, key, referred });
      }
    }
  }

  /**
   * Plans the end of what the source no longer knows, tells what has moved from what begins and ends, and gives what has to
   * wait for a person. `known` is what addRecords was given.
   */
  async finish(tx: Tx, known: ReadonlyMap<number, Identification>): Promise<Hold[]> {
    const findings: RunFindings = {
      identified: this.#identified,
      keyAttributes: this.#keyAttributes,
      keyless: this.#keyless,
      meant: this.#meant,
      referredTo: this.#cards.named?.referredTo ?? new Set(),
    };
    const vanished = await planVanished(tx, this.#scope, this.#run, findings, {
      policy: this.#policy,
      context: this.#context,
    });
    await insertMissed(tx, this.#run.id, vanished.missed);
    this.notes.push(...vanished.notes, ...this.#tellIgnored());
    await this.#store(
      tx,
      vanished.units.map((changes) => ({ changes })),
    );
    await this.#move(tx, known);
    const referred = await planRunReferred(
      tx,
      this.#scope,
      this.#run.id,
      [...this.#referring.values()],
      vanished.lost,
    );
    this.notes.push(...referred.notes);
    await this.#store(
      tx,
      referred.units.map((changes) => ({ changes })),
    );
    const unused = await this.#sharedEnds.plan(tx, this.#scope, this.#context);
    await this.#store(
      tx,
      unused.map((change) => ({ changes: [change] })),
    );
    return this.#hold(tx);
  }

  /** Makes of parts that begin at one master, and stand or end at another, parts that move. */
  async #move(tx: Tx, known: ReadonlyMap<number, Identification>): Promise<void> {
    if (!this.#hasArrivals) return;
    const { moves, doubts } = await findMoves(tx, this.#scope, this.#run.id);
    this.notes.push(...tellDoubtedMoves(doubts));
    if (moves.length === 0) return;
    const { named } = this.#cards;
    const asking = moves.flatMap(({ arrival, cardId }) => named?.noteMove(arrival.begun, cardId) ?? []);
    const arriving = new Map<number, readonly ArrivingPart[]>();
    const leaving = new Set(moves.map((move) => move.cardId));
    const planAnew = (stored: readonly StoredRecord[]) =>
      planBatch(tx, this.#scope, stored, known, this.#cards, this.#context, { arriving, leaving });
    const moved = replanMoved(tx, this.#scope, this.#run.id, moves, (stored, underWay) => {
      for (const [seq, parts] of underWay.arriving) arriving.set(seq, parts);
      return planAnew(stored);
    });
    for await (const replanned of moved) await this.#replace(tx, replanned);
    const late = new Set(this.#late.values());
    const found = replanAsking(tx, this.#run.id, [...new Set(asking)], late, planAnew);
    for await (const replanned of found) await this.#replace(tx, replanned);
    await this.#replanLate(tx, new Set([...asking, ...arriving.keys()]));
  }

  /** Puts records that are planned anew into their units. */
  async #replace(tx: Tx, replanned: readonly ReplannedRecord[]): Promise<void> {
    const records = replanned.map(({ record }) => record);
    this.#cards.named?.note(records);
    const steps = replanned.flatMap(({ unit, record }) => this.#number(unit, record));
    await insertSteps(tx, this.#run.id, steps);
    await this.#setOutcomes(tx, records);
  }

  /** Plans anew what was put off of records that have been planned anew. */
  async #replanLate(tx: Tx, anew: ReadonlySet<number>): Promise<void> {
    const { named } = this.#cards;
    const seqs = [...anew].filter((seq) => this.#late.has(seq));
    if (named === undefined || seqs.length === 0) return;
    const { records, faults } = await planLate(tx, this.#scope, named, this.#context, new Set(seqs));
    await dropUnits(
      tx,
      this.#run.id,
      seqs.map((seq) => this.#late.get(seq) ?? 0),
    );
    const steps = records.flatMap((record) => this.#number(this.#late.get(record.seq) ?? 0, record));
    await insertSteps(tx, this.#run.id, steps);
    const names = new Map(
      named.listDeferred().map(({ record }) => [record.seq, `${record.class} ${record.key}`]),
    );
    for (const [seq, some] of faults) {
      for (const { path, message } of some)
        this.notes.push(`Not set of ${names.get(seq)}: ${path}: ${message}`);
    }
  }

  /** Holds back what the policy submits to a person. */
  async #hold(tx: Tx): Promise<Hold[]> {
    const counts = await countStepsByClass(tx, this.#run.id);
    const populations = new Map<string, number>();
    for (const { classId, count } of await countKnown(tx, this.#run.source)) {
      populations.set(this.#scope.catalogue.className(classId), count);
    }
    for (const [className, identified] of this.#identified) {
      const read = identified + (this.#quarantined.get(className) ?? 0);
      populations.set(className, Math.max(populations.get(className) ?? 0, read));
    }
    const holds = planHolds(this.#policy, counts, populations, this.#scope.catalogue.isA);
    await holdSteps(tx, this.#run.id, holds, this.#cards.named !== undefined);
    return holds;
  }

  #tellIgnored(): string[] {
    const count = this.#ignored.length;
    if (count === 0) return [];
    const more = count > maxNamed ? ` and ${count - maxNamed} more` : '';
    return [`Ignored, as was answered: ${this.#ignored.slice(0, maxNamed).join(', ')}${more}`];
  }

  #note(record: PlannedRecord): void {
    this.unchanged += record.unchanged;
    if (record.ignored === true) {
      this.#ignored.push(record.key === '' ? '(no key)' : record.key);
      return;
    }
    if (record.doubt !== undefined) {
      this.#quarantined.set(record.class, (this.#quarantined.get(record.class) ?? 0) + 1);
      return;
    }
    this.#identified.set(record.class, (this.#identified.get(record.class) ?? 0) + 1);
    if (record.keyAttribute !== undefined) this.#keyAttributes.set(record.class, record.keyAttribute);
  }

  /** Numbers the steps, each list a unit, and stores them. */
  async #store(tx: Tx, units: readonly PlannedUnit[]): Promise<void> {
    const steps: PlanStep[] = [];
    for (const planned of units) {
      if (planned.changes.length === 0) continue;
      this.#unit += 1;
      steps.push(...this.#number(this.#unit, planned));
    }
    await insertSteps(tx, this.#run.id, steps);
  }

  #number(unit: number, { changes, seq: recordSeq }: PlannedUnit): PlanStep[] {
    return changes.map((change) => {
      this.#seq += 1;
      this.#sharedEnds.note(change, this.#scope.mapping);
      if (change.serial) this.#hasArrivals = true;
      return { ...change, seq: this.#seq, unit, recordSeq };
    });
  }
}

function outcomeOf(record: PlannedRecord): RecordOutcome {
  const { seq, cardId, changes, doubt, ignored } = record;
  if (ignored === true) return { seq, cardId, outcome: 'ignored' };
  if (doubt !== undefined) return { seq, cardId, outcome: 'quarantined' };
  return { seq, cardId, outcome: changes.length === 0 ? 'unchanged' : 'planned' };
}

/** The card that a record without a key was answered to be, even if it was refused for this time. */
function meantBy(known: Identification): string | undefined {
  if (known.kind === 'answered') return known.answer.cardId;
  return known.kind === 'doubted' && known.doubt.kind === 'answered-twice' ? known.doubt.cardId : undefined;
}
