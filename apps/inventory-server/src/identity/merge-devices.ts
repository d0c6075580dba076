import { ConflictError, NotFoundError } from '@popis/errors';
import type { Statements, TakeLocks } from '../database/database.ts';
import { moveKeys, partKeys } from '../enrolment/merged-keys.repository.ts';
import { readSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import type { Reading } from './identity.read-model.ts';
import { insertDistinct, renameDevice, traceDeleted } from './identity.repository.ts';
import {
  deleteRow,
  deleteRows,
  endMerge,
  findMerge,
  hasLaterMerge,
  insertMerge,
  insertRows,
  insertSnapshot,
  isAliasOf,
  leaveComputedGroups,
  listRows,
  type MergeRecord,
  moveForcedGroups,
  moveRows,
  moveServedPackages,
  overwriteDevice,
  partRows,
  readSnapshot,
  type WholeRow,
} from './lineage.repository.ts';

/** Values of `hardware` that belong to the device as it is known, and not to what its agent says. */
const STANDING_COLUMNS = ['id', 'quality', 'fidelity'] as const;
/** What people and the console gave a device; OCS keeps them through a merge as well. */
const GIVEN_TABLES = ['accountinfo', 'devices', 'groups_cache', 'download_servers'];
/** Sections of older servers that are not stored any more. */
const FORMER_SECTIONS = ['unixusers', 'saas'];

/** Tables that hold what a device's agent says, in this database. */
function toldTables(store: Store): string[] {
  const sections = [...store.sections.values()].filter((section) => section.appendOnly !== true);
  const tables = sections.map((section) => section.table).filter((table) => table !== 'hardware');
  const kept = store.keepsIdentity ? ['section_digest', 'identifier_use'] : [];
  const former = FORMER_SECTIONS.filter((table) => store.catalogue.has(table) && !tables.includes(table));
  const proof = store.keepsKeys ? ['report_proof'] : [];
  return [...tables, ...former, 'download_history', ...kept, ...proof];
}

/** Tables whose rows add up: those of both devices are kept. */
function addedTables(store: Store): string[] {
  const sections = [...store.sections.values()].filter((section) => section.appendOnly === true);
  const kept = store.catalogue.has('raw_report') ? ['raw_report'] : [];
  return ['itmgmt_comments', ...kept, ...sections.map((section) => section.table)];
}

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
    await insertSnapshot(statements, mergeId, 'kept', await snapshot(store, statements, kept.id, []));
  }
  await renameDevice(reading, kept.id, newDeviceId);
  await leaveComputedGroups(statements, kept.id);
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
    await insertSnapshot(statements, mergeId, 'kept', await snapshot(store, statements, keptId, []));
    await insertSnapshot(
      statements,
      mergeId,
      'other',
      await snapshot(store, statements, otherId, [...GIVEN_TABLES, ...addedTables(store), 'device_alias']),
    );
  }
  for (const table of toldTables(store)) {
    await deleteRows(statements, table, keptId);
    await moveRows(statements, table, otherId, keptId);
  }
  // A row that was kept apart under a name of its own answers to the DEVICEID that both report under.
  const isApart = store.keepsIdentity && (await isAliasOf(statements, otherId, keptName));
  await deleteRows(statements, 'hardware', otherId);
  await overwriteDevice(statements, keptId, {
    ...other,
    ...pick(kept, STANDING_COLUMNS),
    deviceid: isApart ? keptName : otherName,
    checksum: Number(kept.checksum ?? 0) | Number(other.checksum ?? 0),
    userid: other.userid ?? kept.userid ?? null,
  });
  await absorbGiven(store, statements, keptId, otherId);
  if (store.keepsKeys) {
    await moveKeys(statements, { keptId, otherId, mergeId });
  }
  if (store.keepsIdentity) {
    await deleteRows(statements, 'device_alias', otherId);
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
  for (const table of [...toldTables(store), 'hardware']) {
    await deleteRows(statements, table, goneId);
  }
  await absorbGiven(store, statements, keptId, goneId);
  await traceIfWanted(reading, goneId, keptId);
}

async function absorbGiven(
  store: Store,
  statements: Statements,
  keptId: number,
  goneId: number,
): Promise<void> {
  for (const table of ['accountinfo', 'devices', 'download_servers']) {
    await deleteRows(statements, table, goneId);
  }
  for (const table of addedTables(store)) {
    await moveRows(statements, table, goneId, keptId);
  }
  await moveForcedGroups(statements, goneId, keptId);
  for (const table of ['netmap', 'snmp_record']) {
    if (store.catalogue.get(table)?.has('hardware_id')) {
      await moveRows(statements, table, goneId, keptId);
    }
  }
  await moveServedPackages(statements, goneId, keptId);
}

/**
 * Takes a merge back: the kept device is what it was before, and the other is a device of its own again with what was said
 * since. What people changed since at the kept one stays there. The two are never made one again by themselves.
 */
export async function undoWithin(store: Store, reading: Reading, merge: MergeRecord): Promise<number> {
  const { statements } = reading;
  const current = await getDevice(statements, merge.keptId);
  const kept = await readSnapshot(statements, merge.id, 'kept');
  const other = await readSnapshot(statements, merge.id, 'other');
  const [keptBefore] = kept.get('hardware') ?? [];
  if (keptBefore === undefined) {
    throw new ConflictError('What the device was before the merge has not been kept');
  }
  const [otherBefore] = other.get('hardware') ?? [];
  await overwriteDevice(statements, merge.keptId, keptBefore);
  const otherId = await remakeOther(statements, merge, current, otherBefore);
  for (const table of toldTables(store)) {
    await partRows(statements, table, { from: merge.keptId, to: otherId, before: kept.get(table) ?? [] });
  }
  await giveBack(store, statements, merge.keptId, otherId, other);
  if (store.keepsKeys) {
    const { keptId, id: mergeId, otherDeviceId } = merge;
    await partKeys(statements, { keptId, otherId, mergeId, otherDeviceId });
  }
  await insertDistinct(reading, merge.keptId, otherId);
  await endMerge(statements, merge.id, reading.dialect.now);
  return otherId;
}

/** Takes a merge back for a person; a later merge of the same device has to be taken back first. */
export async function undoMerge(store: Store, mergeId: number): Promise<{ keptId: number; otherId: number }> {
  return await store.database.transaction(undefined, async (statements, takeLocks) => {
    const merge = await getMerge(statements, mergeId);
    await takeLocks([`device:${merge.keptDeviceId}`, `device:${merge.otherDeviceId}`]);
    await getMerge(statements, mergeId);
    if (await hasLaterMerge(statements, merge)) {
      throw new ConflictError('The device was merged again since: take the later merge back first');
    }
    const reading = { statements, dialect: store.database.dialect, at: Date.now() };
    return { keptId: merge.keptId, otherId: await undoWithin(store, reading, merge) };
  });
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

async function snapshot(
  store: Store,
  statements: Statements,
  id: number,
  more: readonly string[],
): Promise<Map<string, readonly WholeRow[]>> {
  const tables = new Map<string, readonly WholeRow[]>();
  const names = ['hardware', ...toldTables(store), ...more];
  const rows = await Promise.all(names.map((table) => listRows(statements, table, id)));
  names.forEach((name, index) => {
    tables.set(name, rows[index] ?? []);
  });
  return tables;
}

/** The other device's row again, with what was said since the merge. */
async function remakeOther(
  statements: Statements,
  merge: MergeRecord,
  current: WholeRow,
  before: WholeRow | undefined,
): Promise<number> {
  if (merge.otherId === null || before === undefined) {
    const { id: _id, ...row } = current;
    const id = await statements.insertOne('hardware', row);
    await insertRows(statements, 'accountinfo', [{ hardware_id: id }]);
    return id;
  }
  const own = pick(before, [...STANDING_COLUMNS, 'deviceid', 'checksum', 'userid']);
  await insertRows(statements, 'hardware', [{ ...current, ...own }]);
  return merge.otherId;
}

/** Gives the other device what people had given it, and takes that from the kept one. */
async function giveBack(
  store: Store,
  statements: Statements,
  keptId: number,
  otherId: number,
  other: ReadonlyMap<string, readonly WholeRow[]>,
): Promise<void> {
  for (const table of ['groups_cache', ...addedTables(store)]) {
    const key = table === 'groups_cache' ? 'group_id' : 'id';
    for (const row of other.get(table) ?? []) {
      await deleteRow(statements, table, keptId, key, row[key] ?? null);
    }
  }
  for (const table of [...GIVEN_TABLES, ...addedTables(store), 'device_alias']) {
    await insertRows(statements, table, other.get(table) ?? []);
  }
  if (other.size > 0 && (other.get('accountinfo') ?? []).length === 0) {
    await insertRows(statements, 'accountinfo', [{ hardware_id: otherId }]);
  }
}

async function getDevice(statements: Statements, id: number): Promise<WholeRow> {
  const [row] = await listRows(statements, 'hardware', id);
  if (row === undefined) {
    throw new NotFoundError(`There is no device ${id}`);
  }
  return row;
}

async function getMerge(statements: Statements, id: number): Promise<MergeRecord> {
  const merge = await findMerge(statements, id);
  if (merge === undefined) {
    throw new NotFoundError(`There is no merge ${id} that could be taken back`);
  }
  return merge;
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

function pick(row: WholeRow, names: readonly string[]): WholeRow {
  return Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name] ?? null]));
}
