import type { Change } from '../../changes/attestation.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { StoredPolicy } from './policy-attestation.ts';

export async function insertPolicy(tx: Tx, change: Change, policy: StoredPolicy): Promise<void> {
  await tx.query(
    'INSERT INTO source_policy (id, source, policy, valid_from, change_id) VALUES ($1, $2, $3, $4, $5)',
    [policy.id, policy.source, JSON.stringify(policy.policy), change.at, change.id],
  );
}

/** Ends a version. */
export async function endPolicy(tx: Tx, change: Change, id: string): Promise<void> {
  await tx.query('UPDATE source_policy SET valid_to = $2, ended_change_id = $3 WHERE id = $1', [
    id,
    change.at,
    change.id,
  ]);
}
