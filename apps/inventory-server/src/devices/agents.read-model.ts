import type { AnswerOf, Operations } from '@popis/inventory-administration';
import type { Store } from '../store.ts';
import { IS_DEVICE } from './devices.read-model.ts';
import { readLocalClock } from './local-clock.ts';

/** How many devices run which agent, the most frequent first. */
export async function countAgents(store: Store): Promise<AnswerOf<Operations['listAgents']>['items']> {
  const rows = await store.database.statements.query(
    `SELECT h.useragent AS agent, COUNT(*) AS n, MAX(COALESCE(h.lastcome, h.lastdate)) AS heard_of
     FROM hardware h WHERE ${IS_DEVICE} GROUP BY h.useragent ORDER BY n DESC, h.useragent`,
  );
  const clock = await readLocalClock(store.database);
  return rows.map((row) => ({
    agent: row.agent === null ? null : String(row.agent),
    devices: Number(row.n),
    lastContactAt: clock(row.heard_of),
  }));
}

/** How many devices there are. */
export async function countDevices(store: Store): Promise<number> {
  const [row] = await store.database.statements.query(
    `SELECT COUNT(*) AS n FROM hardware h WHERE ${IS_DEVICE}`,
  );
  return Number(row?.n);
}
