import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger } from '@popis/runtime';
import { RepeatedWork } from './repeated-work.ts';

const log = createLogger('cmdb-api.jobs');
const pauseMs = 60_000;

/** How long a job that is not running is kept, with all its rows, counted from its start. */
export const jobsAreKeptDays = 30;

/** What has to be seen to for one kind of jobs. */
export interface JobKind {
  name: string;
  /** Begins again what was interrupted, here or in another process. */
  resume: () => Promise<void>;
  /** Deletes what has been kept for {@link jobsAreKeptDays}; gives how many. */
  removeOld: () => Promise<number>;
}

/** Looks after jobs at the start and every minute from then on. */
@Injectable()
export class JobUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly kinds: JobKind[] = [];
  private readonly rounds = new RepeatedWork(() => this.lookAfter(), {
    everyMs: pauseMs,
    atStart: true,
    failed: (error) => log.error({ err: error }, 'jobs could not be looked after now'),
  });

  register(kind: JobKind): void {
    this.kinds.push(kind);
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** One round over all kinds. */
  async lookAfter(): Promise<void> {
    for (const { name, resume, removeOld } of this.kinds) {
      try {
        await resume();
        const removed = await removeOld();
        if (removed > 0) log.info({ kind: name, removed }, 'old jobs removed');
      } catch (error) {
        log.warn({ err: error, kind: name }, 'jobs could not be looked after now');
      }
    }
  }
}
