import type { Change } from '../changes/attestation.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredTabs, TabsHolder } from './tabs-attestation.ts';

export async function insertTabs(tx: Tx, change: Change, tabs: StoredTabs): Promise<void> {
  await tx.query(
    `INSERT INTO view_tabs (id, class, role, account_id, tabs, first_view, valid_from, change_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tabs.id, tabs.class, tabs.role, tabs.accountId, tabs.tabs, tabs.first, change.at, change.id],
  );
}

/** Ends a version. */
export async function endTabs(tx: Tx, change: Change, id: string): Promise<void> {
  await tx.query('UPDATE view_tabs SET valid_to = $2, ended_change_id = $3 WHERE id = $1', [
    id,
    change.at,
    change.id,
  ]);
}

const tabsLocks = 0x74616273;

/** Waits for whoever else is writing the tabs, until the transaction ends; there may be no row yet that could be locked. */
export async function waitForTabs(tx: Tx, className: string, { role, accountId }: TabsHolder): Promise<void> {
  const holder = `${className} ${role === null ? 'person' : 'role'} ${role ?? accountId}`;
  await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [tabsLocks, holder]);
}
