import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ConflictError, InvalidInputError } from '@popis/errors';
import { checkList } from '../cards/check-list.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { refuseNarrow } from '../classes/sight.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { BackgroundJobs } from '../platform/jobs/background-jobs.ts';
import { JobUpkeep } from '../platform/jobs/job-upkeep.ts';
import type { Caller } from '../platform/permissions.ts';
import type { BulkWork } from './bulk.ts';
import type { BulkJob } from './bulk-job.ts';
import { getJob, listInterrupted } from './bulk-jobs.read-model.ts';
import { changeState, deleteOldJobs, insertJob } from './bulk-jobs.repository.ts';
import { RunBulk } from './run-bulk.ts';

/** Bulk work on sets of any size: prepared, looked at, then done batch by batch. */
@Injectable()
export class BulkJobsService implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(RunBulk) private readonly runner: RunBulk,
    @Inject(BackgroundJobs) private readonly jobs: BackgroundJobs,
    @Inject(JobUpkeep) private readonly upkeep: JobUpkeep,
  ) {}

  onModuleInit(): void {
    this.upkeep.register({
      name: 'bulk jobs',
      resume: () => this.resume(),
      removeOld: () => deleteOldJobs(this.database.single),
    });
  }

  async get(id: string): Promise<BulkJob> {
    return getJob(this.database.single, id);
  }

  /** Makes a job, whose preparation goes on after this has returned. @throws InvalidInputError, NotFoundError */
  async create(caller: Caller, work: BulkWork, reason: string | undefined): Promise<BulkJob> {
    const catalogue = await this.catalogues.current(this.database.single);
    refuseNarrow(catalogue, 'change cards in the background');
    const { filter, query, update } = work;
    const { className } = checkList(catalogue, { ...work, sort: [], limit: 1, at: 'body' });
    refuseWrong(catalogue, className, update);
    const id = newId();
    await insertJob(this.database.single, {
      id,
      classId: catalogue.classId(className),
      filter: filter ?? null,
      query,
      changes: update === undefined ? null : { ...update },
      reason: reason ?? null,
      startedBy: caller.username,
    });
    this.jobs.begin(this.runner.preparationOf(id));
    return this.get(id);
  }

  /** Begins to write, or goes on after a failure. @throws ConflictError, NotFoundError */
  async start(caller: Caller, id: string, token: string): Promise<BulkJob> {
    refuseNarrow(await this.catalogues.current(this.database.single), 'change cards in the background');
    const job = await this.get(id);
    if (job.token === null) throw new ConflictError(`The job is ${job.state}, and has no preview to go by`);
    if (job.token !== token) throw new ConflictError('The token is not that of the preview of this job');
    const entered = await changeState(this.database.single, id, ['ready', 'failed', 'running'], 'running');
    if (!entered) throw new ConflictError(`The job is ${job.state}: it cannot be started`);
    this.jobs.begin(this.runner.jobOf(id, caller.requestId));
    return this.get(id);
  }

  /** Ends a job where it is; what is written stays. @throws ConflictError, NotFoundError */
  async cancel(id: string): Promise<BulkJob> {
    const entered = await changeState(
      this.database.single,
      id,
      ['preparing', 'ready', 'running'],
      'cancelled',
    );
    const job = await this.get(id);
    if (!entered) throw new ConflictError(`The job is ${job.state}: there is nothing to cancel`);
    return job;
  }

  private async resume(): Promise<void> {
    for (const { id, state } of await listInterrupted(this.database.single)) {
      this.jobs.begin(
        state === 'preparing' ? this.runner.preparationOf(id) : this.runner.jobOf(id, undefined),
      );
    }
  }
}

/** Refuses at once what no card of the class could take; what only some can take the preview says. */
function refuseWrong(catalogue: StoredCatalogue, className: string, update: BulkWork['update']): void {
  if (update === undefined) return;
  const faults = catalogue
    .getClass(className)
    .concrete.map((name) => catalogue.validator(name).checkEdit({ ...update }).faults);
  const [first] = faults;
  if (first === undefined || faults.some((found) => found.length === 0)) return;
  throw new InvalidInputError(
    'The cards cannot be edited so',
    first.map(({ path, message }) => ({ path: path.replace(/^attributes/, 'update'), message })),
  );
}
