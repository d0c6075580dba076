import type { DownloadResultRequest } from '@popis/inventory-format';
import type { Store } from '../store.ts';
import { formatLocalTime } from './local-time.ts';

const LENGTH = 255;

/** Keeps how the deployment of a package ended on a device; of a package that is not known, nothing. */
export async function storeDownloadResult(
  store: Store,
  request: DownloadResultRequest,
  at: Date,
): Promise<void> {
  await store.database.statements.query(
    `UPDATE devices SET tvalue = ?, comments = ?
     WHERE name = 'DOWNLOAD'
       AND hardware_id IN (SELECT h.id FROM hardware h WHERE h.deviceid = ?)
       AND ivalue IN (SELECT e.id FROM download_enable e WHERE e.fileid = ?)`,
    [
      request.code.slice(0, LENGTH),
      formatLocalTime(at),
      request.deviceId,
      request.packageId.slice(0, LENGTH),
    ],
  );
}
