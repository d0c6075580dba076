import type { AnswerOf, Operations } from '@popis/inventory-administration';
import type { Store } from '../store.ts';
import { readLocalClock } from './local-clock.ts';

/** How the sender of a device's last inventory proved itself; null where that is not kept, or none has come. */
export async function findDeviceProof(
  store: Store,
  id: number,
): Promise<AnswerOf<Operations['getDevice']>['proof']> {
  if (!store.keepsKeys) {
    return null;
  }
  const [row] = await store.database.statements.query(
    `SELECT p.proof AS proof, p.key_id AS key_id, p.since AS since, k.state AS state
     FROM report_proof p LEFT JOIN agent_key k ON k.key_id = p.key_id WHERE p.hardware_id = ?`,
    [id],
  );
  if (row === undefined) {
    return null;
  }
  const clock = await readLocalClock(store.database);
  return {
    kind: row.proof === 'key' ? 'key' : 'unauthenticated',
    keyId: row.key_id == null ? null : String(row.key_id),
    keyState: row.state == null ? null : String(row.state),
    sinceAt: clock(row.since),
  };
}
