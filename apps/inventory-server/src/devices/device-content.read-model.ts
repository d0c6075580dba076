import type { AnswerOf, Operations } from '@popis/inventory-administration';
import type { StoredSection } from '../schema/stored-sections.ts';
import type { Store } from '../store.ts';

type Detail = AnswerOf<Operations['getDevice']>;
type SectionRows = AnswerOf<Operations['getDeviceSection']>;

/** A computer with Windows has some hundred titles; ten times as many still fit into an answer. */
const MOST_ROWS = 5_000;

/** What people told of a device: TAG and the fields that a console has added. */
export async function readAccount(store: Store, id: number): Promise<Detail['account']> {
  const { rows } = await store.database.statements.queryTable(
    'SELECT a.* FROM accountinfo a WHERE a.hardware_id = ?',
    [id],
  );
  const account: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(rows[0] ?? {})) {
    if (name !== 'hardware_id') {
      account[name] = value === null ? null : String(value);
    }
  }
  return account;
}

/** The groups that a device is in. */
export async function listGroupsOf(store: Store, id: number): Promise<Detail['groups']> {
  const rows = await store.database.statements.query(
    `SELECT h.id AS id, h.name AS name FROM groups_cache g JOIN hardware h ON h.id = g.group_id
     WHERE g.hardware_id = ? AND g.static IN (0, 1) ORDER BY h.name, h.id`,
    [id],
  );
  return rows.map((row) => ({ id: Number(row.id), name: row.name === null ? null : String(row.name) }));
}

/** How many rows each section of a device has; sections without any are left out. */
export async function countSections(store: Store, id: number): Promise<Detail['sections']> {
  const sections = [...store.sections.values()].filter((section) => section.name !== 'HARDWARE');
  const rows = await store.database.statements.query(
    sections
      .map(
        ({ name, table }) =>
          `SELECT '${name}' AS name, COUNT(*) AS n FROM ${table} t WHERE t.hardware_id = ?`,
      )
      .join(' UNION ALL '),
    sections.map(() => id),
  );
  const counts = rows.map((row) => ({ name: String(row.name), rows: Number(row.n) }));
  return [{ name: 'HARDWARE', rows: 1 }, ...counts.filter((count) => count.rows > 0)];
}

/** The rows of one section of a device, words of the dictionaries put in. */
export async function readSectionRows(
  store: Store,
  section: StoredSection,
  id: number,
): Promise<SectionRows> {
  const columns: string[] = [];
  const joins: string[] = [];
  for (const { name, field, dictionary } of section.columns) {
    if (dictionary === undefined) {
      columns.push(`t.${quote(store, name)}`);
    } else {
      joins.push(`LEFT JOIN ${dictionary} ON ${dictionary}.id = t.${name}`);
      columns.push(`${dictionary}.${field.toLowerCase()}`);
    }
  }
  const key = section.name === 'HARDWARE' ? 'id' : 'hardware_id';
  const { rows } = await store.database.statements.queryTable(
    `SELECT ${columns.map((column, place) => `${column} AS c${place}`).join(', ')} FROM ${section.table} t
     ${joins.join(' ')} WHERE t.${key} = ? ORDER BY 1 LIMIT ?`,
    [id, String(MOST_ROWS + 1)],
  );
  return {
    columns: section.columns.map((column) => column.field),
    rows: rows.slice(0, MOST_ROWS).map((row) => columns.map((_, place) => row[`c${place}`] ?? null)),
    isCut: rows.length > MOST_ROWS,
  };
}

/** Names of columns come from our own table of sections; some are words of SQL. */
function quote(store: Store, name: string): string {
  return store.database.dialect.name === 'postgres' ? `"${name}"` : `\`${name}\``;
}
