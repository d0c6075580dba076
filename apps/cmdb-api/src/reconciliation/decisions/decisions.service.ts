import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError } from '@popis/errors';
import { Database } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Caller } from '../../platform/permissions.ts';
import type { Run } from '../run.ts';
import { hasOpenSteps } from '../run-changes.repository.ts';
import { getRun } from '../runs.read-model.ts';
import { finishRun, lockRun } from '../runs.repository.ts';
import { type Decision, decideUnits } from './decisions.repository.ts';

const nothingHeld =
  'No step of this selection is held for itself: what waits only beside another step is decided with that';

/** What people decide on the held parts of plans. */
@Injectable()
export class DecisionsService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Decides on held steps. A run that waited, and of which nothing is left to decide or to write, has come to its end.
   *
   * @throws NotFoundError, ConflictError when nothing that was selected is held
   */
  async decide(
    runId: string,
    wanted: Pick<Decision, 'verdict' | 'selection' | 'reason'>,
    caller: Caller,
  ): Promise<Run> {
    return this.database.transaction(async (tx) => {
      const run = await lockRun(tx, runId);
      if (run === undefined) throw new NotFoundError(`There is no run ${runId}`);
      if (run.dry) throw new ConflictError('A dry run is never applied: there is nothing to decide');
      const decision = { ...wanted, id: newId(), decidedBy: caller.username, at: new Date() };
      const steps = await decideUnits(tx, runId, decision);
      if (steps === 0) throw new ConflictError(nothingHeld);
      if (run.state === 'waiting' && !(await hasOpenSteps(tx, runId))) await finishRun(tx, runId, 'applied');
      return getRun(tx, runId);
    });
  }
}
