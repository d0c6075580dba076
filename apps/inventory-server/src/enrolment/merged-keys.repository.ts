import type { Statements } from '../database/database.ts';

/** Two devices that become one row, and the merge that says so. */
export interface MergedPair {
  keptId: number;
  otherId: number;
  /** Undefined where the merge is not kept. */
  mergeId: number | undefined;
}

const OWNS = "state IN ('active', 'revoked')";
/** What a key can be when a merge releases it, and is again when the merge is taken back: a revoked one stays revoked. */
const OWNING = ['active', 'revoked'] as const;
type Owning = (typeof OWNING)[number];

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
    for (const state of OWNING) {
      await statements.query(
        "UPDATE agent_key SET state = 'released', reason = ? WHERE hardware_id = ? AND state = ?",
        [reasonOf(mergeId, state), keptId, state],
      );
    }
  }
  await statements.query('UPDATE agent_key SET hardware_id = ? WHERE hardware_id = ?', [keptId, otherId]);
}

/**
 * Gives keys back when a merge is taken back: those that report under the other's DEVICEID to the other, and those that it
 * released are what they were: in force, or revoked.
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
  for (const state of OWNING) {
    const reason =
      state === 'active' ? null : `revoked before merge ${mergeId ?? 'not kept'}, which was taken back`;
    await statements.query(
      "UPDATE agent_key SET state = ?, reason = ? WHERE hardware_id = ? AND state = 'released' AND reason = ?",
      [state, reason, keptId, reasonOf(mergeId, state)],
    );
  }
}

function reasonOf(mergeId: number | undefined, state: Owning): string {
  const merged = `its device was merged with another that has a key (merge ${mergeId ?? 'not kept'})`;
  return state === 'active' ? merged : `${merged}; it was revoked`;
}
