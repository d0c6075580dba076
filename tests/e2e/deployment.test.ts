import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '@popis/embedded-postgres';
import { createEmptyMysqlDatabase, getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  PackageAction,
  PackageDefinition,
} from '../../apps/inventory-server/src/download/build-package.ts';
import {
  activatePackage,
  assignPackage,
  publishPackage,
} from '../../apps/inventory-server/src/download/packages.service.ts';
import { openStore, type Store } from '../../apps/inventory-server/src/store.ts';
import { readRealState, runRealAgent } from './support/agents.ts';
import { makeCertificate } from './support/certificate.ts';
import { type InventoryServer, startInventoryServer } from './support/inventory-server.ts';
import { createPostgresDatabase, type OwnDatabase } from './support/own-postgres.ts';

// The real agent comes with the peer of the real server.
getPeers('ocsUrl', 'mariadbUrl');
const run = promisify(execFile);

// The agent sleeps most of the time: both databases at once, the tests of each one after another.
describe.concurrent.each([
  { kind: 'PostgreSQL', createDatabase: createPostgresDatabase },
  { kind: 'MariaDB', createDatabase: createEmptyMysqlDatabase },
])('packages for a real OCS agent, with $kind', ({ createDatabase }) => {
  let folder: string;
  let packages: string;
  let own: OwnDatabase;
  let server: InventoryServer;
  let store: Store;
  let certificate: string;
  let location: string;
  let hardwareId: number;

  beforeAll(async () => {
    await access('/usr/bin/ocsinventory-agent');
    folder = await mkdtemp(path.join(tmpdir(), 'popis-e2e-deployment-'));
    packages = path.join(folder, 'packages');
    own = await createDatabase();
    const files = await makeCertificate(folder);
    certificate = files.certificate;
    const tlsPort = await findFreePort();
    location = `127.0.0.1:${tlsPort}/download`;
    server = await startInventoryServer(own.url, {
      PACKAGE_FOLDER: packages,
      TLS_PORT: String(tlsPort),
      TLS_CERTIFICATE_FILE: files.certificate,
      TLS_KEY_FILE: files.key,
    });
    store = await openStore(own.url, 2, () => undefined);
    for (const [name, value] of Object.entries({
      DOWNLOAD: 1,
      DOWNLOAD_FRAG_LATENCY: 1,
      DOWNLOAD_CYCLE_LATENCY: 1,
      DOWNLOAD_PERIOD_LENGTH: 3,
    })) {
      await store.database.statements.query('UPDATE config SET ivalue = ? WHERE name = ?', [value, name]);
    }
    await runAgent();
    const deviceId = /<DEVICEID>(.+)<\/DEVICEID>/.exec(
      readRealState(path.join(folder, 'state'), 'ocsinv.conf'),
    )?.[1];
    const [device] = await store.database.statements.query(
      'SELECT h.id AS id FROM hardware h WHERE h.deviceid = ?',
      [deviceId ?? ''],
    );
    hardwareId = Number(device?.id);
  });

  afterAll(async () => {
    await store?.close();
    await server?.stop();
    await own?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Its end is that of the process it leaves behind to deploy, which holds its output open. */
  async function runAgent(): Promise<void> {
    const args = [`--server=${server.url}`, '--debug', '--ssl=1', `--ca=${certificate}`];
    const { code, stderr } = await runRealAgent(path.join(folder, 'state'), ...args);
    expect(code, stderr).toBe(0);
  }

  async function archiveOf(files: Record<string, string>): Promise<Buffer> {
    const content = await mkdtemp(path.join(folder, 'content-'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(content, name), text);
    const archive = `${content}.tar.gz`;
    await run('tar', ['-czf', archive, '-C', content, ...Object.keys(files)]);
    return await readFile(archive);
  }

  async function deploy(
    id: string,
    action: PackageAction,
    archive: Buffer,
    more: Partial<PackageDefinition> = {},
  ) {
    const definition: PackageDefinition = {
      id,
      priority: 0,
      action,
      protocol: 'HTTPS',
      digest: 'MD5',
      digestEncoding: 'Hexa',
      fragmentBytes: Math.max(1, Math.ceil(archive.length / 2)),
      ...more,
    };
    await publishPackage(store, packages, { name: id, system: 'LINUX', comment: null }, definition, archive);
    const enableId = await activatePackage(store, id, {
      info: location,
      fragments: location,
      certPath: null,
      certFile: null,
      serverId: null,
    });
    await assignPackage(store, enableId, [hardwareId], { isForced: false });
    return enableId;
  }

  async function stateOf(enableId: number): Promise<unknown> {
    const [row] = await store.database.statements.query(
      "SELECT d.tvalue AS state FROM devices d WHERE d.name = 'DOWNLOAD' AND d.hardware_id = ? AND d.ivalue = ?",
      [hardwareId, enableId],
    );
    return row?.state;
  }

  test('are fetched over HTTPS, stored, launched and executed, and their results and history kept', {
    concurrent: false,
  }, async () => {
    const target = path.join(folder, 'stored');
    await mkdir(target);
    const stored = await deploy(
      '1700000001',
      { kind: 'STORE', path: target },
      await archiveOf({ 'a.txt': 'first', 'b.txt': 'second' }),
    );
    const script = `#!/bin/sh\necho launched "$1" > ${folder}/launched\nexit 3\n`;
    const launched = await deploy(
      '1700000002',
      { kind: 'LAUNCH', name: 'setup.sh now' },
      await archiveOf({ 'setup.sh': script }),
      { digest: 'MD5', digestEncoding: 'Base64' },
    );
    const executed = await deploy(
      '1700000003',
      { kind: 'EXECUTE', command: `touch ${folder}/executed` },
      Buffer.alloc(0),
    );
    const damaged = await deploy(
      '1700000004',
      { kind: 'STORE', path: target },
      await archiveOf({ 'c.txt': 'third' }),
    );
    await writeFile(path.join(packages, '1700000004', '1700000004-1'), 'damaged');

    await runAgent();

    expect(await readFile(path.join(target, 'a.txt'), 'utf8')).toBe('first');
    expect(await readFile(path.join(target, 'b.txt'), 'utf8')).toBe('second');
    expect(await readFile(path.join(folder, 'launched'), 'utf8')).toBe('launched now\n');
    await access(path.join(folder, 'executed'));
    await expect(access(path.join(target, 'c.txt'))).rejects.toThrow();
    expect(await Promise.all([stored, launched, executed, damaged].map(stateOf))).toEqual([
      'SUCCESS',
      'SUCCESS_3',
      'SUCCESS',
      'ERR_BAD_DIGEST',
    ]);

    await runAgent();

    const history = await store.database.statements.query(
      'SELECT d.pkg_id AS id FROM download_history d WHERE d.hardware_id = ? ORDER BY d.pkg_id',
      [hardwareId],
    );
    expect(history.map((row) => row.id)).toEqual([1700000001, 1700000002, 1700000003]);
    // Ordered again, as a console does: the history says that there is nothing to do.
    await assignPackage(store, stored, [hardwareId], { isForced: false });
    await runAgent();
    expect(await stateOf(stored)).toBe('SUCCESS_ALREADY_IN_HISTORY');
  });

  test('are not fetched by an agent that does not know who signed the certificate', {
    concurrent: false,
  }, async () => {
    const enableId = await deploy(
      '1700000005',
      { kind: 'EXECUTE', command: `touch ${folder}/distrusted` },
      Buffer.alloc(0),
    );
    const trusted = certificate;
    certificate = '/etc/ssl/certs/ca-certificates.crt';

    await runAgent();
    certificate = trusted;

    expect(await stateOf(enableId)).toBe('ERR_DOWNLOAD_INFO');
    await expect(access(path.join(folder, 'distrusted'))).rejects.toThrow();
  });
});
