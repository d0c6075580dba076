import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import type { RunMapping } from '@popis/reconciliation';
import { Database, type Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import type { Run, RunMode } from './run.ts';
import { getRun, getSource } from './runs.read-model.ts';
import {
  closeRun,
  dropOldRecords,
  findUnfinishedRun,
  finishRun,
  insertRun,
  lockRun,
  lockSource,
  putSource,
  waitToOccupyRun,
} from './runs.repository.ts';

/** Sources that are no systems: nobody runs them. */
const reserved = new Set(['person', 'seed']);

/** Sources, and the life of their runs up to the plan. */
@Injectable()
export class RunsService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws InvalidInputError for a name that is not a system's */
  async putSource(name: string, description: string): Promise<{ name: string; description: string }> {
    refuseReserved(name);
    return this.database.transaction(async (tx) => {
      await putSource(tx, name, description);
      return getSource(tx, name);
    });
  }

  /**
   * Starts a run of a source. An unfinished one that nobody is planning or applying was left by a connector that died, and
   * is abandoned; one that somebody is at is waited for, a little.
   *
   * @throws NotFoundError, ConflictError when an earlier run is still being planned or applied
   */
  async startRun(source: string, mode: RunMode, mapping: RunMapping, caller: Caller): Promise<Run> {
    refuseReserved(source);
    return this.database.transaction(async (tx) => {
      if (!(await lockSource(tx, source))) throw new NotFoundError(`There is no source ${source}`);
      const id = newId();
      await abandonUnfinished(tx, source, id);
      await dropOldRecords(tx, source);
      await insertRun(tx, { id, source, mode, mapping, startedBy: caller.username, startedAt: new Date() });
      return getRun(tx, id);
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
}

async function abandonUnfinished(tx: Tx, source: string, successor: string): Promise<void> {
  const earlier = await findUnfinishedRun(tx, source);
  if (earlier === undefined) return;
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

function isSameOutcome(run: Run, outcome: { read: number; errors: number; complete: boolean }): boolean {
  return run.read === outcome.read && run.errors === outcome.errors && run.complete === outcome.complete;
}

function refuseReserved(source: string): void {
  if (!reserved.has(source)) return;
  throw new InvalidInputError(`${source} is no system that could have runs`, [
    { path: 'params.source', message: 'is reserved' },
  ]);
}
