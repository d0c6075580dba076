import type pg from 'pg';

/** Does a thing, and tells how many rows came to be meanwhile in the tables that grow with every change. */
export async function countWritten<T>(
  client: pg.Client,
  work: () => Promise<T>,
): Promise<{ result: T; written: Record<string, number> }> {
  const before = await countVersions(client);
  const result = await work();
  const after = await countVersions(client);
  const written = Object.fromEntries(
    Object.entries(after).map(([table, count]) => [table, count - (before[table] ?? 0)]),
  );
  return { result, written };
}

/** The same in words, for a cell of a table. */
export function formatWritten(written: Readonly<Record<string, number>>): string {
  const told = Object.entries(written)
    .filter(([, count]) => count !== 0)
    .map(([table, count]) => `${table} ${count}`);
  return told.join(', ') || 'none';
}

async function countVersions(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM card) AS card, (SELECT count(*)::int FROM card_history) AS "card history",
            (SELECT count(*)::int FROM relation) AS relation, (SELECT count(*)::int FROM relation_history) AS "relation history",
            (SELECT count(*)::int FROM change) AS change`,
  );
  return rows[0] ?? {};
}
