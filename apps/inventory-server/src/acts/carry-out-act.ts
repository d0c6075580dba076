import { log } from '../logger.ts';
import { type Act, type ActEnd, toDone, toUndone } from './act.ts';
import type { ActHistory } from './act-history.ts';

/**
 * Carries something out and keeps who did it. That it is begun is kept before anything is done: where it cannot be, nothing
 * is done. How it ended is kept after it, and where that fails it stays begun, and the log has it.
 */
export async function carryOutAct<Answer>(
  history: ActHistory,
  act: Act,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const id = await history.begin(act);
  try {
    const answer = await work();
    await keepEnd(history, id, toDone(answer));
    return answer;
  } catch (error) {
    await keepEnd(history, id, toUndone(error));
    throw error;
  }
}

async function keepEnd(history: ActHistory, id: number, end: ActEnd): Promise<void> {
  try {
    await history.end(id, end);
  } catch (error) {
    log.error({ err: error, actId: id, ...end }, 'how an act ended could not be kept');
  }
}
