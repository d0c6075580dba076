import pg from 'pg';
import type { InventoryDatabase, Refusal } from './inventory-database.ts';
import { groupColumns } from './mysql-inventory.ts';
import type { Cell } from './view-rows.ts';

/** SQLSTATEs that a person can do something about. */
const refusals: Readonly<Record<string, Refusal>> = {
  '42P01': 'missing',
  '3D000': 'missing',
  '3F000': 'missing',
  '42501': 'denied',
  '42703': 'broken',
};

/** Opens an inventory database on PostgreSQL: OCS's tables, names in lower case. */
export async function openPostgresInventory(url: string): Promise<InventoryDatabase> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    // Everything as the server writes it: no dates turned, no numbers rounded.
    types: { getTypeParser: () => (text: unknown) => text },
  });
  // A connection that dies while nobody asks makes the next statement fail; without a listener it ends the process.
  client.on('error', () => undefined);
  await client.connect();

  async function readRows(sql: string, parameters: readonly string[]): Promise<(readonly Cell[])[]> {
    const { rows } = await client.query<Cell[]>({ text: sql, values: [...parameters], rowMode: 'array' });
    return rows;
  }

  return {
    dialect: 'postgres',
    account: client.user ?? '',
    async listTableColumns() {
      const rows = await readRows(
        `SELECT c.relname, a.attname
           FROM pg_class c
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND c.relnamespace = current_schema()::regnamespace
          ORDER BY c.relname, a.attnum`,
        [],
      );
      return new Map(groupColumns(rows).map(({ name, columns }) => [name, columns]));
    },
    async listSurplusGrants(views) {
      const rows = await readRows(
        `SELECT 'GRANT ' || string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type) || ' ON ' || quote_ident(g.table_name)
           || ' TO ' || quote_ident(g.grantee)
           FROM information_schema.role_table_grants g
          WHERE g.grantee = current_user AND g.table_schema = current_schema()
            AND NOT (g.privilege_type = 'SELECT' AND g.table_name = ANY(string_to_array($1, ',')))
          GROUP BY g.table_name, g.grantee ORDER BY 1`,
        [views.join(',')],
      );
      const [[isSuperuser] = []] = await readRows(
        'SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user',
        [],
      );
      const grants = rows.map(([grant]) => grant ?? '');
      return isSuperuser === 'true' ? ['SUPERUSER', ...grants] : grants;
    },
    grantOf: (view) =>
      `GRANT SELECT ON ${quotePostgres(view.toLowerCase())} TO ${quotePostgres(client.user ?? '')}`,
    async beginSnapshot() {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    },
    async endSnapshot() {
      await client.query('COMMIT');
    },
    async listViews(prefix) {
      const rows = await readRows(
        `SELECT c.relname, a.attname
           FROM pg_class c
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE c.relkind IN ('v', 'm') AND pg_table_is_visible(c.oid)
            AND lower(left(c.relname, length($1))) = lower($1)
          ORDER BY c.relname, a.attnum`,
        [prefix],
      );
      return groupColumns(rows);
    },
    readRows,
    async execute(sql) {
      await client.query(sql);
    },
    quote: quotePostgres,
    placeholder: (position) => `$${position}`,
    refusalOf: (error) => refusals[codeOf(error)] ?? 'other',
    close: () => client.end(),
  };
}

/** Quotes a name for PostgreSQL. */
export function quotePostgres(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
