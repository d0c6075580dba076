import type { Row, Statements } from '../database/database.ts';
import type { Place } from './group-places.ts';

/** The places of a device, from rows of `groups_cache`. */
export function toPlaces(rows: readonly Row[]): Place[] {
  return rows.map((row) => {
    const state = Number(row.static ?? 0);
    return { groupId: Number(row.group_id), isForced: state === 1 || state === 2, state };
  });
}

/** The places of a device in groups. */
export async function listPlaces(statements: Statements, deviceId: number): Promise<Place[]> {
  const rows = await statements.query(
    'SELECT g.group_id AS group_id, g.static AS static FROM groups_cache g WHERE g.hardware_id = ?',
    [deviceId],
  );
  return toPlaces(rows);
}

/** Takes a device out of groups. */
export async function deletePlaces(
  statements: Statements,
  deviceId: number,
  groupIds: readonly number[],
): Promise<void> {
  for (const groupId of groupIds) {
    await statements.query('DELETE FROM groups_cache WHERE hardware_id = ? AND group_id = ?', [
      deviceId,
      groupId,
    ]);
  }
}

/** Puts a device into groups. */
export async function insertPlaces(
  statements: Statements,
  deviceId: number,
  places: readonly Place[],
): Promise<void> {
  for (const { groupId, state } of places) {
    await statements.query('INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, ?, ?)', [
      deviceId,
      groupId,
      state,
    ]);
  }
}

/** Takes a device out of groups that it came into by what it said: they are computed anew. */
export async function deleteComputedPlaces(statements: Statements, deviceId: number): Promise<void> {
  await statements.query('DELETE FROM groups_cache WHERE hardware_id = ? AND static = 0', [deviceId]);
}
