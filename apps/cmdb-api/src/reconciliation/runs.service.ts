import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import type { RunMapping, SourcePolicy } from '@popis/reconciliation';
import type { Schedule, SlotMode } from '@popis/schedule';
import { sourcesWithoutRuns } from '../changes/own-sources.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import { findLiveLease, insertLease, renewLease, type WantedLease } from './leases.repository.ts';
import { findDeltaBase } from './marks/marks.read-model.ts';
import { dropOldMarks } from './marks/marks.repository.ts';
import { PoliciesService } from './policies/policies.service.ts';
import type { Run, RunMode } from './run.ts';
import { cancelSteps } from './run-changes.repository.ts';
import { getRun, getStandingSource } from './runs.read-model.ts';
import {
  closeRun,
  dropOldRecords,
  findUnfinishedRun,
  finishRun,
  insertRun,
  lockRun,
  lockSource,
  putSource,
  waitToLockRun,
  waitToOccupyRun,
} from './runs.repository.ts';
import { putSchedule } from './schedules/put-schedule.ts';
import { findRunOfSlot } from './schedules/schedules.read-model.ts';

/** What is to be said of a source. */
export interface WantedSource {
  description?: string | undefined;
  policy?: Partial<SourcePolicy> | undefined;
  /** Null takes it away. */
  schedule?: Schedule | null | undefined;
  reason?: string | undefined;
}

/** How a run is to be. */
export interface WantedRun {
  mode: RunMode;
  mapping: RunMapping;
  /** Planned only: it is in nobody's way. */
  dry: boolean;
  /** The run after which what it brings has changed: it is started only if that is still the one to build on. */
  since?: string | undefined;
  /** The time of the schedule that it is for, and of which kind that is: it is started only if no run has made up for that. */
  slot?: { at: Date; mode: SlotMode } | undefined;
  /** Who is at it: until the lease runs out, no other run of the source can be started. */
  lease?: WantedLease | undefined;
}

/** Sources, and the life of their runs up to the plan. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PoliciesService) private readonly policies: PoliciesService,
  ) {}

  /**
   * Makes a source, or says anew what it is, by which rules its runs are planned and when they start. Without a policy or a
   * schedule the one that stands stays. Of what people say only the policy can be set.
   *
   * @throws InvalidInputError for a name that is not a system's, a policy that the model contradicts, and a schedule that
   * cannot be
   * @throws ForbiddenError when who does not administer gives a policy
   */
  async putSource(name: string, wanted: WantedSource, caller: Caller) {
    const { description, policy, schedule, reason } = wanted;
    const isOnlyPolicy = policy !== undefined && description === undefined && schedule === undefined;
    const isPeople = name === 'person' && isOnlyPolicy;
    if (!isPeople) refuseReserved(name);
    return this.database.transaction(async (tx) => {
      if (!isPeople) await putSource(tx, name, description);
      await lockSource(tx, name);
      if (policy !== undefined) await this.policies.put(tx, caller, name, policy, reason);
      if (schedule !== undefined) await putSchedule(tx, caller, name, schedule);
      return getStandingSource(tx, name);
    });
  }

  /**
   * Starts a run of a source. An unfinished one that nobody holds, plans or applies was left by a connector that died, and
   * is abandoned; one that is being planned or applied is waited for, a little.
   *
   * @throws NotFoundError, ConflictError when somebody else holds an earlier run, it is still being planned or applied, or
   * a run for this time of the schedule has come to its end
   */
  async startRun(source: string, wanted: WantedRun, caller: Caller): Promise<Run> {
    refuseReserved(source);
    return this.database.transaction(async (tx) => {
      if (!(await lockSource(tx, source))) throw new NotFoundError(`There is no source ${source}`);
      if (wanted.slot !== undefined) await refuseSecond(tx, source, wanted.slot);
      const id = newId();
      if (!wanted.dry) await abandonUnfinished(tx, source, id, wanted.lease?.holder);
      if (wanted.since !== undefined) await refuseStale(tx, source, wanted.since);
      await dropOldRecords(tx, source);
      if (!wanted.dry) await dropOldMarks(tx, source);
      const startedAt = new Date();
      const slot = wanted.slot?.at ?? null;
      await insertRun(tx, { ...wanted, id, source, startedBy: caller.username, startedAt, slot });
      if (wanted.lease !== undefined && !wanted.dry) await insertLease(tx, id, wanted.lease);
      return getRun(tx, id);
    });
  }

  /**
   * Notes that the holder of a run is alive, and gives until when it holds the run.
   *
   * @throws NotFoundError, ConflictError when the run is at its end, or another's
   */
  async renewLease(id: string, lease: WantedLease): Promise<{ until: Date }> {
    return this.database.transaction(async (tx) => {
      const run = await getRun(tx, id);
      const until = await renewLease(tx, id, lease);
      if (until !== undefined) return { until };
      throw new ConflictError(`The run is ${run.state}, and ${lease.holder} does not hold it`);
    });
  }

  /**
   * Notes that no more records come. Closing again with the same outcome changes nothing.
   *
   * @throws NotFoundError, ConflictError when the run is past that
   */
  async closeRun(id: string, outcome: { read: number; errors: number; complete: boolean }): Promise<Run> {
    return this.database.transaction(async (tx) => {
      const run = await lockRun(tx, id);
      if (run === undefined) throw new NotFoundError(`There is no run ${id}`);
      if (run.state === 'closed' && isSameOutcome(run, outcome)) return run;
      if (run.state !== 'open')
        throw new ConflictError(`The run is ${run.state}: only an open run can be closed`);
      await closeRun(tx, id, outcome);
      return getRun(tx, id);
    });
  }

  /**
   * Ends a run: nothing more of it is taken in, planned or written. Whoever is writing it stops after the batch at hand.
   * With `givenUp` its connector ends it, not a person: it made up for no time of the schedule.
   *
   * @throws NotFoundError, ConflictError when it is at its end, or being planned at this moment
   */
  async cancelRun(
    id: string,
    { reason, givenUp }: { reason?: string | undefined; givenUp: boolean },
    caller: Caller,
  ): Promise<Run> {
    return this.database.transaction(async (tx) => {
      const run = await waitToLockRun(tx, id);
      if (run === undefined) throw new NotFoundError(`There is no run ${id}`);
      const state = givenUp ? 'abandoned' : 'cancelled';
      if (run.state === state) return run;
      if (endedStates.includes(run.state))
        throw new ConflictError(`The run is ${run.state}: it has come to its end`);
      await cancelSteps(tx, id);
      const why = reason === undefined || reason === '' ? '' : `: ${reason}`;
      const done = givenUp ? 'Given up' : 'Cancelled';
      await finishRun(tx, id, state, `${done} ${run.state} by ${caller.username}${why}`);
      return getRun(tx, id);
    });
  }
}

/** What has changed since a run is all that there is to know only as long as nothing has happened to the source since. */
async function refuseStale(tx: Tx, source: string, since: string): Promise<void> {
  const found = await findDeltaBase(tx, source);
  if ('base' in found && found.base.run === since) return;
  const why = 'base' in found ? `the latest run is ${found.base.run}` : found.whole;
  throw new ConflictError(`A delta run of ${source} cannot build on ${since}: ${why}`);
}

/** Whoever comes to a time of the schedule later than another finds it done. */
async function refuseSecond(
  tx: Tx,
  source: string,
  { at, mode }: NonNullable<WantedRun['slot']>,
): Promise<void> {
  const run = await findRunOfSlot(tx, source, at, mode);
  if (run === undefined) return;
  throw new ConflictError(`The run ${run} of ${source} has made up for ${at.toISOString()}`, {
    current: { run },
  });
}

const endedStates: readonly string[] = ['applied', 'failed', 'abandoned', 'cancelled'];

async function abandonUnfinished(
  tx: Tx,
  source: string,
  successor: string,
  holder: string | undefined,
): Promise<void> {
  const earlier = await findUnfinishedRun(tx, source);
  if (earlier === undefined) return;
  await refuseHeld(tx, earlier, holder);
  if (!(await waitToOccupyRun(tx, earlier.id))) {
    throw new ConflictError(`The run ${earlier.id} of ${source} is being planned or applied`, {
      current: { run: earlier.id },
    });
  }
  // whoever had it may have brought it to its end
  const left = await findUnfinishedRun(tx, source);
  if (left === undefined) return;
  await finishRun(tx, left.id, 'abandoned', `Abandoned ${left.state}: the run ${successor} was started`);
}

/** Whose first start was answered and not heard starts again under the same name: it is in nobody's way but its own. */
async function refuseHeld(tx: Tx, run: Run, holder: string | undefined): Promise<void> {
  const lease = await findLiveLease(tx, run.id);
  if (lease === undefined || lease.holder === holder) return;
  const [since, heard, until] = [run.startedAt, lease.heardAt, lease.until].map((at) => at.toISOString());
  throw new ConflictError(
    `The run ${run.id} of ${run.source} is under way: ${lease.holder} holds it since ${since} and was heard of at ${heard}. Wait for its end, or cancel it; if its holder has died, it gives way at ${until}`,
    { current: { run: run.id, holder: lease.holder, since, heardAt: heard, until } },
  );
}

function isSameOutcome(run: Run, outcome: { read: number; errors: number; complete: boolean }): boolean {
  return run.read === outcome.read && run.errors === outcome.errors && run.complete === outcome.complete;
}

function refuseReserved(source: string): void {
  if (!sourcesWithoutRuns.includes(source)) return;
  throw new InvalidInputError(`${source} is no system that could have runs`, [
    { path: 'params.source', message: 'is reserved' },
  ]);
}
