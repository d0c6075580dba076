import {
  type ChangeWindow,
  isWithin,
  type OfChange,
  toInstant,
  windowValues,
} from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredTabs, TabsHolder } from './tabs-attestation.ts';

/** Tabs as they stand, with the change that made them so. */
export type StandingTabs = StoredTabs & { validFrom: Date; changeId: string };

const content = `held.id, held.class, held.role, held.account_id AS "accountId", held.tabs, held.first_view AS first`;

/** The tabs of a class that are a person's own or of these roles (all roles, when none are named), by role. */
export async function listTabs(
  tx: Tx,
  className: string,
  wanted: { accountId: string; roles: readonly string[] | undefined; asOf: Date | undefined },
): Promise<StandingTabs[]> {
  return tx.query(
    `SELECT ${content}, held.valid_from AS "validFrom", held.change_id AS "changeId" FROM view_tabs AS held
     WHERE held.class = $1
       AND (held.account_id = $2 OR (held.role IS NOT NULL AND ($3::text[] IS NULL OR held.role = ANY ($3))))
       AND (CASE WHEN $4::timestamptz IS NULL THEN held.valid_to IS NULL
            ELSE held.valid_from <= $4 AND (held.valid_to IS NULL OR held.valid_to > $4) END)
     ORDER BY held.role NULLS FIRST`,
    [className, wanted.accountId, wanted.roles ?? null, wanted.asOf ?? null],
  );
}

/** The tabs of a class that stand for a role or a person. */
export async function findTabs(
  tx: Tx,
  className: string,
  { role, accountId }: TabsHolder,
): Promise<StandingTabs | undefined> {
  const rows: StandingTabs[] = await tx.query(
    `SELECT ${content}, held.valid_from AS "validFrom", held.change_id AS "changeId" FROM view_tabs AS held
     WHERE held.class = $1 AND held.valid_to IS NULL AND (held.role = $2 OR held.account_id = $3)`,
    [className, role, accountId],
  );
  return rows[0];
}

/** What changes wrote to tabs, read again from the table: its attested form must give their hashes. */
export async function readTabsWorks(tx: Tx, window: ChangeWindow) {
  const begun: (StoredTabs & OfChange)[] = await tx.query(
    `SELECT ${content}, held.change_id AS "changeId", ${toInstant('held.valid_from')} AS instant
     FROM view_tabs AS held WHERE ${isWithin('held.change_id', window)}`,
    windowValues(window),
  );
  const ended: ({ id: string } & OfChange)[] = await tx.query(
    `SELECT held.id, held.ended_change_id AS "changeId", ${toInstant('held.valid_to')} AS instant
     FROM view_tabs AS held WHERE ${isWithin('held.ended_change_id', window)}`,
    windowValues(window),
  );
  return { begun, ended };
}
