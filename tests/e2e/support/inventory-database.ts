import { getSection, type InventorySections, SECTION_NAMES, type SectionName } from '@popis/inventory-format';
import mysql from 'mysql2/promise';
import pg from 'pg';

/** A row as text: column names in capitals as OCS writes them, numbers and times as the database shows them. */
export type TextRow = Record<string, string | null>;

/** An inventory database of either kind, ours or that of a real OCS server. */
export interface InventoryDatabase {
  /** Runs a statement with `?` for its values. */
  query(sql: string, ...values: string[]): Promise<TextRow[]>;
  close(): Promise<void>;
}

export async function openInventoryDatabase(url: string): Promise<InventoryDatabase> {
  return url.startsWith('mysql:') ? await openMysql(url) : await openPostgres(url);
}

async function openMysql(url: string): Promise<InventoryDatabase> {
  const connection = await mysql.createConnection({ uri: url, dateStrings: true });
  return {
    query: async (sql, ...values) => {
      const [rows] = await connection.query(sql, values);
      return Array.isArray(rows) ? rows.map(toTextRow) : [];
    },
    close: () => connection.end(),
  };
}

async function openPostgres(url: string): Promise<InventoryDatabase> {
  const asText = { getTypeParser: () => (value: string) => value };
  const client = new pg.Client({ connectionString: url, types: asText });
  await client.connect();
  return {
    query: async (sql, ...values) => {
      let count = 0;
      const numbered = sql.replaceAll('?', () => {
        count += 1;
        return `$${count}`;
      });
      return (await client.query(numbered, values)).rows.map(toTextRow);
    },
    close: () => client.end(),
  };
}

function toTextRow(row: object): TextRow {
  const text: TextRow = {};
  for (const [name, value] of Object.entries(row)) {
    text[name.toUpperCase()] = value === null ? null : String(value);
  }
  return text;
}

/** The rows of `hardware` with this DEVICEID. */
export async function listDevices(database: InventoryDatabase, deviceId: string): Promise<TextRow[]> {
  return await database.query('SELECT * FROM hardware WHERE DEVICEID = ?', deviceId);
}

/** The tag of a device. */
export async function findTag(database: InventoryDatabase, hardwareId: string): Promise<string | null> {
  const [row] = await database.query('SELECT TAG FROM accountinfo WHERE HARDWARE_ID = ?', hardwareId);
  return row?.TAG ?? null;
}

/** The rows a device has in the table of a section, in the order in which they were stored. */
export async function readSection(
  database: InventoryDatabase,
  name: SectionName,
  hardwareId: string,
): Promise<TextRow[]> {
  if (name === 'SOFTWARES') return await readSoftware(database, hardwareId);
  const { table, keyedByDevice } = getSection(name);
  const key = name === 'HARDWARE' ? 'ID' : 'HARDWARE_ID';
  const order = keyedByDevice || name === 'HARDWARE' ? '' : ' ORDER BY ID';
  return await database.query(`SELECT * FROM ${table} WHERE ${key} = ?${order}`, hardwareId);
}

async function readSoftware(database: InventoryDatabase, hardwareId: string): Promise<TextRow[]> {
  return await database.query(
    `SELECT s.*, n.NAME, p.PUBLISHER, v.VERSION FROM software s
       JOIN software_name n ON n.ID = s.NAME_ID
       JOIN software_publisher p ON p.ID = s.PUBLISHER_ID
       JOIN software_version v ON v.ID = s.VERSION_ID
      WHERE s.HARDWARE_ID = ? ORDER BY s.ID`,
    hardwareId,
  );
}

/** How many rows a device has of each of these sections. */
export async function countRows(
  database: InventoryDatabase,
  names: readonly SectionName[],
  hardwareId: string,
): Promise<Partial<Record<SectionName, number>>> {
  const counts: Partial<Record<SectionName, number>> = {};
  for (const name of names) counts[name] = (await readSection(database, name, hardwareId)).length;
  return counts;
}

/** How many rows a report has of each of these sections. */
export function countReported(sections: InventorySections, names: readonly SectionName[]) {
  const counts: Partial<Record<SectionName, number>> = {};
  for (const name of names) counts[name] = sections[name]?.length ?? 0;
  return counts;
}

/** The sections of a report that say something. */
export function listReported(sections: InventorySections): SectionName[] {
  return SECTION_NAMES.filter((name) => (sections[name]?.length ?? 0) > 0);
}
