import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ConflictError } from '@popis/errors';
import { type FormPart, readUploadForm } from '../documents/upload-form.ts';
import { Database } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { BackgroundJobs } from '../platform/jobs/background-jobs.ts';
import { JobUpkeep } from '../platform/jobs/job-upkeep.ts';
import type { Caller } from '../platform/permissions.ts';
import { ApplyImport } from './apply-import.ts';
import { CheckImport } from './check-import.ts';
import type { ImportJob } from './import-job.ts';
import { getJob, listInterrupted } from './imports.read-model.ts';
import { deleteJob, deleteOldJobs, enterState, noteApplier } from './imports.repository.ts';
import { TakeFile, type WantedImport } from './take-file.ts';

/** Files that become cards: taken in row by row, checked, then applied. */
@Injectable()
export class ImportsService implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(TakeFile) private readonly files: TakeFile,
    @Inject(CheckImport) private readonly checker: CheckImport,
    @Inject(ApplyImport) private readonly applier: ApplyImport,
    @Inject(BackgroundJobs) private readonly jobs: BackgroundJobs,
    @Inject(JobUpkeep) private readonly upkeep: JobUpkeep,
  ) {}

  onModuleInit(): void {
    this.upkeep.register({
      name: 'imports',
      resume: () => this.resume(),
      removeOld: () => deleteOldJobs(this.database.single),
    });
  }

  async get(id: string): Promise<ImportJob> {
    return getJob(this.database.single, id);
  }

  /**
   * Takes a file in as it comes and stores its rows; then they are checked, which goes on after this has returned.
   *
   * @throws InvalidInputError, NotFoundError; then nothing of the file is kept
   */
  async takeFile(caller: Caller, wanted: WantedImport, parts: AsyncIterable<FormPart>): Promise<ImportJob> {
    const id = newId();
    try {
      await readUploadForm(parts, [], async (part) => {
        await this.files.take(caller, id, wanted, part);
        return id;
      });
    } catch (error) {
      await deleteJob(this.database.single, id);
      throw error;
    }
    await enterState(this.database.single, id, ['reading'], 'checking');
    this.jobs.begin(this.checker.jobOf(id));
    return this.get(id);
  }

  /** Begins to write the good rows. @throws ConflictError, NotFoundError */
  async apply(caller: Caller, id: string, partial: boolean, reason: string | undefined): Promise<ImportJob> {
    const job = await this.get(id);
    const faulty = job.counts.fault ?? 0;
    if (!partial && faulty > 0) {
      throw new ConflictError(
        `${faulty} rows are faulty: leave them out with "partial", or import a better file`,
      );
    }
    const entered = await this.database.transaction(async (tx) => {
      const begun = job.appliedBy === null ? ['checked'] : ['checked', 'failed'];
      if (!(await enterState(tx, id, begun, 'applying'))) return false;
      await noteApplier(tx, id, caller.username, reason);
      return true;
    });
    // One that is being applied already goes on by itself.
    if (!entered && job.state !== 'applying') {
      throw new ConflictError(`The import is ${job.state}: only a checked one can be applied`);
    }
    this.jobs.begin(this.applier.jobOf(id, caller.requestId));
    return this.get(id);
  }

  private async resume(): Promise<void> {
    for (const { id, state } of await listInterrupted(this.database.single)) {
      this.jobs.begin(state === 'checking' ? this.checker.jobOf(id) : this.applier.jobOf(id, undefined));
    }
  }
}
