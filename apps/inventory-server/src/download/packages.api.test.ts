import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import { createEmptyMysqlDatabase, createInventoryDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import type { PackageDefinition } from './build-package.ts';
import { activatePackage, assignPackage, publishPackage } from './packages.service.ts';

const archive = gzipSync('files');
const about = { name: 'viewer', system: 'LINUX', comment: null };
const location = {
  info: 'server/download',
  fragments: 'server/download',
  certPath: null,
  certFile: null,
  serverId: null,
};
const definition: PackageDefinition = {
  id: '1700000001',
  priority: 5,
  action: { kind: 'STORE', path: '/opt' },
  protocol: 'HTTPS',
  digest: 'MD5',
  digestEncoding: 'Hexa',
  fragmentBytes: 1000,
};

describe.each([
  { name: 'PostgreSQL', create: createInventoryDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let folder: string;
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'popis-packages-'));
    database = await create();
    store = await openStore(database.url, 2, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function get(url: string, packageFolder: string | undefined = folder) {
    const server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [], packageFolder });
    const answer = await server.inject({ method: 'GET', url });
    await server.close();
    return answer;
  }

  test('a published package is served and listed, and nothing else is', async () => {
    await publishPackage(store, folder, about, definition, archive);

    const fragment = await get('/download/1700000001/1700000001-1');
    const listed = await store.database.statements.query(
      'SELECT a.name AS name, a.fragments AS fragments, a.size AS size FROM download_available a',
    );

    expect(fragment.statusCode).toBe(200);
    expect(fragment.rawPayload).toEqual(archive);
    expect((await get('/download/1700000001/info')).payload).toContain('FRAGS="1"');
    expect(listed).toEqual([{ name: 'viewer', fragments: 1, size: archive.length }]);
    for (const url of ['/download/1700000001/1700000001-2', '/download/..%2F..%2Fetc/info', '/download/1']) {
      expect((await get(url)).statusCode, url).toBe(404);
    }
    await expect(publishPackage(store, folder, about, definition, archive)).rejects.toThrow(ConflictError);
  });

  test('without a folder no package is served', async () => {
    const server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });

    const answer = await server.inject({ method: 'GET', url: '/download/1700000001/info' });
    await server.close();

    expect(answer.statusCode).toBe(404);
  });

  test('what the list does not take leaves no files behind', async () => {
    const second = { ...definition, id: '1700000002' };
    await store.database.statements.query(
      "INSERT INTO download_available (fileid, name, priority, fragments, size, osname) VALUES ('1700000002', 'x', 5, 1, 1, 'LINUX')",
    );

    await expect(publishPackage(store, folder, about, second, archive)).rejects.toThrow();

    expect((await get('/download/1700000002/info')).statusCode).toBe(404);
  });

  test('a package is ordered for devices that there are, anew each time', async () => {
    const hardwareId = await store.database.statements.insertOne('hardware', { deviceid: 'pc' });
    const enableId = await activatePackage(store, '1700000001', location);
    const rows = async () =>
      await store.database.statements.query(
        'SELECT d.name AS name, d.tvalue AS value FROM devices d WHERE d.hardware_id = ? ORDER BY d.name',
        [hardwareId],
      );

    await assignPackage(store, enableId, [hardwareId], {
      isForced: true,
      schedule: '2026/12/24 10:00',
      postCommand: 'reboot',
    });
    const first = await rows();
    await store.database.statements.query("UPDATE devices SET tvalue = 'SUCCESS' WHERE name = 'DOWNLOAD'");
    await assignPackage(store, enableId, [hardwareId], { isForced: false });

    expect(first).toEqual([
      { name: 'DOWNLOAD', value: null },
      { name: 'DOWNLOAD_FORCE', value: '1' },
      { name: 'DOWNLOAD_POSTCMD', value: 'reboot' },
      { name: 'DOWNLOAD_SCHEDULE', value: '2026/12/24 10:00' },
    ]);
    expect(await rows()).toEqual([{ name: 'DOWNLOAD', value: null }]);
    await expect(
      assignPackage(store, enableId, [hardwareId, 999_999], { isForced: false, schedule: 'soon' }),
    ).rejects.toThrow(
      expect.objectContaining({
        faults: [
          expect.objectContaining({ path: 'schedule' }),
          expect.objectContaining({ path: 'holders[1]' }),
        ],
      }),
    );
    expect(await rows()).toHaveLength(1);
  });

  test('what is activated has to be listed, and a place has no scheme', async () => {
    await expect(activatePackage(store, '1700000009', location)).rejects.toThrow(NotFoundError);
    await expect(
      activatePackage(store, '1700000001', { ...location, info: 'https://server/download' }),
    ).rejects.toThrow(InvalidInputError);
  });
});
