import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError, NotFoundError, PopisError } from '@popis/errors';
import { isReferred } from '@popis/reconciliation';
import { createLogger } from '@popis/runtime';
import { CardWriter } from '../cards/card-writer.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { undoOnThrow } from '../platform/database/savepoint.ts';
import { errorCode } from '../platform/database/violations.ts';
import type { Caller } from '../platform/permissions.ts';
import { listUnsaid, listUnused } from './current-state.read-model.ts';
import { partDomains } from './plan-shared-ends.ts';
import { toCardWork } from './plan-work.ts';
import { countHeard, type SaidRelation, sayRelations, unsayRelations } from './relation-words.repository.ts';
import type { Run } from './run.ts';
import {
  countWritten,
  listMoved,
  listNextSteps,
  type PlanStep,
  setApplied,
  setFailed,
} from './run-changes.repository.ts';
import { getRun } from './runs.read-model.ts';
import {
  addFailed,
  finishRun,
  letRunWait,
  lockRun,
  refreshStatistics,
  tryOccupyRun,
} from './runs.repository.ts';
import {
  countMissed,
  dropCards,
  handOverCards,
  insertCreated,
  markShared,
  rememberEvidence,
  replaceLosing,
  setMarks,
} from './source-cards.repository.ts';
import { noteLosing, rememberLosing, rememberRetired } from './undo/run-before.repository.ts';
import { dropReturned } from './withdrawal/withdrawn-cards.repository.ts';

const log = createLogger('cmdb-api.reconciliation');
/** Masters written in one transaction. */
const unitsAtOnce = 100;
/** Steps from which on a run may have changed the tables so much that their statistics no longer hold. */
const largeRun = 5_000;

/** Writes plans into the CMDB. */
@Injectable()
export class ApplyRunService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /**
   * Writes the plan of a run but what is held, some hundred masters a transaction, each with what became of it. Interrupted anywhere, it
   * goes on from there when called again; applied already, it writes nothing.
   *
   * @throws NotFoundError, ConflictError when the run is not planned, somebody is at it, or the CMDB has moved on
   */
  async applyRun(runId: string, caller: Caller, atOnce = unitsAtOnce): Promise<Run> {
    // A transaction of its own holds the run for this process, until it ends or dies; the batches commit beside it.
    return this.database.transaction(async (holding) => {
      if (!(await tryOccupyRun(holding, runId)))
        throw new ConflictError('The run is being planned or applied');
      const run = await getRun(this.database.single, runId);
      if (run.state === 'applied' || run.state === 'failed') return run;
      await this.refuseUnfit(run);
      const applyAfter = (unit: number) =>
        this.database.transaction((tx) => this.applyBatch(tx, runId, caller, { unit, atOnce }));
      // once more from the beginning: a person may have approved earlier ones meanwhile
      for (let first = await applyAfter(0); first !== undefined; first = await applyAfter(0)) {
        for (let last: number | undefined = first; last !== undefined; ) last = await applyAfter(last);
      }
      await this.database.transaction((tx) => finish(tx, runId));
      return getRun(this.database.single, runId);
    });
  }

  private async refuseUnfit(run: Run): Promise<void> {
    if (run.dry) throw new ConflictError('A dry run is never applied: start another');
    // What was approved later is held against the cards step by step: the rest stands already.
    if (run.state === 'waiting') return;
    if (run.state !== 'planned')
      throw new ConflictError(`The run is ${run.state}: only a planned run can be applied`);
    const moved = await listMoved(this.database.single, run.id);
    if (moved.length === 0) return;
    const names = moved.slice(0, 5).map((card) => `${card.class} ${card.key}`);
    throw new ConflictError(
      `The CMDB has changed since the plan was made (${names.join(', ')}): plan again`,
      {
        current: moved,
      },
    );
  }

  /** Writes the next units after one and gives the last of them; `undefined` when none is left. */
  private async applyBatch(
    tx: Tx,
    runId: string,
    caller: Caller,
    after: { unit: number; atOnce: number },
  ): Promise<number | undefined> {
    const run = await lockRun(tx, runId);
    if (run?.state !== 'planned' && run?.state !== 'waiting')
      throw new ConflictError('The run was ended while it was being applied');
    const steps = await listNextSteps(tx, runId, after.unit, after.atOnce);
    const units = Map.groupBy(steps, (step) => step.unit);
    await this.writeUnits(tx, run, [...units.values()], caller);
    return units.size === 0 ? undefined : Math.max(...units.keys());
  }

  /** Writes units as one change. If one is faulty it falls out, found by halving, and the others are written. */
  private async writeUnits(tx: Tx, run: Run, units: readonly PlanStep[][], caller: Caller): Promise<void> {
    const numbers = units.flatMap((steps) => steps.slice(0, 1).map((step) => step.unit));
    if (numbers.length === 0) return;
    try {
      await undoOnThrow(tx, async () => {
        await this.writeSteps(tx, run, units.flat(), caller);
        await setApplied(tx, run.id, numbers);
      });
    } catch (error) {
      if (!isFaultOfUnit(error)) throw error;
      const [only] = numbers;
      if (numbers.length === 1 && only !== undefined) {
        log.info({ runId: run.id, unit: only, err: error }, 'unit not written');
        await setFailed(tx, run.id, only, describeFault(error));
        // at once: others may build on the run before it is at its end
        await addFailed(tx, run.id, units.flat().length);
        return;
      }
      const half = Math.ceil(units.length / 2);
      await this.writeUnits(tx, run, units.slice(0, half), caller);
      await this.writeUnits(tx, run, units.slice(half), caller);
    }
  }

  private async writeSteps(tx: Tx, run: Run, steps: readonly PlanStep[], caller: Caller): Promise<void> {
    await refuseUsed(tx, run, steps);
    const handovers = steps.flatMap(toHandover);
    await refuseUnheard(tx, run, handovers);
    const context = {
      actor: caller.username,
      source: run.source,
      runId: run.id,
      reason: 'inventory run',
      requestId: caller.requestId,
    };
    const work = { ...toCardWork(steps), keepsCandidates: true };
    await this.writer.apply(tx, context, work);
    const created = steps.flatMap((step) => (step.action === 'create' ? toKnown(step) : []));
    await insertCreated(tx, run.source, created);
    await markShared(
      tx,
      run,
      steps.flatMap((step) => (isShared(run, step) ? toKnown(step) : [])),
    );
    const losing = steps.flatMap(losingOf);
    await rememberLosing(tx, run.id, losing);
    await replaceLosing(tx, losing);
    await noteLosing(tx, run.id, losing);
    await setMarks(tx, run, steps.flatMap(markOf));
    await sayRelations(
      tx,
      run,
      steps.flatMap((step) => (step.relation?.relationId === null ? toSaid(step) : [])),
    );
    await unsayRelations(
      tx,
      run,
      steps.flatMap((step) => (step.relation?.relationId === null ? [] : toSaid(step))),
    );
    const retired = (work.retire ?? []).map((card) => card.id);
    await rememberRetired(tx, run.id, retired);
    await dropCards(tx, retired);
    const unsaid = await listUnsaid(tx, run.source, steps.flatMap(toUnsaid), partDomains(run.mapping), []);
    await handOverCards(tx, run, [...handovers.filter((each) => !each.shared), ...unsaid]);
  }
}

async function finish(tx: Tx, runId: string): Promise<void> {
  const run = await lockRun(tx, runId);
  if (run?.state !== 'planned' && run?.state !== 'waiting')
    throw new ConflictError('The run was ended while it was being applied');
  await rememberEvidence(tx, run);
  await dropReturned(tx, run.source);
  if (run.state === 'planned') await countMissed(tx, runId);
  const { failed, applied } = await countWritten(tx, runId);
  if (applied >= largeRun) await refreshStatistics(tx, applied);
  if (run.held > 0) return letRunWait(tx, runId);
  const allFailed = failed > 0 && applied === 0;
  const note = failed === 0 ? undefined : `${failed} changes could not be written`;
  await finishRun(tx, runId, allFailed ? 'failed' : 'applied', note);
}

/** A shared card may have been related by somebody since the plan was made to retire it. */
async function refuseUsed(tx: Tx, run: Run, steps: readonly PlanStep[]): Promise<void> {
  const retiring = steps.filter((step) => step.action === 'retire' && step.shared);
  if (retiring.length === 0) return;
  const ids = retiring.map((step) => step.cardId).filter((id) => id !== null);
  const ending = steps.map((step) => step.relation?.relationId ?? null).filter((id) => id !== null);
  const unused = await listUnused(tx, run.source, ids, ending);
  if (unused.length < ids.length) throw new ConflictError('The card is in use again');
}

/** Since the plan was made a relation may have come to go by another, or whom it was to go by may have taken its word back. */
async function refuseUnheard(tx: Tx, run: Run, handovers: readonly Handover[]): Promise<void> {
  if (handovers.length === 0) return;
  const heard = await countHeard(tx, run.source, handovers);
  if (heard < handovers.length)
    throw new ConflictError('Others have said something else of the relation since');
}

/** A relation that goes by another from now on. */
interface Handover {
  readonly relationId: string;
  readonly cardId: string;
  readonly heir: string;
  readonly shared: boolean;
}

function toHandover({ action, cardId, relation, shared }: PlanStep): Handover[] {
  if (action !== 'handover' || cardId === null || !relation?.relationId || !relation.heir) return [];
  return [{ relationId: relation.relationId, cardId, heir: relation.heir.source, shared }];
}

/** A shared card that a master no longer has by the source's word. */
function toUnsaid({ cardId, relation, shared }: PlanStep): string[] {
  return shared && cardId !== null && relation?.relationId ? [cardId] : [];
}

/** What a step remembers of a relation that stays: of one that goes by another from now on, that the source says nothing. */
function toSaid({ action, cardId, relation }: PlanStep): SaidRelation[] {
  if (!(action === 'keep' || action === 'handover') || relation === null || cardId === null) return [];
  const { domain, direction, masterId } = relation;
  return [{ domain, direction, masterId, partId: cardId }];
}

/** Whether a step relates a card that masters share, or says of its relation, rather than of one that they only refer to. */
function isShared({ mapping }: Run, { action, class: className, relation, shared }: PlanStep): boolean {
  if (relation === null || !(action === 'relate' || (action === 'keep' && shared))) return false;
  return !isReferred(mapping, className, relation.domain);
}

function toKnown({ cardId, class: className, shared }: PlanStep) {
  return cardId === null ? [] : [{ cardId, class: className, shared }];
}

function markOf({ cardId, marks, mark }: PlanStep) {
  return cardId === null || marks !== true ? [] : [{ cardId, mark: mark ?? null }];
}

function losingOf({ cardId, losing }: PlanStep) {
  return cardId === null ? [] : losing.map((each) => ({ ...each, cardId }));
}

/** Whether an error is about what was to be written, rather than about the system: such a unit falls out of its batch. */
function isFaultOfUnit(error: unknown): boolean {
  if (
    error instanceof InvalidInputError ||
    error instanceof ConflictError ||
    error instanceof NotFoundError
  ) {
    return true;
  }
  const code = errorCode(error) ?? '';
  // data exceptions and violated constraints
  return code.startsWith('22') || code.startsWith('23');
}

function describeFault(error: unknown): string {
  if (error instanceof InvalidInputError && error.faults.length > 0) {
    return error.faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  }
  return error instanceof PopisError ? error.message : 'The database refused it';
}
