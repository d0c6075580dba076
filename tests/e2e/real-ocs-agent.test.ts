import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InventoryRequest } from '@popis/inventory-format';
import { createEmptyMysqlDatabase, getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRealReport, readRealState, runRealAgent } from './support/agents.ts';
import {
  countReported,
  countRows,
  findTag,
  type InventoryDatabase,
  listDevices,
  listReported,
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
])('a real OCS agent and our server on $kind', ({ createDatabase }) => {
  let folder: string;
  let own: OwnDatabase;
  let server: InventoryServer;
  let database: InventoryDatabase;
  let report: InventoryRequest;

  beforeAll(async () => {
    await access('/usr/bin/ocsinventory-agent');
    folder = await mkdtemp(path.join(tmpdir(), 'popis-e2e-ocs-agent-'));
    own = await createDatabase();
    server = await startInventoryServer(own.url);
    database = await openInventoryDatabase(own.url);
    report = await readRealReport(path.join(folder, 'report'));
    const first = await runAgent('--tag=FIRST-TAG');
    expect(first.code, first.stderr).toBe(0);
  });

  afterAll(async () => {
    await database?.close();
    await server?.stop();
    await own?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function runAgent(...args: string[]) {
    return await runRealAgent(path.join(folder, 'state'), `--server=${server.url}`, '--debug', ...args);
  }

  function readDeviceId(): string {
    const configuration = readRealState(path.join(folder, 'state'), 'ocsinv.conf');
    return /<DEVICEID>(.+)<\/DEVICEID>/.exec(configuration)?.[1] ?? '';
  }

  async function getDevice(): Promise<TextRow & { ID: string }> {
    const devices = await listDevices(database, readDeviceId());
    expect(devices).toHaveLength(1);
    return { ...devices[0], ID: devices[0]?.ID ?? '' };
  }

  test('has in every table the rows that the agent reports', async () => {
    const names = listReported(report.sections);
    const { ID } = await getDevice();

    expect(names).toEqual(
      expect.arrayContaining(['HARDWARE', 'CPUS', 'DRIVES', 'NETWORKS', 'SOFTWARES', 'STORAGES']),
    );
    expect(await countRows(database, names, ID)).toEqual(countReported(report.sections, names));
  });

  test('has the values that the agent reports', async () => {
    const device = await getDevice();
    const networks = await readSection(database, 'NETWORKS', device.ID);
    const software = await readSection(database, 'SOFTWARES', device.ID);
    const [hardware] = report.sections.HARDWARE ?? [];

    for (const field of ['NAME', 'OSNAME', 'OSVERSION', 'MEMORY', 'PROCESSORT', 'DNS', 'IPADDR']) {
      expect(device[field], field).toBe(hardware?.[field]);
    }
    expect(device.USERAGENT).toMatch(/^OCS-NG_unified_unix_agent_v/);
    expect(networks.map((row) => row.MACADDR)).toEqual(report.sections.NETWORKS?.map((row) => row.MACADDR));
    expect(listTitles(software)).toEqual(listTitles(report.sections.SOFTWARES ?? []));
  });

  test('keeps the tag that the agent was given at first', async () => {
    const { ID } = await getDevice();

    expect(await findTag(database, ID)).toBe('FIRST-TAG');
  });

  test('understands a second run, and doubles nothing', async () => {
    const names = listReported(report.sections);
    const before = await getDevice();

    const second = await runAgent('--tag=OTHER-TAG');

    expect(second.code, second.stderr).toBe(0);
    const after = await getDevice();
    expect(after.ID).toBe(before.ID);
    expect(Number(after.FIDELITY)).toBe(Number(before.FIDELITY) + 1);
    expect(await findTag(database, after.ID)).toBe('FIRST-TAG');
    expect(await countRows(database, names, after.ID)).toEqual(countReported(report.sections, names));
  });

  test('tells the agent its period and the tag an administrator set', async () => {
    const { ID } = await getDevice();
    await database.query('UPDATE accountinfo SET TAG = ? WHERE HARDWARE_ID = ?', 'ŠIFRA-7', ID);

    const run = await runAgent();

    expect(run.code, run.stderr).toBe(0);
    expect(readRealState(path.join(folder, 'state'), 'ocsinv.conf')).toContain(
      '<PROLOG_FREQ>24</PROLOG_FREQ>',
    );
    expect(readRealState(path.join(folder, 'state'), 'ocsinv.adm')).toContain('<KEYVALUE>ŠIFRA-7</KEYVALUE>');
    expect(await findTag(database, ID)).toBe('ŠIFRA-7');
  });

  test('sends it away when the inventory is young enough', async () => {
    const before = await getDevice();
    await database.query("UPDATE config SET IVALUE = 7 WHERE NAME = 'FREQUENCY'");

    const run = await runAgent();

    expect(run.code, run.stderr).toBe(0);
    const after = await getDevice();
    expect(after.LASTDATE).toBe(before.LASTDATE);
    expect(Number(after.FIDELITY)).toBe(Number(before.FIDELITY) + 1);
  });
});

function listTitles(rows: readonly TextRow[]): string[] {
  return rows.map((row) => `${row.NAME} ${row.VERSION}`).sort();
}
