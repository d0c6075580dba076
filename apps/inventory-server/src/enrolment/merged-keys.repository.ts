import { textOf } from '../admin/keyed-page.read-model.ts';
import type { Row, Statements } from '../database/database.ts';
import { listKeysOfOther } from './part-keys.ts';

/** Two devices that become one row, and the merge that says so. */
export interface MergedPair {
  keptId: number;
  otherId: number;
  /** Undefined where the merge is not kept. */
  mergeId: number | undefined;
}

/** What a key can be when a merge releases it, and is again when the merge is taken back: a revoked one stays revoked. */
const OWNING = ['active', 'revoked'] as const;
type Owning = (typeof OWNING)[number];

/** A device's keys with what a merge changes of them, as rows. */
export async function listDeviceKeys(statements: Statements, deviceId: number): Promise<Row[]> {
  return await statements.query(
    'SELECT k.id AS id, k.state AS state, k.reason AS reason FROM agent_key k WHERE k.hardware_id = ?',
    [deviceId],
  );
}

/**
 * Gives the keys of a device to the one that it becomes a part of. Where both have one, that of the device which spoke last
 * stays, as its DEVICEID does: a row belongs to one key, and two would shut each other out. The other is released.
 */
export async function moveKeys(
  statements: Statements,
  { keptId, otherId, mergeId }: MergedPair,
): Promise<void> {
  const owned = await statements.query(
    'SELECT k.id AS id FROM agent_key k WHERE k.hardware_id = ? AND k.state IN (?, ?)',
    [otherId, ...OWNING],
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
 * Gives keys back when a merge is taken back: to the other those that the kept device did not have before, and those that
 * the merge released are what they were: in force, or revoked. Counters stay: a report must not be taken in again.
 * `keptBefore` are the keys that the kept device had; a merge of an earlier version has not kept them, and the DEVICEID decides.
 */
export async function partKeys(
  statements: Statements,
  merged: MergedPair & { otherDeviceId: string; keptBefore: readonly Row[] | undefined },
): Promise<void> {
  const { keptId, otherId, mergeId } = merged;
  for (const id of await findKeysOfOther(statements, merged)) {
    await statements.query('UPDATE agent_key SET hardware_id = ? WHERE id = ?', [otherId, id]);
  }
  const reasons = new Map((merged.keptBefore ?? []).map((row) => [Number(row.id), textOf(row.reason)]));
  for (const state of OWNING) {
    for (const id of await listReleased(statements, keptId, reasonOf(mergeId, state))) {
      const reason = reasons.has(id) ? (reasons.get(id) ?? null) : fallbackReason(mergeId, state);
      await statements.query('UPDATE agent_key SET state = ?, reason = ? WHERE id = ?', [state, reason, id]);
    }
  }
}

async function listReleased(statements: Statements, deviceId: number, reason: string): Promise<number[]> {
  const rows = await statements.query(
    "SELECT k.id AS id FROM agent_key k WHERE k.hardware_id = ? AND k.state = 'released' AND k.reason = ?",
    [deviceId, reason],
  );
  return rows.map((row) => Number(row.id));
}

function fallbackReason(mergeId: number | undefined, state: Owning): string | null {
  return state === 'active' ? null : `revoked before merge ${mergeId ?? 'not kept'}, which was taken back`;
}

async function findKeysOfOther(
  statements: Statements,
  { keptId, otherDeviceId, keptBefore }: Parameters<typeof partKeys>[1],
): Promise<number[]> {
  const rows = await statements.query(
    'SELECT k.id AS id, k.key_id AS key_id, k.deviceid AS deviceid, k.successor AS successor FROM agent_key k WHERE k.hardware_id = ?',
    [keptId],
  );
  if (keptBefore === undefined) {
    return rows.filter((row) => row.deviceid === otherDeviceId).map((row) => Number(row.id));
  }
  const keys = rows.map((row) => ({
    id: Number(row.id),
    keyId: String(row.key_id),
    successor: textOf(row.successor),
  }));
  return listKeysOfOther(keys, new Set(keptBefore.map((row) => Number(row.id))));
}

function reasonOf(mergeId: number | undefined, state: Owning): string {
  const merged = `its device was merged with another that has a key (merge ${mergeId ?? 'not kept'})`;
  return state === 'active' ? merged : `${merged}; it was revoked`;
}
