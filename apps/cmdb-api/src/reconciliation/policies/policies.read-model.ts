import { DEFAULT_POLICY, type SourcePolicy } from '@popis/reconciliation';
import {
  type ChangeWindow,
  isWithin,
  type OfChange,
  toInstant,
  windowValues,
} from '../../changes/change-window.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { StoredPolicy } from './policy-attestation.ts';

const content = 'held.id, held.source, held.policy';

/** A policy with the change that made it, and until when it stood. */
export interface PolicyVersion extends StoredPolicy {
  changeId: string;
  validFrom: Date;
  validTo: Date | null;
  actor: string;
  reason: string | null;
}

/** The versions of the policy of a source, the newest first; the first one stands unless it has ended. */
export async function listPolicyVersions(tx: Tx, source: string): Promise<PolicyVersion[]> {
  return tx.query(
    `SELECT ${content}, held.change_id AS "changeId", held.valid_from AS "validFrom", held.valid_to AS "validTo",
       change.actor, change.reason
     FROM source_policy AS held JOIN change ON change.id = held.change_id
     WHERE held.source = $1 ORDER BY held.valid_from DESC`,
    [source],
  );
}

/** The policy of a source that stands; `undefined` when it goes by the default. */
export async function findPolicy(
  tx: Tx,
  source: string,
): Promise<(StoredPolicy & { validFrom: Date; changeId: string }) | undefined> {
  const rows = await tx.query(
    `SELECT ${content}, held.valid_from AS "validFrom", held.change_id AS "changeId" FROM source_policy AS held
     WHERE held.source = $1 AND held.valid_to IS NULL`,
    [source],
  );
  return rows[0];
}

/** The policies of all sources that have one of their own. */
export async function readPolicies(tx: Tx): Promise<Map<string, SourcePolicy>> {
  const rows: StoredPolicy[] = await tx.query(
    `SELECT ${content} FROM source_policy AS held WHERE held.valid_to IS NULL`,
  );
  return new Map(rows.map((row) => [row.source, { ...DEFAULT_POLICY, ...row.policy }]));
}

/** What changes wrote to policies, read again from the table: its attested form must give their hashes. */
export async function readPolicyWorks(tx: Tx, window: ChangeWindow) {
  const begun: (StoredPolicy & OfChange)[] = await tx.query(
    `SELECT ${content}, held.change_id AS "changeId", ${toInstant('held.valid_from')} AS instant
     FROM source_policy AS held WHERE ${isWithin('held.change_id', window)}`,
    windowValues(window),
  );
  const ended: ({ id: string } & OfChange)[] = await tx.query(
    `SELECT held.id, held.ended_change_id AS "changeId", ${toInstant('held.valid_to')} AS instant
     FROM source_policy AS held WHERE ${isWithin('held.ended_change_id', window)}`,
    windowValues(window),
  );
  return { begun, ended };
}
