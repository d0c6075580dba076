import type { Schedule } from '@popis/schedule';
import type { Tx } from '../../platform/database/database.ts';

/** Makes this the schedule of a source, from now on; null takes it away. */
export async function setSchedule(
  tx: Tx,
  source: string,
  schedule: Schedule | null,
  setBy: string,
): Promise<void> {
  await tx.query(
    `UPDATE source SET schedule = $2::jsonb, schedule_since = CASE WHEN $2::jsonb IS NULL THEN NULL ELSE clock_timestamp() END,
       schedule_by = CASE WHEN $2::jsonb IS NULL THEN NULL ELSE $3 END
     WHERE name = $1`,
    [source, schedule === null ? null : JSON.stringify(schedule), setBy],
  );
}
