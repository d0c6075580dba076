import { ConflictError, NotFoundError } from '@popis/errors';
import type { Statements } from '../database/database.ts';
import { partKeys } from '../enrolment/merged-keys.repository.ts';
import type { Store } from '../store.ts';
import { deleteCopiedDistinct, insertDistinct, readDistinct } from './distinct.repository.ts';
import { deletePlaces, insertPlaces, listPlaces, toPlaces } from './group-places.repository.ts';
import { partPlaces } from './group-places.ts';
import type { Reading } from './identity.read-model.ts';
import { untraceDeleted } from './identity.repository.ts';
import {
  insertRows,
  listKeys,
  listRows,
  moveKeyedRows,
  overwriteDevice,
  partRows,
  signsOf,
  type WholeRow,
} from './lineage.repository.ts';
import { getDevice } from './merge-devices.ts';
import { partHardware } from './merged-hardware.ts';
import { listMerged } from './merged-tables.ts';
import { endMerge, findMerge, hasLaterMerge, type MergeRecord, readSnapshot } from './merges.repository.ts';

/** A merge with what both were before it, and the two devices that it becomes again. */
interface Parted {
  merge: MergeRecord;
  keptId: number;
  otherId: number;
  kept: ReadonlyMap<string, WholeRow[]>;
  other: ReadonlyMap<string, WholeRow[]>;
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

/**
 * Takes a merge back: the kept device is what it was before, and the other is a device of its own again with what was said
 * since. What people changed since at the kept one stays there. The two are never made one again by themselves.
 */
export async function undoWithin(store: Store, reading: Reading, merge: MergeRecord): Promise<number> {
  const { statements } = reading;
  const { keptId } = merge;
  const current = await getDevice(statements, keptId);
  const kept = await readSnapshot(statements, merge.id, 'kept');
  const other = await readSnapshot(statements, merge.id, 'other');
  const [keptBefore] = kept.get('hardware') ?? [];
  if (keptBefore === undefined) {
    throw new ConflictError('What the device was before the merge has not been kept');
  }
  await overwriteDevice(statements, keptId, keptBefore);
  const otherId = await remakeOther(statements, merge, { current, keptBefore, other });
  const parted: Parted = { merge, keptId, otherId, kept, other };
  for (const { table } of listMerged(store, 'told')) {
    await partRows(statements, table, { from: keptId, to: otherId, before: kept.get(table) ?? [] });
  }
  await giveBack(store, statements, parted);
  await partGroups(statements, parted);
  await partDistinct(reading, parted);
  if (store.keepsKeys) {
    await partKeys(statements, { ...merge, mergeId: merge.id, otherId, keptBefore: kept.get('agent_key') });
  }
  await (merge.otherId === null
    ? untraceDeleted(reading, merge.keptDeviceId, merge.otherDeviceId)
    : untraceDeleted(reading, merge.otherId, keptId));
  await insertDistinct(reading, keptId, otherId);
  await endMerge(statements, merge.id, reading.dialect.now);
  return otherId;
}

/** The other device's row again, with what was said since the merge. */
async function remakeOther(
  statements: Statements,
  merge: MergeRecord,
  {
    current,
    keptBefore,
    other,
  }: { current: WholeRow; keptBefore: WholeRow; other: ReadonlyMap<string, WholeRow[]> },
): Promise<number> {
  const [before] = other.get('hardware') ?? [];
  if (merge.otherId === null || before === undefined) {
    const { id: _id, ...row } = current;
    const id = await statements.insertOne('hardware', row);
    await insertRows(statements, 'accountinfo', [{ hardware_id: id }]);
    return id;
  }
  if ((await listRows(statements, 'hardware', merge.otherId)).length > 0) {
    throw new ConflictError(`Another device has the number ${merge.otherId} by now`);
  }
  await insertRows(statements, 'hardware', [partHardware(current, keptBefore, before)]);
  if ((other.get('accountinfo') ?? []).length === 0) {
    await insertRows(statements, 'accountinfo', [{ hardware_id: merge.otherId }]);
  }
  return merge.otherId;
}

async function giveBack(store: Store, statements: Statements, parted: Parted): Promise<void> {
  const { keptId, otherId, kept, other } = parted;
  for (const each of listMerged(store, 'heard')) {
    const before = kept.get(each.table);
    // A merge of an earlier version has kept what the other had, and not what the kept one had.
    const back =
      before === undefined
        ? (other.get(each.table) ?? [])
        : notAmong(await listKeys(statements, each, keptId), before, signsOf(each));
    await moveKeyedRows(statements, each, back, { from: keptId, to: otherId });
  }
  for (const each of listMerged(store, 'remarked')) {
    await moveKeyedRows(statements, each, other.get(each.table) ?? [], { from: keptId, to: otherId });
  }
  for (const { table } of listMerged(store, 'given')) {
    await insertRows(statements, table, other.get(table) ?? []);
  }
}

function notAmong(rows: readonly WholeRow[], known: readonly WholeRow[], key: readonly string[]): WholeRow[] {
  // Merges of an earlier version have not kept when a row was found.
  const kept = key.filter((name) => known.every((row) => name in row));
  const textOf = (row: WholeRow) => JSON.stringify(kept.map((name) => String(row[name])));
  const texts = new Set(known.map(textOf));
  return rows.filter((row) => !texts.has(textOf(row)));
}

async function partGroups(statements: Statements, parted: Parted): Promise<void> {
  const { keptId, kept, other } = parted;
  const current = await listPlaces(statements, keptId);
  const before = toPlaces(kept.get('groups_cache') ?? []);
  const { left, again } = partPlaces(before, toPlaces(other.get('groups_cache') ?? []), current);
  await deletePlaces(statements, keptId, left);
  await insertPlaces(statements, keptId, again);
  await insertRows(statements, 'groups_cache', other.get('groups_cache') ?? []);
}

/** Takes back that the kept device is another than those that the other one is another than; not what was said since. */
async function partDistinct(reading: Reading, { keptId, otherId, kept }: Parted): Promise<void> {
  const before = kept.get('device_distinct');
  if (before === undefined) {
    return;
  }
  const had = new Set(before.map((row) => Number(row.other_id)));
  for (const { otherId: third, at } of await readDistinct(reading, otherId)) {
    if (third !== keptId && !had.has(third)) {
      await deleteCopiedDistinct(reading, keptId, third, at);
    }
  }
}

async function getMerge(statements: Statements, id: number): Promise<MergeRecord> {
  const merge = await findMerge(statements, id);
  if (merge === undefined) {
    throw new NotFoundError(`There is no merge ${id} that could be taken back`);
  }
  return merge;
}
