import mysql from 'mysql2/promise';
import pg from 'pg';
import { countedTables, type Machine } from './machines.ts';

/** Runs a statement that gives one number. */
type Ask = (sql: string) => Promise<number>;

/** Connects to an inventory database of either kind. */
export async function connect(databaseUrl: string): Promise<{ ask: Ask; close(): Promise<void> }> {
  if (databaseUrl.startsWith('mysql:')) {
    const connection = await mysql.createConnection(databaseUrl);
    return {
      ask: async (sql) => {
        const [rows] = await connection.query<mysql.RowDataPacket[]>(sql);
        return Number(Object.values(rows[0] ?? {})[0]);
      },
      close: () => connection.end(),
    };
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    ask: async (sql) => Number(Object.values((await client.query(sql)).rows[0] ?? {})[0]),
    close: () => client.end(),
  };
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
