import { randomUUID } from 'node:crypto';
import mysql from 'mysql2/promise';
import { note } from '../measure/report.ts';

/** Parts of each computer: eight memory modules, eight drives, four monitors. */
export const PARTS = 20;
const MEMORIES = 8;
const STORAGES = 8;
const MONITORS = 4;
/** Rows of `hardware` that one statement brings. */
const AT_ONCE = 500;
const TABLES = ['hardware', 'accountinfo', 'bios', 'memories', 'storages', 'monitors', 'networks'] as const;

type Row = Readonly<Record<string, string | number>>;

/** An inventory database on a MariaDB server, its tables those of a real OCS server. */
export interface BenchInventory {
  url: string;
  /** Every tenth computer gets more memory in each module, another operating system, and a drive in place of another. */
  changeTenth(): Promise<void>;
  drop(): Promise<void>;
}

/** Makes one with so many computers in it. */
export async function makeInventory(
  mariadbUrl: string,
  ocsDatabaseUrl: string,
  computers: number,
): Promise<BenchInventory> {
  const ocs = new URL(ocsDatabaseUrl).pathname.slice(1);
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const connection = await mysql.createConnection(mariadbUrl);
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb3`);
  await connection.query(`USE ${name}`);
  // OCS writes the same way: columns that no agent fills have no default there.
  await connection.query("SET sql_mode = ''");
  for (const table of TABLES) await connection.query(`CREATE TABLE ${table} LIKE ${ocs}.${table}`);
  for (let first = 1; first <= computers; first += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, computers - first + 1) }, (_none, n) => first + n);
    for (const table of TABLES)
      await insert(
        connection,
        table,
        ids.flatMap((id) => rowsOf(table, id)),
      );
  }
  note(`${computers} computers with ${PARTS} parts each are in the inventory`);
  const url = new URL(mariadbUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    changeTenth: async () => {
      await connection.query(
        "UPDATE hardware SET OSVERSION = '10.0.26100', MEMORY = MEMORY + 8192 WHERE ID % 10 = 0",
      );
      await connection.query('UPDATE memories SET CAPACITY = CAPACITY + 1024 WHERE HARDWARE_ID % 10 = 0');
      await connection.query(
        "UPDATE storages SET SERIALNUMBER = CONCAT(SERIALNUMBER, 'B') WHERE HARDWARE_ID % 10 = 0 AND NAME = 'disk0'",
      );
    },
    drop: async () => {
      await connection.query(`DROP DATABASE ${name}`);
      await connection.end();
    },
  };
}

async function insert(connection: mysql.Connection, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  await connection.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [
    rows.map((row) => columns.map((column) => row[column])),
  ]);
}

function rowsOf(table: (typeof TABLES)[number], id: number): Row[] {
  const tag = `PC-${String(id).padStart(6, '0')}`;
  switch (table) {
    case 'hardware':
      return [
        {
          ID: id,
          DEVICEID: `${tag}-2026-01-02-03-04-05`,
          NAME: tag,
          WORKGROUP: `DEPARTMENT-${id % 40}`,
          OSNAME: 'Microsoft Windows 11 Pro',
          OSVERSION: '10.0.22631',
          PROCESSORT: 'Intel(R) Core(TM) i7-10700 CPU @ 2.90GHz',
          PROCESSORS: 2900,
          PROCESSORN: 1,
          MEMORY: 8 * 4096,
          ARCH: 'x86_64',
          IPADDR: `10.${(id >> 16) & 255}.${(id >> 8) & 255}.${id & 255}`,
          UUID: `4C4C4544-0000-1000-8000-${hexOf(id, 12)}`,
        },
      ];
    case 'accountinfo':
      return [{ HARDWARE_ID: id, TAG: tag }];
    case 'bios':
      return [
        {
          HARDWARE_ID: id,
          SSN: `SN${hexOf(id, 8)}`,
          SMANUFACTURER: 'Dell Inc.',
          SMODEL: `OptiPlex ${7000 + (id % 9) * 10}`,
          TYPE: 'Desktop',
        },
      ];
    case 'networks':
      return [
        { HARDWARE_ID: id, DESCRIPTION: 'Intel(R) Ethernet Connection', MACADDR: macOf(id), VIRTUALDEV: 0 },
      ];
    case 'memories':
      return listOf(MEMORIES, (n) => ({
        HARDWARE_ID: id,
        CAPTION: `DIMM ${n}`,
        DESCRIPTION: 'SODIMM (None)',
        CAPACITY: 4096,
        TYPE: 'DDR4',
        SPEED: '2933',
        NUMSLOTS: n + 1,
        SERIALNUMBER: `M${hexOf(id, 6)}${n}`,
      }));
    case 'storages':
      return listOf(STORAGES, (n) => ({
        HARDWARE_ID: id,
        MANUFACTURER: 'Samsung',
        NAME: `disk${n}`,
        MODEL: 'SSD 970 EVO 1TB',
        DESCRIPTION: 'Solid state drive',
        TYPE: 'SSD',
        DISKSIZE: 953_869,
        SERIALNUMBER: `S${hexOf(id, 6)}${n}`,
        FIRMWARE: '2B2QEXE7',
      }));
    default:
      return listOf(MONITORS, (n) => ({
        HARDWARE_ID: id,
        MANUFACTURER: 'Dell',
        CAPTION: 'DELL U2419H',
        DESCRIPTION: `${20 + n}/2024`,
        TYPE: 'Digital',
        SERIAL: `D${hexOf(id, 6)}${n}`,
      }));
  }
}

function listOf(length: number, make: (n: number) => Row): Row[] {
  return Array.from({ length }, (_none, n) => make(n));
}

function hexOf(id: number, digits: number): string {
  return id.toString(16).padStart(digits, '0').toUpperCase();
}

function macOf(id: number): string {
  return `d4:be:d9:${hexOf(id, 6).replaceAll(/(..)(?=.)/g, '$1:')}`.toLowerCase();
}
