import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateBody, formatInventory } from '@popis/inventory-format';
import { createEmptyMysqlDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProcess } from '../support/processes.ts';
import { readOurDeviceId, runOurAgent } from './support/agents.ts';
import {
  type InventoryDatabase,
  listDevices,
  openInventoryDatabase,
  type TextRow,
} from './support/inventory-database.ts';
import { type InventoryServer, startInventoryServer } from './support/inventory-server.ts';
import { createPostgresDatabase, type OwnDatabase } from './support/own-postgres.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-e2e-keys-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  { kind: 'PostgreSQL', createDatabase: createPostgresDatabase },
  { kind: 'MariaDB', createDatabase: createEmptyMysqlDatabase },
])('an agent with a key of its own, on $kind', ({ kind, createDatabase }) => {
  let own: OwnDatabase;
  let server: InventoryServer;
  let database: InventoryDatabase;
  let stateFolder: string;
  let tokenFile: string;

  beforeAll(async () => {
    stateFolder = path.join(folder, kind);
    tokenFile = path.join(folder, `${kind}.token`);
    own = await createDatabase();
    // Plain agents of this machine are let in: what keeps them off the device is its key alone.
    server = await startInventoryServer(own.url, { COMPATIBILITY: 'loopback' });
    database = await openInventoryDatabase(own.url);
  });
  afterAll(async () => {
    await database?.close();
    await server?.stop();
    await own?.drop();
  });

  async function administer(...args: string[]): Promise<string> {
    const entry = 'apps/inventory-server/dist/enrolment.js';
    const { code, stdout, stderr } = await runProcess(entry, args, { INVENTORY_DATABASE_URL: own.url });
    expect(code, stderr).toBe(0);
    return stdout.trim();
  }

  const report = (...more: string[]) => runOurAgent(stateFolder, '--server', server.url, ...more);

  async function reportPlainly(): Promise<number> {
    const sections = { HARDWARE: [{ NAME: 'taken over', CHECKSUM: '4194303' }] };
    const xml = formatInventory({ deviceId: readOurDeviceId(stateFolder), sections, accountInfo: [] });
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0',
        'content-type': 'application/x-compress',
      },
      body: Buffer.from(await deflateBody(xml, 'zlib')),
    });
    return response.status;
  }

  async function readDevice(): Promise<TextRow | undefined> {
    const devices = await listDevices(database, readOurDeviceId(stateFolder));
    expect(devices).toHaveLength(1);
    return devices[0];
  }

  async function listKeys(): Promise<TextRow[]> {
    return await database.query('SELECT KEY_ID, STATE FROM agent_key ORDER BY ID');
  }

  async function findProof(): Promise<TextRow | undefined> {
    const id = (await readDevice())?.ID ?? '';
    const [proof] = await database.query('SELECT PROOF, KEY_ID FROM report_proof WHERE HARDWARE_ID = ?', id);
    return proof;
  }

  test('enrols, signs, gets another key, is revoked and released, and no plain agent steps in between', async () => {
    await writeFile(tokenFile, await administer('token', '--uses', '1', '--expires-hours', '1'));

    const first = await report('--enrol-token-file', tokenFile);
    expect(first.code, first.stderr).toBe(0);
    const [key] = await listKeys();
    expect(key?.STATE).toBe('active');
    expect(await findProof()).toEqual({ PROOF: 'key', KEY_ID: key?.KEY_ID });
    const stored = await readDevice();
    expect(await reportPlainly()).toBe(403);
    expect(await readDevice()).toEqual(stored);

    const rotated = await report('--rotate-key');
    expect(rotated.code, rotated.stderr).toBe(0);
    const [former, latter] = await listKeys();
    expect([former?.STATE, latter?.STATE]).toEqual(['replaced', 'active']);
    expect((await report()).code).toBe(0);
    expect(await findProof()).toEqual({ PROOF: 'key', KEY_ID: latter?.KEY_ID });

    await administer('revoke', '--', latter?.KEY_ID ?? '');
    const before = await readDevice();
    const revoked = await report();
    expect([revoked.code, revoked.stderr]).toEqual([1, expect.stringContaining('revoked')]);
    expect(await reportPlainly()).toBe(403);
    expect(await readDevice()).toEqual(before);

    await administer('release', '--', latter?.KEY_ID ?? '');
    expect(await reportPlainly()).toBe(200);
    expect(await findProof()).toEqual({ PROOF: 'unauthenticated', KEY_ID: null });
  });
});
