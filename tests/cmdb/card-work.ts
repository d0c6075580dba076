import type { AppliedWork, CardWork } from '../../apps/cmdb-api/src/cards/card-work.ts';
import { CardWriter } from '../../apps/cmdb-api/src/cards/card-writer.ts';
import type { ChangeContext } from '../../apps/cmdb-api/src/changes/attestation.ts';
import type { TestCmdb } from './test-cmdb.ts';

/** The context of the changes that tests make. */
export const ana: ChangeContext = {
  actor: 'ana',
  source: 'person',
  reason: 'because',
  requestId: 'request-1',
};

/** Does a work in a transaction of its own. */
export function applyWork(cmdb: TestCmdb, work: CardWork, context = ana): Promise<AppliedWork> {
  const writer = cmdb.app.nest.get(CardWriter);
  return cmdb.app.database.transaction((tx) => writer.apply(tx, context, work));
}

/** Creates one card and gives its id. */
export async function createCard(
  cmdb: TestCmdb,
  className: string,
  attributes: Record<string, string | number>,
): Promise<string> {
  const { created } = await applyWork(cmdb, { create: [{ class: className, attributes }] });
  return created[0] ?? '';
}

/** Rows of a table. */
export async function countTable(cmdb: TestCmdb, table: string): Promise<number> {
  const rows = await cmdb.query<{ found: number }>(`SELECT count(*)::integer AS found FROM ${table}`);
  return rows[0]?.found ?? 0;
}
