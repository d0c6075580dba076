import { InvalidInputError } from '@popis/errors';
import { createLogger } from '@popis/runtime';
import { findScheduleFaults, isSameSchedule, type Schedule } from '@popis/schedule';
import type { Tx } from '../../platform/database/database.ts';
import type { Caller } from '../../platform/permissions.ts';
import { readStandings } from './schedules.read-model.ts';
import { setSchedule } from './schedules.repository.ts';

const log = createLogger('cmdb-api.schedules');

/**
 * Makes this the schedule of a source, which the caller has locked. One that says the same goes on as it is, with what it
 * has missed.
 *
 * @throws InvalidInputError with every fault
 */
export async function putSchedule(
  tx: Tx,
  caller: Caller,
  source: string,
  schedule: Schedule | null,
): Promise<void> {
  const faults = schedule === null ? [] : findScheduleFaults(schedule, 'schedule');
  if (faults.length > 0) throw new InvalidInputError('The schedule cannot be so', faults);
  const standing = (await readStandings(tx, source)).get(source)?.schedule?.schedule ?? null;
  if (schedule === null ? standing === null : standing !== null && isSameSchedule(standing, schedule)) return;
  await setSchedule(tx, source, schedule, caller.username);
  log.info({ source, schedule, by: caller.username }, 'schedule set');
}
