import type { Sender } from '../inventory/hardware-rules.ts';
import type { Store } from '../store.ts';
import type { Regularity } from './quality.ts';

const USER_AGENT_LENGTH = 50;

/** Keeps that a device came now. */
export async function recordContact(
  store: Store,
  id: number,
  regularity: Regularity,
  sender: Sender,
): Promise<void> {
  await store.database.statements.query(
    `UPDATE hardware SET quality = ?, fidelity = ?, useragent = ?, lastcome = ${store.database.dialect.now} WHERE id = ?`,
    [regularity.quality, regularity.fidelity, sender.userAgent.slice(0, USER_AGENT_LENGTH), id],
  );
}
