import mysql from 'mysql2/promise';
import type { InventoryDatabase, Refusal, View } from './inventory-database.ts';
import type { Cell } from './view-rows.ts';

/** Error numbers of MySQL and MariaDB that a person can do something about. */
const refusals: Readonly<Record<string, Refusal>> = {
  ER_NO_SUCH_TABLE: 'missing',
  ER_BAD_DB_ERROR: 'missing',
  ER_TABLEACCESS_DENIED_ERROR: 'denied',
  ER_COLUMNACCESS_DENIED_ERROR: 'denied',
  ER_DBACCESS_DENIED_ERROR: 'denied',
  ER_ACCESS_DENIED_ERROR: 'denied',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'denied',
  ER_VIEW_INVALID: 'broken',
};

/** Opens an OCS database, or any other with the same tables, on MySQL or MariaDB. */
export async function openMysqlInventory(url: string): Promise<InventoryDatabase> {
  const { hostname, port, pathname, username, password, searchParams } = new URL(url);
  const connection = await mysql.createConnection({
    host: hostname,
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    charset: 'utf8mb4',
    connectTimeout: 10_000,
    rowsAsArray: true,
    // Everything as the server writes it: no dates turned, no numbers rounded.
    typeCast: (field) => field.string('utf8'),
    ...(searchParams.get('ssl') === 'true' ? { ssl: {} } : {}),
  });

  async function readRows(sql: string, parameters: readonly string[]): Promise<(readonly Cell[])[]> {
    const [rows] = await connection.query<mysql.RowDataPacket[][]>(sql, [...parameters]);
    return rows.map((row) => Array.from(row, toCell));
  }

  const [[current = null] = []] = await readRows('SELECT CURRENT_USER()', []);
  const [user = '', host = '%'] = splitAccount(current ?? decodeURIComponent(username));
  const grantee = `${quoteMysql(user)}@${quoteMysql(host)}`;
  const schema = quoteMysql(decodeURIComponent(pathname.slice(1)));

  return {
    dialect: 'mysql',
    account: decodeURIComponent(username),
    async listTableColumns() {
      const rows = await readRows(
        `SELECT c.TABLE_NAME, c.COLUMN_NAME
           FROM information_schema.COLUMNS c
           JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
          WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE'
          ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`,
        [],
      );
      return new Map(groupColumns(rows).map(({ name, columns }) => [name, columns]));
    },
    async listSurplusGrants(views) {
      const allowed = views.map((view) => `GRANT SELECT ON ${schema}.${quoteMysql(view)} TO `.toLowerCase());
      const rows = await readRows('SHOW GRANTS', []);
      const grants = rows.map(([grant]) => (grant ?? '').replace(/ IDENTIFIED .*$/, ''));
      return grants.filter((grant) => {
        const isWanted = allowed.some((start) => grant.toLowerCase().startsWith(start));
        return !isWanted && !grant.startsWith('GRANT USAGE ON ');
      });
    },
    grantOf: (view) => `GRANT SELECT ON ${schema}.${quoteMysql(view)} TO ${grantee}`,
    async beginSnapshot() {
      await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    },
    async endSnapshot() {
      await connection.query('COMMIT');
    },
    async listViews(prefix) {
      const rows = await readRows(
        `SELECT c.TABLE_NAME, c.COLUMN_NAME
           FROM information_schema.COLUMNS c
           JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
          WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'VIEW' AND LOWER(LEFT(c.TABLE_NAME, ?)) = ?
          ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`,
        [String(prefix.length), prefix.toLowerCase()],
      );
      return groupColumns(rows);
    },
    readRows,
    async execute(sql) {
      await connection.query(sql);
    },
    quote: quoteMysql,
    placeholder: () => '?',
    refusalOf: (error) => refusals[codeOf(error)] ?? 'other',
    close: () => connection.end(),
  };
}

/** Quotes a name for MySQL and MariaDB. */
export function quoteMysql(identifier: string): string {
  return `\`${identifier.replaceAll('`', '``')}\``;
}

/** `few@%` → `few`, `%`; a name may itself hold an at sign. */
function splitAccount(account: string): [user: string, host: string | undefined] {
  const at = account.lastIndexOf('@');
  return at === -1 ? [account, undefined] : [account.slice(0, at), account.slice(at + 1)];
}

function toCell(value: unknown): Cell {
  return value === null || value === undefined ? null : String(value);
}

/** Rows of view and column, in order, as one entry a view. */
export function groupColumns(rows: readonly (readonly Cell[])[]): View[] {
  const views = new Map<string, string[]>();
  for (const [view, column] of rows) {
    if (view === null || view === undefined || column === null || column === undefined) continue;
    const columns = views.get(view);
    if (columns === undefined) views.set(view, [column]);
    else columns.push(column);
  }
  return Array.from(views, ([name, columns]) => ({ name, columns }));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
