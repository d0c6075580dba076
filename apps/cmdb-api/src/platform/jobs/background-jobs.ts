import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger } from '@popis/runtime';
import { Database } from '../database/database.ts';
import { tryOccupyJob } from './job-lock.repository.ts';

const log = createLogger('cmdb-api.jobs');
/** Each takes two connections of the pool: one holds the job, the other works. */
const jobsAtOnce = 2;

/** Work that goes on after the request that began it, in steps between which the process may stop. */
export interface BackgroundJob {
  /** Kind and id; one process at a time works on it. */
  key: string;
  /** Does the next step, each in a transaction of its own; false when none is left, or the job is not to go on. */
  step: () => Promise<boolean>;
  /** Says that the job cannot go on. */
  fail: (fault: string) => Promise<void>;
}

/** Runs jobs, some at a time. What a stop or a crash interrupts stays as it is, and is begun again by whoever looks for it. */
@Injectable()
export class BackgroundJobs implements OnApplicationShutdown {
  private readonly known = new Map<string, Promise<void>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private stopping = false;

  constructor(@Inject(Database) private readonly database: Database) {}

  /** Begins a job, unless this process has it already. */
  begin(job: BackgroundJob): void {
    if (this.stopping || this.known.has(job.key)) return;
    this.known.set(
      job.key,
      this.run(job).finally(() => this.known.delete(job.key)),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const go of this.waiting.splice(0)) go();
    await Promise.all(this.known.values());
  }

  private async run(job: BackgroundJob): Promise<void> {
    await this.takePlace();
    try {
      await this.work(job);
    } catch (error) {
      log.error({ err: error, job: job.key }, 'job failed');
      await job.fail('Something went wrong here; the log holds the cause').catch((failure: unknown) => {
        log.error({ err: failure, job: job.key }, 'job could not be marked as failed');
      });
    } finally {
      this.givePlace();
    }
  }

  private async takePlace(): Promise<void> {
    if (this.running >= jobsAtOnce) return new Promise((resolve) => this.waiting.push(resolve));
    this.running += 1;
  }

  /** The place goes to who waits without ever being free: a job that begins before that one goes on would take it too. */
  private givePlace(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }

  private async work({ key, step }: BackgroundJob): Promise<void> {
    await this.database.transaction(async (holding) => {
      if (!(await tryOccupyJob(holding, key))) return;
      while (!this.stopping) if (!(await step())) return;
    });
  }
}
