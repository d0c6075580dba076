import type { Statements } from '../database/database.ts';
import { insertDevice } from '../inventory/device.repository.ts';
import type { KnownDevice } from '../inventory/hardware-rules.ts';
import type { Store } from '../store.ts';
import { findHardwareId, replaceDevice } from './replace-device.repository.ts';

/**
 * Lets the reporting device take the place of the one it says it was before (OLD_DEVICEID), and gives it as it is known
 * then; undefined when there is no such device. Both DEVICEIDs have to be locked.
 */
export async function takeOverOldDevice(
  store: Store,
  statements: Statements,
  request: { deviceId: string; oldDeviceId: string },
  known: KnownDevice | undefined,
  traces: boolean,
): Promise<KnownDevice | undefined> {
  const oldId = await findHardwareId(statements, request.oldDeviceId);
  if (oldId === undefined || oldId === known?.id) {
    return undefined;
  }
  const id = known?.id ?? (await insertDevice(statements, request.deviceId));
  const { checksum, userId } = await replaceDevice(store, statements, oldId, id, traces);
  return { id, checksum: checksum ?? known?.checksum ?? 0, userId: userId ?? known?.userId ?? null };
}
