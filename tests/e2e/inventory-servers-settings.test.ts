import { deflateSync, inflateSync } from 'node:zlib';
import { formatInventory, formatProlog } from '@popis/inventory-format';
import { createEmptyMysqlDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../apps/inventory-server/src/store.ts';
import { type InventoryServer, startInventoryServer } from './support/inventory-server.ts';
import { createPostgresDatabase, type OwnDatabase } from './support/own-postgres.ts';

const userAgent = 'OCS-NG_unified_unix_agent_v2.10.0';
const subnet = '10.1.2.0';
const devices = Array.from({ length: 24 }, (_none, n) => n);
const databases: [name: string, create: () => Promise<OwnDatabase>][] = [
  ['PostgreSQL', createPostgresDatabase],
  ['MariaDB', createEmptyMysqlDatabase],
];

function idOf(n: number): string {
  return `scan${n}-2026-01-02-03-04-05`;
}

/** What who is to scan found; whoever is not is not listened to. */
const scan = '<IPDISCOVER><H><I>10.1.2.77</I><M>02:aa:bb:cc:dd:ee</M><N>printer</N></H></IPDISCOVER>';

/** All of one subnet, and each a machine of its own. */
function inventoryOf(n: number): string {
  const mac = `d4:be:d9:00:00:${n.toString(16).padStart(2, '0')}`;
  const network = { DESCRIPTION: 'eth0', STATUS: 'Up', IPMASK: '255.255.255.0', IPSUBNET: subnet };
  return formatInventory({
    deviceId: idOf(n),
    sections: {
      HARDWARE: [{ NAME: `scan${n}`, UUID: `564D0000-0000-1111-2222-3333333300${n + 10}` }],
      BIOS: [{ SMANUFACTURER: 'Dell Inc.', SMODEL: 'OptiPlex 7090', SSN: `SCAN-${n}` }],
      NETWORKS: [{ ...network, MACADDR: mac, IPADDRESS: `10.1.2.${n + 10}` }],
    },
    accountInfo: [],
  });
}

describe.each(databases)('two inventory servers on %s', (_name, create) => {
  let database: OwnDatabase;
  let store: Store;
  let servers: InventoryServer[] = [];

  beforeAll(async () => {
    database = await create();
    // One after the other: the first makes the tables.
    for (let number = 0; number < 2; number += 1) servers.push(await startInventoryServer(database.url));
    store = await openStore(database.url, 2, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
    await database?.drop();
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function setting(name: string, value: number): Promise<void> {
    await query('UPDATE config SET ivalue = ? WHERE name = ?', [value, name]);
  }

  /** What one of the servers answers. */
  async function send(server: number, xml: string): Promise<string> {
    const response = await fetch(servers[server % 2]?.url ?? '', {
      method: 'POST',
      headers: { 'user-agent': userAgent, 'content-type': 'application/x-compress' },
      body: new Uint8Array(deflateSync(xml)),
    });
    expect(response.status).toBe(200);
    return inflateSync(await response.bytes()).toString();
  }

  async function countHolders(): Promise<number> {
    const [row] = await query("SELECT count(*) AS n FROM devices WHERE name = 'IPDISCOVER' AND tvalue = ?", [
      subnet,
    ]);
    return Number(row?.n);
  }

  test('hold to a setting from the moment that it is changed, whichever is asked', async () => {
    const frequencies: string[][] = [];

    for (const hours of [24, 7, 12]) {
      await setting('PROLOG_FREQ', hours);
      const answers = await Promise.all([0, 1, 0, 1].map((server) => send(server, formatProlog(idOf(0)))));
      frequencies.push(answers.map((answer) => /<PROLOG_FREQ>(\d+)</.exec(answer)?.[1] ?? ''));
    }

    expect(frequencies).toEqual([Array(4).fill('24'), Array(4).fill('7'), Array(4).fill('12')]);
  });

  test('elect no more devices to scan a subnet than are wanted, once each has come again', async () => {
    await setting('IPDISCOVER', 0);
    await Promise.all(devices.map((n) => send(n, inventoryOf(n))));
    await query('UPDATE hardware SET fidelity = 9, quality = 1');
    await setting('IPDISCOVER', 2);

    await Promise.all(devices.map((n) => send(n, inventoryOf(n))));
    const atOnce = await countHolders();
    // Who holds a place beside too many others gives it up at its next report.
    for (const n of devices) await send(n + 1, inventoryOf(n).replace('</CONTENT>', `${scan}</CONTENT>`));
    const settled = await countHolders();
    await Promise.all(devices.map((n) => send(n, inventoryOf(n).replace('</CONTENT>', `${scan}</CONTENT>`))));

    expect(atOnce).toBeGreaterThanOrEqual(2);
    expect(settled).toBe(2);
    expect(await countHolders()).toBe(2);
  });
});
