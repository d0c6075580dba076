import { Agent } from 'node:http';
import { createEmptyMysqlDatabase, getPeers } from '@popis/testing';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Machine, makeMachine, type Occasion } from '../../bench/inventory/machines.ts';
import { type Random, randomOf } from '../../bench/inventory/random.ts';
import { post } from '../../bench/inventory/send.ts';
import { connect, readDevices, type StoredConnection } from '../../bench/inventory/stored.ts';
import { type InventoryServer, startInventoryServer } from './support/inventory-server.ts';
import { createPostgresDatabase, type OwnDatabase } from './support/own-postgres.ts';

const devices = 24;
const rounds: readonly Occasion[] = ['first', 'unchanged', 'changed', 'first', 'changed', 'changed'];
const size = { fewest: 60, most: 120 };
const databases: [name: string, create: () => Promise<OwnDatabase>][] = [
  ['PostgreSQL', createPostgresDatabase],
  ['MariaDB', createEmptyMysqlDatabase],
  ['the database of a real OCS server', createFoundDatabase],
];

/** The tables that OCS's own SQL has made, without what others have stored in them. */
async function createFoundDatabase(): Promise<OwnDatabase> {
  const { mariadbUrl, ocsDatabaseUrl } = getPeers('mariadbUrl', 'ocsDatabaseUrl');
  const made = await createEmptyMysqlDatabase();
  const [source, target] = [ocsDatabaseUrl, made.url].map((url) => new URL(url).pathname.slice(1));
  const connection = await mysql.createConnection(mariadbUrl);
  const [tables] = await connection.query<RowDataPacket[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'",
    [source],
  );
  for (const { name } of tables) {
    await connection.query(`CREATE TABLE \`${target}\`.\`${name}\` LIKE \`${source}\`.\`${name}\``);
  }
  await connection.query(`INSERT INTO \`${target}\`.config SELECT * FROM \`${source}\`.config`);
  await connection.end();
  return made;
}

describe.each(databases)('two inventory servers on %s', (_name, create) => {
  let database: OwnDatabase;
  let connection: StoredConnection;
  let servers: InventoryServer[] = [];

  beforeAll(async () => {
    database = await create();
    // One after the other: the first makes the tables.
    for (let number = 0; number < 2; number += 1) servers.push(await startInventoryServer(database.url));
    connection = await connect(database.url);
  });
  afterAll(async () => {
    await connection?.close();
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
    await database?.drop();
  });

  test('hold after reports through both at random what one server would hold', async () => {
    const random = randomOf(20_261_128);
    const statuses = new Set<string>();
    let last: Machine[] = [];

    for (const occasion of rounds) {
      last = await Promise.all(
        Array.from({ length: devices }, (_none, n) => makeMachine('two', n, occasion, size)),
      );
      await Promise.all([sendAll(last, random, statuses), sendAll(last, random, statuses)]);
    }

    const stored = await readDevices(connection, 'two');
    expect([...statuses]).toEqual(['200']);
    expect(stored.size).toBe(devices);
    for (const machine of last) {
      expect(stored.get(machine.deviceId)).toMatchObject({
        hardware: 1,
        accountinfo: 1,
        ...machine.expected,
      });
    }
    expect(await repeatedWords()).toEqual([]);
  });

  /** Every machine once, each through one of the servers. */
  async function sendAll(machines: readonly Machine[], random: Random, statuses: Set<string>): Promise<void> {
    for (const machine of machines) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const { url = '' } = servers[random.int(0, 1)] ?? {};
      for (const body of [machine.prolog, machine.inventory])
        statuses.add(await post(url, body, machine.userAgent, agent));
      agent.destroy();
    }
  }

  /** Words that a dictionary holds more than once. */
  async function repeatedWords(): Promise<unknown[][]> {
    const statements = ['name', 'publisher', 'version'].map(
      (word) => `SELECT ${word} FROM software_${word} GROUP BY ${word} HAVING count(*) > 1`,
    );
    return (await Promise.all(statements.map((sql) => connection.list(sql)))).flat();
  }
});
