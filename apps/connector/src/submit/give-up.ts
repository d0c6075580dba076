import { describeFailure } from '@popis/runtime';
import type { Say } from '../report.ts';
import type { CmdbClient } from './cmdb-client.ts';

const mostReason = 900;

/** Ends a run in the CMDB as one that its connector gave up for this reason. */
export async function giveUp(
  cmdb: Pick<CmdbClient, 'giveUpRun'>,
  runId: string,
  reason: string,
): Promise<void> {
  await cmdb.giveUpRun(runId, reason.slice(0, mostReason));
}

/**
 * Does the work of a run. When that fails, the run is given up, so that nobody waits for it and the CMDB knows why; whoever
 * called hears of the failure alone. That the CMDB could not be told is said: such a run gives way when its lease runs out.
 */
export async function givingUpOnFailure<Result>(
  cmdb: Pick<CmdbClient, 'giveUpRun'>,
  runId: string,
  say: Say,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await giveUp(cmdb, runId, describeFailure(error)).catch((failure: unknown) =>
      say(`the CMDB was not told: ${describeFailure(failure)}`),
    );
    throw error;
  }
}
