import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEmptyMysqlDatabase, getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runFusionAgent } from './support/agents.ts';
import {
  countRows,
  findTag,
  type InventoryDatabase,
  openInventoryDatabase,
  readSection,
  type TextRow,
} from './support/inventory-database.ts';
import { type InventoryServer, startInventoryServer } from './support/inventory-server.ts';
import { createPostgresDatabase, type OwnDatabase } from './support/own-postgres.ts';

// The real agent comes with the peer of the real server.
getPeers('ocsUrl', 'mariadbUrl');

describe.each([
  { kind: 'PostgreSQL', createDatabase: createPostgresDatabase },
  { kind: 'MariaDB', createDatabase: createEmptyMysqlDatabase },
])('a real FusionInventory agent and our server on $kind', ({ createDatabase }) => {
  let folder: string;
  let own: OwnDatabase;
  let server: InventoryServer;
  let database: InventoryDatabase;

  beforeAll(async () => {
    await access('/usr/bin/fusioninventory-agent');
    folder = await mkdtemp(path.join(tmpdir(), 'popis-e2e-fusion-'));
    own = await createDatabase();
    server = await startInventoryServer(own.url);
    database = await openInventoryDatabase(own.url);
    await runAgent('--tag=FUSION-TAG');
  });

  afterAll(async () => {
    await database?.close();
    await server?.stop();
    await own?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function runAgent(...args: string[]): Promise<string> {
    const { code, stderr } = await runFusionAgent(folder, `--server=${server.url}`, '--debug', ...args);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('[error]');
    return stderr;
  }

  async function getDevice(): Promise<TextRow & { ID: string }> {
    const devices = await database.query('SELECT * FROM hardware');
    expect(devices).toHaveLength(1);
    return { ...devices[0], ID: devices[0]?.ID ?? '' };
  }

  test('is stored with its machine, addresses, software and tag', async () => {
    const device = await getDevice();
    const networks = await readSection(database, 'NETWORKS', device.ID);

    expect(device.USERAGENT).toMatch(/^FusionInventory-Agent_v2\./);
    expect(device.OSNAME).toMatch(/Debian/);
    expect(Number(device.MEMORY)).toBeGreaterThan(0);
    expect(networks.map((row) => row.IPADDRESS)).toContain('127.0.0.1');
    expect(await findTag(database, device.ID)).toBe('FUSION-TAG');
    const counts = await countRows(database, ['SOFTWARES', 'CPUS', 'DRIVES'], device.ID);
    expect(counts.SOFTWARES).toBeGreaterThan(100);
    expect(counts.CPUS).toBeGreaterThan(0);
    expect(counts.DRIVES).toBeGreaterThan(0);
  });

  test('comes again as the same device, and doubles nothing', async () => {
    const before = await getDevice();
    const names = ['SOFTWARES', 'NETWORKS', 'CPUS', 'STORAGES'] as const;
    const rows = await countRows(database, names, before.ID);

    await runAgent();

    const after = await getDevice();
    expect(after.ID).toBe(before.ID);
    expect(Number(after.FIDELITY)).toBe(Number(before.FIDELITY) + 1);
    expect(await countRows(database, names, after.ID)).toEqual(rows);
  });

  test('is sent away when its inventory is young enough', async () => {
    const before = await getDevice();
    await database.query("UPDATE config SET IVALUE = 7 WHERE NAME = 'FREQUENCY'");

    await runAgent();

    const after = await getDevice();
    expect(after.LASTDATE).toBe(before.LASTDATE);
    expect(Number(after.FIDELITY)).toBe(Number(before.FIDELITY) + 1);
  });
});
