import { ConflictError, NotFoundError } from '@popis/errors';
import type { Statements, TakeLocks } from '../database/database.ts';
import { listDeviceKeys, moveKeys } from '../enrolment/merged-keys.repository.ts';
import { readSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import { copyDistinct, listDistinct, readDistinct } from './distinct.repository.ts';
import { deleteComputedPlaces, deletePlaces, insertPlaces, listPlaces } from './group-places.repository.ts';
import { listJoined } from './group-places.ts';
import type { Reading } from './identity.read-model.ts';
import { renameDevice, traceDeleted } from './identity.repository.ts';
import {
  deleteRows,
  isAliasOf,
  listKeys,
  listRows,
  moveRows,
  overwriteDevice,
  type WholeRow,
} from './lineage.repository.ts';
import { mergeHardware } from './merged-hardware.ts';
import { listMerged, type MergedTable } from './merged-tables.ts';
import { insertMerge, insertSnapshot } from './merges.repository.ts';

/**
 * Gives a known device to an installation that has no row yet: the row, its ID and all that people gave it stay, and its
 * sections become what the installation says. What they were is kept, so that it can be taken back.
 */
export async function takeOver(
  store: Store,
  reading: Reading,
  kept: { id: number; deviceId: string },
  newDeviceId: string,
  reason: string,
): Promise<void> {
  const { statements } = reading;
  const merge = { keptId: kept.id, keptDeviceId: kept.deviceId, otherId: null, otherDeviceId: newDeviceId };
  if (store.keepsIdentity) {
    const mergeId = await insertMerge(statements, merge, reason);
    await insertSnapshot(statements, mergeId, 'kept', await snapshotKept(store, reading, kept.id));
  }
  await renameDevice(reading, kept.id, newDeviceId);
  await deleteComputedPlaces(statements, kept.id);
  await traceIfWanted(reading, kept.deviceId, newDeviceId);
}

/**
 * Makes one device of two rows. The kept row stays with its ID and what people gave it; what agents say, and the DEVICEID
 * to report under, are the other's, who spoke last. As OCS does, the other's parameters and administrative values go, and
 * its comments and forced groups come along (Server/Duplicate.pm). Gives the number of the merge, where merges are kept.
 */
export async function mergeRows(
  store: Store,
  reading: Reading,
  keptId: number,
  otherId: number,
  reason: string,
): Promise<number | undefined> {
  const { statements } = reading;
  const kept = await getDevice(statements, keptId);
  const other = await getDevice(statements, otherId);
  const [keptName, otherName] = [String(kept.deviceid), String(other.deviceid)];
  let mergeId: number | undefined;
  if (store.keepsIdentity) {
    const merge = { keptId, keptDeviceId: keptName, otherId, otherDeviceId: otherName };
    mergeId = await insertMerge(statements, merge, reason);
    await insertSnapshot(statements, mergeId, 'kept', await snapshotKept(store, reading, keptId));
    await insertSnapshot(statements, mergeId, 'other', await snapshotOther(store, statements, otherId));
  }
  for (const each of listMerged(store, 'told')) {
    await deleteRows(statements, each.table, keptId);
    await moveRows(statements, each, otherId, keptId);
  }
  // A row that was kept apart under a name of its own answers to the DEVICEID that both report under.
  const isApart = store.keepsIdentity && (await isAliasOf(statements, otherId, keptName));
  await deleteRows(statements, 'hardware', otherId);
  await overwriteDevice(statements, keptId, {
    ...mergeHardware(kept, other),
    deviceid: isApart ? keptName : otherName,
  });
  await absorbGiven(store, reading, keptId, otherId);
  if (store.keepsKeys) {
    await moveKeys(statements, { keptId, otherId, mergeId });
  }
  await traceIfWanted(reading, otherId, keptId);
  return mergeId;
}

/** Makes a further duplicate part of a device: what its agent said goes, what people gave it is treated as by a merge. */
export async function absorbRow(
  store: Store,
  reading: Reading,
  keptId: number,
  goneId: number,
): Promise<void> {
  const { statements } = reading;
  for (const { table } of listMerged(store, 'told')) {
    await deleteRows(statements, table, goneId);
  }
  await deleteRows(statements, 'hardware', goneId);
  await absorbGiven(store, reading, keptId, goneId);
  await traceIfWanted(reading, goneId, keptId);
}

async function absorbGiven(store: Store, reading: Reading, keptId: number, goneId: number): Promise<void> {
  const { statements } = reading;
  for (const { table } of listMerged(store, 'given')) {
    await deleteRows(statements, table, goneId);
  }
  for (const each of [...listMerged(store, 'heard'), ...listMerged(store, 'remarked')]) {
    await moveRows(statements, each, goneId, keptId);
  }
  await joinGroups(statements, keptId, goneId);
  if (store.keepsIdentity) {
    await carryDistinct(reading, keptId, goneId);
  }
}

async function joinGroups(statements: Statements, keptId: number, goneId: number): Promise<void> {
  const joined = listJoined(await listPlaces(statements, keptId), await listPlaces(statements, goneId));
  await deleteRows(statements, 'groups_cache', goneId);
  // One that was computed gives way.
  const groupIds = joined.map((place) => place.groupId);
  await deletePlaces(statements, keptId, groupIds);
  await insertPlaces(statements, keptId, joined);
}

/** What a person said of the gone device, that it is another than some third one, holds for the kept one as well. */
async function carryDistinct(reading: Reading, keptId: number, goneId: number): Promise<void> {
  const known = new Set([keptId, ...(await listDistinct(reading, keptId))]);
  for (const { otherId, at } of await readDistinct(reading, goneId)) {
    if (!known.has(otherId)) {
      await copyDistinct(reading, keptId, otherId, at);
    }
  }
}

/** Makes one device of two for a person; the first stays. Gives the number of the merge, where merges are kept. */
export async function mergeDevices(
  store: Store,
  keptId: number,
  otherId: number,
  reason: string,
): Promise<number | undefined> {
  if (keptId === otherId) {
    throw new ConflictError('A device cannot be merged with itself');
  }
  return await store.database.transaction(undefined, async (statements, takeLocks) => {
    await lockDevices(statements, takeLocks, [keptId, otherId]);
    const reading = { statements, dialect: store.database.dialect, at: Date.now() };
    return await mergeRows(store, reading, keptId, otherId, reason);
  });
}

/** Takes the locks under which the devices' reports are stored. */
async function lockDevices(
  statements: Statements,
  takeLocks: TakeLocks,
  ids: readonly number[],
): Promise<void> {
  const devices = await Promise.all(ids.map((id) => getDevice(statements, id)));
  await takeLocks(devices.map((device) => `device:${device.deviceid}`));
}

type Snapshot = Map<string, readonly WholeRow[]>;

/** All of the kept device that a merge changes, and the keys of what comes to be beside it. */
async function snapshotKept(store: Store, reading: Reading, id: number): Promise<Snapshot> {
  const { statements } = reading;
  const distinct = await listDistinct(reading, id);
  return new Map([
    ...(await wholeRows(statements, ['hardware', ...names(listMerged(store, 'told')), 'groups_cache'], id)),
    ...(await keysOf(statements, listMerged(store, 'heard'), id)),
    ['device_distinct', distinct.map((other_id) => ({ other_id }))],
    ...(store.keepsKeys ? ([['agent_key', await listDeviceKeys(statements, id)]] as const) : []),
  ]);
}

/** All of the other device that a merge takes away, and the keys of what it gives to the kept one. */
async function snapshotOther(store: Store, statements: Statements, id: number): Promise<Snapshot> {
  return new Map([
    ...(await wholeRows(statements, ['hardware', ...names(listMerged(store, 'given')), 'groups_cache'], id)),
    ...(await keysOf(statements, listMerged(store, 'remarked'), id)),
  ]);
}

async function wholeRows(statements: Statements, tables: readonly string[], id: number): Promise<Snapshot> {
  const rows = await Promise.all(tables.map((table) => listRows(statements, table, id)));
  return new Map(tables.map((table, index) => [table, rows[index] ?? []]));
}

async function keysOf(statements: Statements, tables: readonly MergedTable[], id: number): Promise<Snapshot> {
  const rows = await Promise.all(tables.map((each) => listKeys(statements, each, id)));
  return new Map(tables.map(({ table }, index) => [table, rows[index] ?? []]));
}

function names(tables: readonly MergedTable[]): string[] {
  return tables.map((each) => each.table);
}

/** A device's row in `hardware`. */
export async function getDevice(statements: Statements, id: number): Promise<WholeRow> {
  const [row] = await listRows(statements, 'hardware', id);
  if (row === undefined) {
    throw new NotFoundError(`There is no device ${id}`);
  }
  return row;
}

async function traceIfWanted(
  reading: Reading,
  deleted: string | number,
  equivalent: string | number,
): Promise<void> {
  const settings = await readSettings(reading.statements);
  if (settings.TRACE_DELETED === 1) {
    await traceDeleted(reading, deleted, equivalent);
  }
}
