import type { Database } from '../database/database.ts';
import { formatLocalTime } from './local-time.ts';
import type { PackagePlan } from './package-plan.ts';

/**
 * Keeps what a device was told of its packages. Two contacts of one device wait for each other on `lock`; a row that got
 * a result meanwhile is left as it is.
 */
export async function writePackageStates(
  database: Database,
  lock: string,
  hardwareId: number,
  plan: PackagePlan,
  at: Date,
): Promise<void> {
  const { isAnyOf } = database.dialect;
  const comment = formatLocalTime(at);
  await database.transaction(lock, async (statements) => {
    if (plan.notified.length > 0) {
      await statements.query(
        `UPDATE devices SET tvalue = 'NOTIFIED', comments = ?
         WHERE name = 'DOWNLOAD' AND hardware_id = ? AND tvalue IS NULL AND ${isAnyOf('ivalue')}`,
        [comment, hardwareId, plan.notified],
      );
    }
    if (plan.alreadyInstalled.length > 0) {
      await statements.query(
        `UPDATE devices SET tvalue = 'SUCCESS_ALREADY_IN_HISTORY', comments = ?
         WHERE name = 'DOWNLOAD' AND hardware_id = ? AND (tvalue IS NULL OR tvalue = 'NOTIFIED')
           AND ${isAnyOf('ivalue')}`,
        [comment, hardwareId, plan.alreadyInstalled],
      );
    }
    if (plan.traced.length > 0) {
      await statements.query(
        `INSERT INTO devices (hardware_id, name, ivalue, tvalue, comments)
         SELECT h.id, 'DOWNLOAD', e.id, 'NOTIFIED', ? FROM hardware h, download_enable e
         WHERE h.id = ? AND ${isAnyOf('e.id')} AND NOT EXISTS (SELECT 1 FROM devices d
           WHERE d.hardware_id = h.id AND d.name = 'DOWNLOAD' AND d.ivalue = e.id)`,
        [comment, hardwareId, plan.traced],
      );
    }
  });
}
