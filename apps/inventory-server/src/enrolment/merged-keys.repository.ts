import type { Statements } from '../database/database.ts';

/** Two devices that become one row, and the merge that says so. */
export interface MergedPair {
  keptId: number;
  otherId: number;
  /** Undefined where the merge is not kept. */
  mergeId: number | undefined;
}

const OWNS = "state IN ('active', 'revoked')";

/**
 * Gives the keys of a device to the one that it becomes a part of. Where both have one, that of the device which spoke last
 * stays, as its DEVICEID does: a row belongs to one key, and two would shut each other out. The other is released.
 */
export async function moveKeys(
  statements: Statements,
  { keptId, otherId, mergeId }: MergedPair,
): Promise<void> {
  const owned = await statements.query(
    `SELECT k.id AS id FROM agent_key k WHERE k.hardware_id = ? AND k.${OWNS}`,
    [otherId],
  );
  if (owned.length > 0) {
    await statements.query(
      `UPDATE agent_key SET state = 'released', reason = ? WHERE hardware_id = ? AND ${OWNS}`,
      [reasonOf(mergeId), keptId],
    );
  }
  await statements.query('UPDATE agent_key SET hardware_id = ? WHERE hardware_id = ?', [keptId, otherId]);
}

/**
 * Gives keys back when a merge is taken back: those that report under the other's DEVICEID to the other, and those that it
 * released are in force again.
 */
export async function partKeys(
  statements: Statements,
  { keptId, otherId, mergeId, otherDeviceId }: MergedPair & { otherDeviceId: string },
): Promise<void> {
  await statements.query('UPDATE agent_key SET hardware_id = ? WHERE hardware_id = ? AND deviceid = ?', [
    otherId,
    keptId,
    otherDeviceId,
  ]);
  await statements.query(
    "UPDATE agent_key SET state = 'active', reason = NULL WHERE hardware_id = ? AND state = 'released' AND reason = ?",
    [keptId, reasonOf(mergeId)],
  );
}

function reasonOf(mergeId: number | undefined): string {
  return `its device was merged with another that has a key (merge ${mergeId ?? 'not kept'})`;
}
