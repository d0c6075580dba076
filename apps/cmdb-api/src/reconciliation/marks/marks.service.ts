import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError } from '@popis/errors';
import { Database } from '../../platform/database/database.ts';
import { lockRun } from '../runs.repository.ts';
import type { ChangeMarks } from './marks.read-model.ts';
import { putMarks } from './marks.repository.ts';

/** What sources go by to know what has changed since a run. */
@Injectable()
export class MarksService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Keeps the change marks of an open run.
   *
   * @throws NotFoundError, ConflictError when the run is past that
   */
  async putMarks(runId: string, basis: string, marks: ChangeMarks): Promise<number> {
    return this.database.transaction(async (tx) => {
      const run = await lockRun(tx, runId);
      if (run === undefined) throw new NotFoundError(`There is no run ${runId}`);
      if (run.state !== 'open') {
        throw new ConflictError(`The run is ${run.state}: only an open run takes change marks`);
      }
      await putMarks(tx, runId, basis, marks);
      return Object.keys(marks).length;
    });
  }
}
