import { randomUUID } from 'node:crypto';
import { getPeers, type TestDatabase } from '@popis/testing';
import mysql from 'mysql2/promise';
import pg from 'pg';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/** A machine as it stands in OCS's tables. */
export interface StoredMachine {
  id: number;
  tag: string | null;
  hardware: Row;
  bios?: Row;
  memories?: readonly Row[];
  storages?: readonly Row[];
  monitors?: readonly Row[];
  networks?: readonly Row[];
}

/** A connection by which a test fills an inventory database, whatever its dialect. */
export interface InventoryWriter {
  execute(sql: string, values?: readonly Value[]): Promise<void>;
  store(machine: StoredMachine): Promise<void>;
  remove(id: number): Promise<void>;
  close(): Promise<void>;
}

const tables = ['hardware', 'accountinfo', 'bios', 'memories', 'storages', 'monitors', 'networks'] as const;

/** Makes a database on the MariaDB peer whose tables are those of the real OCS Inventory beside it. */
export async function createOcsDatabase(): Promise<TestDatabase> {
  const { mariadbUrl, ocsDatabaseUrl } = getPeers('mariadbUrl', 'ocsDatabaseUrl');
  const ocs = new URL(ocsDatabaseUrl).pathname.slice(1);
  const name = `popis_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const admin = await mysql.createConnection(mariadbUrl);
  try {
    await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb3`);
    for (const table of tables) await admin.query(`CREATE TABLE ${name}.${table} LIKE ${ocs}.${table}`);
  } finally {
    await admin.end();
  }
  const url = new URL(mariadbUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnMariadb(mariadbUrl, `DROP DATABASE ${name}`) };
}

/** Makes a database with all tables of the real OCS Inventory, and the words that its software begins with. */
export async function createWholeOcsDatabase(): Promise<TestDatabase> {
  const { mariadbUrl, ocsDatabaseUrl } = getPeers('mariadbUrl', 'ocsDatabaseUrl');
  const ocs = new URL(ocsDatabaseUrl).pathname.slice(1);
  const created = await createOcsDatabase();
  const name = new URL(created.url).pathname.slice(1);
  const admin = await mysql.createConnection({ uri: mariadbUrl, database: name });
  try {
    const [found] = await admin.query<mysql.RowDataPacket[]>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'",
      [ocs],
    );
    for (const table of found.map((row) => String(row.name))) {
      await admin.query(`CREATE TABLE IF NOT EXISTS \`${table}\` LIKE ${ocs}.\`${table}\``);
    }
    for (const table of ['config', 'software_name', 'software_publisher', 'software_version']) {
      await admin.query(`INSERT INTO ${table} SELECT * FROM ${ocs}.${table}`);
    }
  } finally {
    await admin.end();
  }
  return created;
}

/** Takes some machines with all their rows over from the database that the real OCS server has filled. */
export async function copyOcsMachines(
  url: string,
  machines: readonly { deviceId: string; tag: string }[],
): Promise<void> {
  const ocs = new URL(getPeers('ocsDatabaseUrl').ocsDatabaseUrl).pathname.slice(1);
  const connection = await mysql.createConnection(url);
  try {
    await connection.query(`INSERT INTO hardware SELECT * FROM ${ocs}.hardware WHERE DEVICEID IN (?)`, [
      machines.map(({ deviceId }) => deviceId),
    ]);
    const [found] = await connection.query<mysql.RowDataPacket[]>(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE table_schema = DATABASE() AND column_name = 'HARDWARE_ID'`,
    );
    for (const table of found.map((row) => String(row.name))) {
      await connection.query(
        `INSERT INTO \`${table}\` SELECT * FROM ${ocs}.\`${table}\` WHERE HARDWARE_ID IN (SELECT ID FROM hardware)`,
      );
    }
    // A machine that the server takes for one that reported before has been given the tag of that one.
    for (const { deviceId, tag } of machines) {
      await connection.query(
        'UPDATE accountinfo SET TAG = ? WHERE HARDWARE_ID = (SELECT ID FROM hardware WHERE DEVICEID = ?)',
        [tag, deviceId],
      );
    }
  } finally {
    await connection.end();
  }
}

/** Runs a statement as the account of the MariaDB peer that has every right. */
export async function runOnMariadb(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

/** Opens an inventory database for filling. */
export async function openWriter(url: string): Promise<InventoryWriter> {
  const { execute, placeholder, close } = url.startsWith('mysql:')
    ? await openMysql(url)
    : await openPostgres(url);

  async function insert(table: string, row: Row): Promise<void> {
    const columns = Object.keys(row);
    const marks = columns.map((_column, index) => placeholder(index + 1));
    await execute(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks.join(', ')})`,
      Object.values(row),
    );
  }

  return {
    execute: async (sql, values = []) => execute(sql, values),
    close,
    async store({ id, tag, hardware, bios, ...parts }) {
      await insert('hardware', { id, ...hardware });
      if (tag !== null) await insert('accountinfo', { hardware_id: id, tag });
      if (bios !== undefined) await insert('bios', { hardware_id: id, ...bios });
      for (const [table, rows] of Object.entries(parts)) {
        for (const row of rows) await insert(table, { hardware_id: id, ...row });
      }
    },
    async remove(id) {
      for (const table of tables) {
        const column = table === 'hardware' ? 'id' : 'hardware_id';
        await execute(`DELETE FROM ${table} WHERE ${column} = ${placeholder(1)}`, [id]);
      }
    },
  };
}

async function openMysql(url: string) {
  const connection = await mysql.createConnection(url);
  return {
    execute: async (sql: string, values: readonly Value[]) => void (await connection.query(sql, [...values])),
    placeholder: () => '?',
    close: () => connection.end(),
  };
}

async function openPostgres(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    execute: async (sql: string, values: readonly Value[]) => void (await client.query(sql, [...values])),
    placeholder: (position: number) => `$${position}`,
    close: () => client.end(),
  };
}
