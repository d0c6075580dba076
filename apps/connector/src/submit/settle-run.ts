import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError, UnavailableError, UpstreamFailedError } from '@popis/errors';
import type { CmdbClient, Run } from './cmdb-client.ts';

/** How often a plan is made anew because cards changed between planning and applying. */
const mostPlans = 3;
/** How long to look whether a step whose answer was lost has been done, and how often to ask again for it. */
const askAgainMs = 2_000;
const mostLosses = 300;

/** How often to ask whether an earlier run of the source is over; with the pause between, two minutes. */
const mostStarts = 60;

type Steps = Pick<CmdbClient, 'planRun' | 'applyRun' | 'getRun'>;
type Pause = () => Promise<unknown>;

const pauseBeforeAskingAgain: Pause = () => sleep(askAgainMs);

/**
 * Starts a run. An earlier run whose connector was killed may still be being planned or applied by the CMDB: it is
 * waited for.
 *
 * @throws ConflictError when it does not come to an end.
 */
export async function startRun<Started>(
  start: () => Promise<Started>,
  onWait: (reason: string) => void,
  pause = pauseBeforeAskingAgain,
): Promise<Started> {
  for (let starts = 1; ; starts += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof ConflictError) || starts >= mostStarts) throw error;
      if (starts === 1) onWait(error.message);
    }
    await pause();
  }
}

/** Has the CMDB plan a run whose records it has. */
export function planRun(cmdb: Steps, runId: string, pause = pauseBeforeAskingAgain): Promise<Run> {
  return persist(cmdb, runId, () => cmdb.planRun(runId), ['planned', 'applied'], pause);
}

/**
 * Applies a planned run. When somebody has edited a card that the plan is about, the CMDB refuses, and the plan is made
 * anew, at most three times.
 *
 * @throws ConflictError when the CMDB moves faster than plans can be made.
 */
export async function applyRun(
  cmdb: Steps,
  runId: string,
  onReplan: (reason: string) => void,
  pause = pauseBeforeAskingAgain,
): Promise<Run> {
  for (let plans = 1; ; plans += 1) {
    try {
      return await persist(cmdb, runId, () => cmdb.applyRun(runId), ['applied', 'waiting', 'failed'], pause);
    } catch (error) {
      if (!(error instanceof ConflictError) || plans > mostPlans) throw error;
      onReplan(error.message);
      await planRun(cmdb, runId, pause);
    }
  }
}

/**
 * Does a step until it is known to be done. These steps take long, and a proxy or a restart may cut the answer off, so
 * the run's state decides and not the answer.
 */
async function persist(
  cmdb: Steps,
  runId: string,
  step: () => Promise<Run>,
  done: readonly string[],
  pause: Pause,
): Promise<Run> {
  for (let losses = 0; ; losses += 1) {
    try {
      return await step();
    } catch (error) {
      // After a lost answer a conflict most likely means that the step is still being done.
      const mayBeUnderWay =
        error instanceof UnavailableError || (losses > 0 && error instanceof ConflictError);
      if (!mayBeUnderWay || losses >= mostLosses) throw error;
    }
    await pause();
    const run = await cmdb.getRun(runId);
    if (done.includes(run.state)) return run;
    if (run.state === 'cancelled') throw new UpstreamFailedError('The run was cancelled');
    if (run.state === 'abandoned') throw new UpstreamFailedError('Another run of this source has taken over');
  }
}
