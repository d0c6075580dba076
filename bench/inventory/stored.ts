import mysql from 'mysql2/promise';
import pg from 'pg';
import { countedTables, type Machine } from './machines.ts';

/** Runs a statement that gives one number. */
type Ask = (sql: string) => Promise<number>;

/** A connection to an inventory database of either kind. */
export interface StoredConnection {
  ask: Ask;
  /** Rows as lists of their values. */
  list(sql: string): Promise<unknown[][]>;
  close(): Promise<void>;
}

/** Connects to an inventory database of either kind. */
export async function connect(databaseUrl: string): Promise<StoredConnection> {
  if (databaseUrl.startsWith('mysql:')) {
    const connection = await mysql.createConnection(databaseUrl);
    const list = async (sql: string) => {
      const [rows] = await connection.query<mysql.RowDataPacket[]>(sql);
      return rows.map((row) => Object.values(row));
    };
    return { list, ask: askOf(list), close: () => connection.end() };
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const list = async (sql: string) =>
    (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row));
  return { list, ask: askOf(list), close: () => client.end() };
}

function askOf(list: StoredConnection['list']): Ask {
  return async (sql) => Number((await list(sql))[0]?.[0]);
}

/** What the database holds of each device of a prefix, named as in {@link Machine.expected}; rows of `hardware` besides. */
export async function readDevices(
  connection: StoredConnection,
  prefix: string,
): Promise<Map<string, Record<string, number>>> {
  const devices = new Map<string, Record<string, number>>();
  const names = ['hardware', 'accountinfo', ...countedTables, 'sum of free space', 'changed versions'];
  for (const name of names) {
    for (const [deviceId, value] of await connection.list(statementByDevice(name, prefix))) {
      const device = devices.get(String(deviceId)) ?? {};
      device[name] = Number(value);
      devices.set(String(deviceId), device);
    }
  }
  return devices;
}

function statementByDevice(name: string, prefix: string): string {
  const wanted = `WHERE h.deviceid LIKE '${prefix}%' GROUP BY h.deviceid`;
  const join = (table: string) => `FROM hardware h LEFT JOIN ${table} t ON t.hardware_id = h.id`;
  if (name === 'hardware') return `SELECT h.deviceid, count(*) FROM hardware h ${wanted}`;
  if (name === 'sum of free space')
    return `SELECT h.deviceid, coalesce(sum(t.free), 0) ${join('drives')} ${wanted}`;
  if (name === 'changed versions')
    return `SELECT h.deviceid, count(v.id) ${join('software')}
      LEFT JOIN software_version v ON v.id = t.version_id AND v.version LIKE '%+changed' ${wanted}`;
  return `SELECT h.deviceid, count(t.hardware_id) ${join(name)} ${wanted}`;
}

/** What differs between what machines sent and what the database holds of them, table by table; empty when nothing does. */
export async function findLosses(
  ask: Ask,
  prefix: string,
  machines: readonly Machine[],
): Promise<Record<string, { expected: number; stored: number }>> {
  const expected: Record<string, number> = { hardware: machines.length, accountinfo: machines.length };
  for (const machine of machines)
    for (const [name, count] of Object.entries(machine.expected))
      expected[name] = (expected[name] ?? 0) + count;
  const losses: Record<string, { expected: number; stored: number }> = {};
  for (const [name, count] of Object.entries(expected)) {
    const stored = await ask(statementFor(name, prefix));
    if (stored !== count) losses[name] = { expected: count, stored };
  }
  return losses;
}

function statementFor(name: string, prefix: string): string {
  const devices = `JOIN hardware h ON h.id = t.hardware_id WHERE h.deviceid LIKE '${prefix}%'`;
  if (name === 'hardware') return `SELECT count(*) FROM hardware h WHERE h.deviceid LIKE '${prefix}%'`;
  if (name === 'sum of free space') return `SELECT coalesce(sum(t.free), 0) FROM drives t ${devices}`;
  if (name === 'changed versions')
    return `SELECT count(*) FROM software t JOIN software_version v ON v.id = t.version_id ${devices} AND v.version LIKE '%+changed'`;
  if (name !== 'accountinfo' && !countedTables.includes(name)) throw new Error(`nothing counts ${name}`);
  return `SELECT count(*) FROM ${name} t ${devices}`;
}
