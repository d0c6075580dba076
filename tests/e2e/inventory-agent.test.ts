import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  DEFAULT_LIMITS,
  deflateBody,
  formatInventory,
  type InventorySections,
  inflateBody,
  parseReport,
} from '@popis/inventory-format';
import { createEmptyMysqlDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linuxCollectors } from '../../apps/inventory-agent/src/collectors/linux.ts';
import { takeInventory } from '../../apps/inventory-agent/src/inventory.ts';
import { replayText } from '../../apps/inventory-agent/src/recordings/replay-host.ts';
import { REPOSITORY, runProcess, startProcess } from '../support/processes.ts';
import { readOurDeviceId, readOurReport, runOurAgent } from './support/agents.ts';
import {
  countReported,
  countRows,
  findTag,
  type InventoryDatabase,
  listDevices,
  listReported,
  openInventoryDatabase,
} from './support/inventory-database.ts';
import { type InventoryServer, startInventoryServer } from './support/inventory-server.ts';
import { createPostgresDatabase, type OwnDatabase } from './support/own-postgres.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-e2e-agent-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  { kind: 'PostgreSQL', createDatabase: createPostgresDatabase },
  { kind: 'MariaDB', createDatabase: createEmptyMysqlDatabase },
])('our agent and our server on $kind', ({ kind, createDatabase }) => {
  let own: OwnDatabase;
  let server: InventoryServer;
  let database: InventoryDatabase;
  let stateFolder: string;

  beforeAll(async () => {
    stateFolder = path.join(folder, kind);
    own = await createDatabase();
    server = await startInventoryServer(own.url);
    database = await openInventoryDatabase(own.url);
  });

  afterAll(async () => {
    await database?.close();
    await server?.stop();
    await own?.drop();
  });

  test('what the agent reports is stored, once, however often it reports', async () => {
    const { sections } = await readOurReport(stateFolder);
    const names = listReported(sections);

    for (const tag of ['PC-7', 'another']) {
      const run = await runOurAgent(stateFolder, '--server', server.url, '--tag', tag);
      expect(run.code, run.stderr).toBe(0);
    }

    const devices = await listDevices(database, readOurDeviceId(stateFolder));
    expect(devices).toHaveLength(1);
    expect(await findTag(database, devices[0]?.ID ?? '')).toBe('PC-7');
    expect(await countRows(database, names, devices[0]?.ID ?? '')).toEqual(countReported(sections, names));
  });

  test('"there are none any more" empties a section, "nobody can tell" leaves it', async () => {
    const deviceId = 'desktop-2026-01-02-03-04-05';
    const text = await readFile(
      path.join(REPOSITORY, 'apps/inventory-agent/fixtures/linux-desktop.txt'),
      'utf8',
    );
    const { sections } = await takeInventory(replayText(text), linuxCollectors);
    const { PRINTERS: _, ...untold } = sections;
    await send(server.url, deviceId, sections);
    const [device] = await listDevices(database, deviceId);
    // The server keeps one row of a package that is installed for two architectures.
    const names = listReported(sections).filter((name) => name !== 'SOFTWARES');
    expect(await countRows(database, names, device?.ID ?? '')).toEqual(countReported(sections, names));

    await send(server.url, deviceId, { ...untold, MONITORS: [] });

    expect(await countRows(database, names, device?.ID ?? '')).toEqual({
      ...countReported(sections, names),
      MONITORS: 0,
    });
  });
});

describe('the agent as one file', () => {
  test('runs where nothing else of Popis is', async () => {
    const file = path.join(folder, 'one-file/popis-agent.mjs');
    const bundled = await runProcess('scripts/bundle-agent.mjs', [file]);
    expect(bundled.code, bundled.stderr).toBe(0);

    const args = [file, '--stdout', '--state-dir', path.join(folder, 'one-file')];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: path.dirname(file),
      env: { ...process.env, LOG_LEVEL: 'silent' },
      maxBuffer: 64 * 1024 * 1024,
    });

    expect(parseReport(Buffer.from(stdout), DEFAULT_LIMITS)).toMatchObject({
      value: { request: { query: 'INVENTORY', sections: { HARDWARE: [{ OSNAME: expect.any(String) }] } } },
    });
  });
});

describe('without a server', () => {
  test('--local writes what would be sent, packed, and names the file', async () => {
    const stateFolder = path.join(folder, 'local');
    const reports = path.join(folder, 'reports');

    const { code, stdout, stderr } = await runOurAgent(stateFolder, '--local', reports, '--tag', 'Соба 5');

    expect(code, stderr).toBe(0);
    expect(stdout.trim()).toBe(path.join(reports, `${readOurDeviceId(stateFolder)}.ocs`));
    const body = await inflateBody(await readFile(stdout.trim()), DEFAULT_LIMITS);
    if (!body.accepted) throw new Error(body.fault);
    expect(body.value.form).toBe('zlib');
    expect(parseReport(body.value.bytes, DEFAULT_LIMITS)).toMatchObject({
      value: { request: { query: 'INVENTORY', accountInfo: [{ name: 'TAG', value: 'Соба 5' }] } },
    });
  });

  test('a server that is not there is named, and the exit code is 1', async () => {
    const { code, stderr } = await runOurAgent(path.join(folder, 'none'), '--server', 'http://127.0.0.1:9');

    expect(code).toBe(1);
    expect(stderr).toContain('http://127.0.0.1:9/ocsinventory cannot be reached: nothing listens there');
  });

  test('a command line with faults gets exit code 2', async () => {
    const { code, stderr } = await runOurAgent(path.join(folder, 'none'), '--local', 'x', '--service');

    expect(code).toBe(2);
    expect(stderr).toContain('--service needs --server');
  });

  test('a service waits for its moment and stops when it is asked to', async () => {
    const stateFolder = path.join(folder, 'service');
    const entry = 'apps/inventory-agent/dist/main.js';
    const args = ['--state-dir', stateFolder, '--service', '--server', 'http://127.0.0.1:9'];
    const service = startProcess(entry, args, { LOG_LEVEL: 'info' });
    while (!service.output().includes('waiting for the next contact')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    const { code } = await service.stop();

    expect(code).toBe(0);
  });
});

async function send(url: string, deviceId: string, sections: InventorySections): Promise<void> {
  const hardware = { ...sections.HARDWARE?.[0], CHECKSUM: '4194303' };
  const xml = formatInventory({
    deviceId,
    sections: { ...sections, HARDWARE: [hardware] },
    accountInfo: [],
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'user-agent': 'Popis-Agent_v0.1.0', 'content-type': 'application/x-compress' },
    body: Buffer.from(await deflateBody(xml, 'zlib')),
  });
  expect(response.status).toBe(200);
}
