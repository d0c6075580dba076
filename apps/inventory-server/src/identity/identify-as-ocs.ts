import type { InventoryRequest } from '@popis/inventory-format';
import type { Statements, TakeLocks } from '../database/database.ts';
import { log } from '../logger.ts';
import { readSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import type { Reading } from './identity.read-model.ts';
import { listNamedRows } from './lineage.repository.ts';
import { absorbRow, mergeRows, takeOver } from './merge-devices.ts';
import { type Duplicate, listDuplicates, listLikeness } from './ocs-duplicates.read-model.ts';

/**
 * On a real OCS server's database its own rules hold, since there is no place for others: rows that stand for the same
 * device become one before the inventory is stored. Unlike OCS, the older row stays, so that consumers keep its ID.
 * Gives whether any were found.
 */
export async function identifyAsOcs(
  store: Store,
  statements: Statements,
  takeLocks: TakeLocks,
  request: InventoryRequest,
): Promise<boolean> {
  const reading: Reading = { statements, dialect: store.database.dialect, at: Date.now() };
  const { AUTO_DUPLICATE_LVL: level = 0 } = await readSettings(statements);
  await takeLocks(listLikeness(request).map((value) => `identifier:${value}`));
  const expected = await listDuplicates(reading, request, level);
  await takeLocks(
    [request.deviceId, ...expected.map((each) => each.deviceId)].map((name) => `device:${name}`),
  );
  const locked = new Set(expected.map((each) => each.id));
  const found = (await listDuplicates(reading, request, level)).filter((each) => locked.has(each.id));
  const kept = found.at(-1);
  if (kept === undefined) {
    return false;
  }
  await makeOne(store, reading, request.deviceId, kept, found.slice(0, -1));
  return true;
}

async function makeOne(
  store: Store,
  reading: Reading,
  deviceId: string,
  kept: Duplicate,
  others: readonly Duplicate[],
): Promise<void> {
  const reason = 'AUTO_DUPLICATE_LVL';
  const own = (await listNamedRows(reading.statements, deviceId)).filter((id) => id !== kept.id);
  const [latest, ...older] = own;
  if (latest === undefined) {
    await takeOver(store, reading, kept, deviceId, reason);
  } else {
    await mergeRows(store, reading, kept.id, latest, reason);
  }
  for (const id of [...older, ...others.map((each) => each.id)]) {
    await absorbRow(store, reading, kept.id, id);
  }
  log.info({ id: kept.id, deviceId, rows: others.length + own.length + 1 }, 'duplicates were made one');
}
