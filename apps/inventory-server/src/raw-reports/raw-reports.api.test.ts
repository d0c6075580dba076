import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { parseStoreLocation, type S3Credentials, type StoreLocation } from '@popis/byte-store';
import { formatInventory, formatProlog } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, getPeers, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAdminServer } from '../admin/admin-server.ts';
import { type Administration, openAdministration } from '../admin/administration.ts';
import { mergeDevices } from '../identity/merge-devices.ts';
import { undoMerge } from '../identity/undo-merge.ts';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { keepReports } from './keep-reports.ts';
import { openRawReports, type RawReports } from './raw-reports.ts';

const token = 'token-of-the-administration-in-tests';

interface Place {
  location: StoreLocation;
  credentials: S3Credentials | undefined;
  clear(): Promise<void>;
}

async function inFolder(): Promise<Place> {
  const root = await mkdtemp(path.join(tmpdir(), 'popis-reports-'));
  return {
    location: { kind: 'folder', root },
    credentials: undefined,
    clear: () => rm(root, { recursive: true }),
  };
}

async function inBucket(): Promise<Place> {
  const { endpoint, region, accessKey, secretKey } = getPeers('s3').s3;
  const location = parseStoreLocation(`s3://reports-${randomUUID()}/p?endpoint=${endpoint}&region=${region}`);
  return { location, credentials: { accessKey, secretKey }, clear: async () => undefined };
}

describe.each([
  { name: 'PostgreSQL and a folder', create: createEmptyDatabase, open: inFolder, isFound: false },
  { name: 'MariaDB and S3', create: createEmptyMysqlDatabase, open: inBucket, isFound: false },
  { name: 'a database without our tables', create: createEmptyDatabase, open: inFolder, isFound: true },
])('on $name', ({ create, open, isFound }) => {
  let database: TestDatabase;
  let place: Place;
  let store: Store;
  let reports: RawReports;
  let administration: Administration;
  let server: FastifyInstance;
  let admin: FastifyInstance;

  beforeAll(async () => {
    database = await create();
    place = await open();
    store = await openStore(database.url, 5, () => undefined);
    if (isFound) {
      await store.database.statements.query('DROP TABLE raw_report');
      await store.close();
      // As a real OCS server's: the table is neither there nor made.
      store = await openStore(database.url, 5, () => undefined);
    }
    reports = await openRawReports(store, { ...place, queueBytes: 8 * 1024 * 1024 });
    administration = openAdministration(store, undefined, reports);
    server = buildServer(store, {
      compatibility: 'loopback',
      extraUserAgents: [],
      onReport: keepReports(reports.keeper),
    });
    admin = buildAdminServer(administration, token);
  });
  afterAll(async () => {
    await server?.close();
    await admin?.close();
    await administration?.contacts.close();
    await reports?.close();
    await store?.close();
    await place?.clear();
    await database?.drop();
  });

  async function report(payload: Buffer): Promise<number> {
    const { statusCode } = await server.inject({
      method: 'POST',
      url: '/ocsinventory',
      headers: {
        'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0',
        'content-type': 'application/x-compress',
      },
      payload,
    });
    await reports.keeper.drain();
    return statusCode;
  }

  async function ask(url: string) {
    const { statusCode, body, headers, rawPayload } = await admin.inject({
      url: `/admin${url}`,
      headers: { authorization: `Bearer ${token}` },
    });
    const isJson = String(headers['content-type']).includes('json');
    return { status: statusCode, body: isJson ? JSON.parse(body) : undefined, headers, bytes: rawPayload };
  }

  async function idOf(name: string): Promise<number> {
    const rows = await store.database.statements.query('SELECT h.id AS id FROM hardware h WHERE h.name = ?', [
      name,
    ]);
    return Number(rows[0]?.id);
  }

  function inventoryOf(name: string, memory = '1024'): Buffer {
    return deflateSync(
      formatInventory({
        deviceId: `${name}-2026-01-02-03-04-05`,
        sections: { HARDWARE: [{ NAME: name, MEMORY: memory }], BIOS: [{ SSN: `SN-${name}` }] },
        accountInfo: [],
      }),
    );
  }

  test('the latest three inventories of a device are kept as they came, the same bytes once', async () => {
    const sent = ['1', '2', '2', '3', '4'].map((memory) => inventoryOf('ana', memory));
    for (const payload of sent) expect(await report(payload)).toBe(200);
    await report(deflateSync(formatProlog('ana-2026-01-02-03-04-05')));
    const id = await idOf('ana');

    const { body } = await ask(`/devices/${id}/reports`);

    expect(body.total).toBe(3);
    const shaOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(body.items.map((item: { sha256: string }) => item.sha256)).toEqual(
      [sent[4], sent[3], sent[2]].map((bytes) => shaOf(bytes ?? Buffer.alloc(0))),
    );
    expect(body.items[0]).toMatchObject({
      deviceId: 'ana-2026-01-02-03-04-05',
      query: 'INVENTORY',
      outcome: 'answered',
      status: 200,
      contentType: 'application/x-compress',
      userAgent: 'OCS-NG_unified_unix_agent_v2.10.0',
      address: '127.0.0.1',
      bytes: sent[4]?.length,
      isCut: false,
    });
  });

  test('a report is downloaded as an attachment, byte for byte, and read as XML', async () => {
    const sent = inventoryOf('boris');
    await report(sent);
    const id = await idOf('boris');
    const [{ report: name }] = (await ask(`/devices/${id}/reports`)).body.items;

    const file = await ask(`/devices/${id}/reports/${name}/content`);
    expect(file.bytes.equals(sent)).toBe(true);
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}.report"`,
      'x-content-type-options': 'nosniff',
    });
    const { body } = await ask(`/devices/${id}/reports/${name}/text`);
    expect(body).toMatchObject({ form: 'xml', isCut: false });
    expect(body.text).toContain('<SSN>SN-boris</SSN>');
  });

  test("a device does not show another's reports, and one that is not there none", async () => {
    await report(inventoryOf('cica'));
    await report(inventoryOf('dule'));
    const [cica, dule] = [await idOf('cica'), await idOf('dule')];
    const [{ report: name }] = (await ask(`/devices/${dule}/reports`)).body.items;

    expect((await ask(`/devices/${cica}/reports/${name}/content`)).status).toBe(404);
    expect((await ask(`/devices/${cica}/reports/..%2F..%2Fetc/content`)).status).toBe(400);
    expect((await ask('/devices/999999/reports')).status).toBe(404);
  });

  test('reports that were refused are kept apart, with the cause', async () => {
    expect(await report(Buffer.from('no report at all'))).toBe(500);
    expect(await report(deflateSync('<?xml version="1.0"?><REQUEST><OPEN></REQUEST>'))).toBe(500);

    const { body } = await ask('/refused-reports');

    expect(body.items.map((item: { cause: string }) => item.cause)).toEqual(['malformed', 'not-inflatable']);
    const text = await ask(`/refused-reports/${body.items[0].report}/text`);
    expect(text.body).toMatchObject({ form: 'xml' });
    const file = await ask(`/refused-reports/${body.items[1].report}/content`);
    expect(file.bytes.toString()).toBe('no report at all');
  });

  test('reports go with their device, whoever removed it', async () => {
    await report(inventoryOf('ema'));
    const id = await idOf('ema');
    const places = await reports.index.list(id);
    expect(places).toHaveLength(1);
    await store.database.statements.query('DELETE FROM hardware WHERE id = ?', [id]);

    expect(await reports.sweep()).toBe(1);

    const [gone] = places;
    expect(await reports.bytes.list(gone?.folder ?? '')).toEqual([]);
    expect(await reports.index.list(id)).toEqual([]);
    expect(await reports.sweep()).toBe(0);
  });

  if (!isFound) {
    test('a merge takes them along, and its undo gives them back', async () => {
      await report(inventoryOf('fica'));
      await report(inventoryOf('gaga'));
      const [kept, other] = [await idOf('fica'), await idOf('gaga')];
      const before = [await reports.index.list(kept), await reports.index.list(other)];

      await mergeDevices(store, kept, other, 'a test');
      expect((await ask(`/devices/${kept}/reports`)).body.total).toBe(2);

      const [merge] = await store.database.statements.query('SELECT max(m.id) AS id FROM device_merge m');
      await undoMerge(store, Number(merge?.id));
      expect([await reports.index.list(kept), await reports.index.list(other)]).toEqual(before);
    });
  }
});
