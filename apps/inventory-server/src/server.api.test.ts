import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { formatInventory, formatProlog } from '@popis/inventory-format';
import { createEmptyMysqlDatabase, createInventoryDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServer, type ServerOptions } from './server.ts';
import { openStore, type Store } from './store.ts';

/** One exchange with a real OCS 2.8.1 server, as it was captured. */
interface Probe {
  name: string;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  userAgent: string;
  form: 'zlib' | 'gzip' | 'plain' | 'raw-deflate' | 'garbage';
  body: string;
  expected: { status: number; form?: string; body?: string; contentType?: string; closes?: boolean };
}

const probes: Probe[] = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/ocs-2.8.1-probes.json'), 'utf8'),
);
const device = 'probea071229-2026-01-02-03-04-00';
const unixAgent = 'OCS-NG_unified_unix_agent_v2.10.0';
const defaults: ServerOptions = { compatibility: 'loopback', extraUserAgents: [] };

/** Where we answer otherwise than OCS 2.8.1 did, and why; `docs/ocs-conformance.md` tells all of them. */
const differences: { probe?: string; status?: number }[] = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/ocs-differences.json'), 'utf8'),
);

/** What an administrator did in the database before an exchange, and after it. */
const SET_UP: Record<string, string[]> = {
  '32-prolog_FREQUENCY_7_fresh_inventory': ["UPDATE config SET ivalue = 7 WHERE name = 'FREQUENCY'"],
  '33-prolog_FREQUENCY_7_inventory_8_days_old': ["UPDATE hardware SET lastdate = '2020-01-01 00:00:00'"],
  '34-prolog_FREQUENCY_7_but_device_override_0': [
    "UPDATE hardware SET lastdate = '2999-01-01 00:00:00'",
    `INSERT INTO devices (hardware_id, name, ivalue) SELECT h.id, 'FREQUENCY', 0 FROM hardware h WHERE h.deviceid = '${device}'`,
  ],
  '35-prolog_FREQUENCY_-1': [
    "DELETE FROM devices WHERE name = 'FREQUENCY'",
    "UPDATE config SET ivalue = -1 WHERE name = 'FREQUENCY'",
  ],
  '37-prolog_device_PROLOG_FREQ_3': [
    "UPDATE config SET ivalue = 0 WHERE name = 'FREQUENCY'",
    `INSERT INTO devices (hardware_id, name, ivalue) SELECT h.id, 'PROLOG_FREQ', 3 FROM hardware h WHERE h.deviceid = '${device}'`,
  ],
  '38-prolog_ipdiscover_elected': [
    "DELETE FROM devices WHERE name = 'PROLOG_FREQ'",
    `INSERT INTO devices (hardware_id, name, ivalue, tvalue) SELECT h.id, 'IPDISCOVER', 1, '10.1.2.0' FROM hardware h WHERE h.deviceid = '${device}'`,
  ],
  '41-prolog_registry_option': [
    "DELETE FROM devices WHERE name = 'IPDISCOVER'",
    "UPDATE config SET ivalue = 1 WHERE name = 'REGISTRY'",
    "INSERT INTO regconfig (name, regtree, regkey, regvalue) VALUES ('IE version', 2, 'BACKSLASHED', 'Version')",
  ],
  '42-prolog_DOWNLOAD_1_package_affected': [
    "UPDATE config SET ivalue = 0 WHERE name = 'REGISTRY'",
    "UPDATE config SET ivalue = 1 WHERE name = 'DOWNLOAD'",
    "INSERT INTO download_enable (fileid, info_loc, pack_loc, cert_path, cert_file) VALUES ('1700000001', '127.0.0.1/download', '127.0.0.1/download', 'INSTALL_PATH', 'INSTALL_PATH/cacert.pem')",
    affect("'DOWNLOAD'", 'NULL'),
  ],
  '43-prolog_DOWNLOAD_1_forced_scheduled_postcmd': [
    affect("'DOWNLOAD_FORCE'", "'1'"),
    affect("'DOWNLOAD_SCHEDULE'", "'2026/01/01 10:00'"),
    affect("'DOWNLOAD_POSTCMD'", "'reboot'"),
  ],
  '46-prolog_package_already_in_history': [
    "DELETE FROM devices WHERE name LIKE 'DOWNLOAD_%'",
    "UPDATE devices SET tvalue = NULL WHERE name = 'DOWNLOAD'",
  ],
  '47-inventory_after_admin_changed_TAG_and_extra_field': [
    'ALTER TABLE accountinfo ADD COLUMN fields_9 varchar(255)',
    `UPDATE accountinfo SET tag = 'ADMIN-SET', fields_9 = 'Bâtiment B' WHERE hardware_id = (SELECT h.id FROM hardware h WHERE h.deviceid = '${device}')`,
  ],
  // What the merge by likeness before it leaves in OCS.
  '50-old_deviceid_merge': [
    "UPDATE accountinfo SET tag = 'T1' WHERE hardware_id IN (SELECT h.id FROM hardware h WHERE h.deviceid LIKE 'dup071229-%-01')",
  ],
  '48-duplicate_first': ['ALTER TABLE accountinfo DROP COLUMN fields_9'],
};

function affect(name: string, value: string): string {
  return `INSERT INTO devices (hardware_id, name, ivalue, tvalue)
    SELECT h.id, ${name}, e.id, ${value} FROM hardware h, download_enable e WHERE h.deviceid = '${device}'`;
}

const pack: Record<Probe['form'], (body: string) => Uint8Array> = {
  zlib: (body) => (body === '' ? Buffer.alloc(0) : deflateSync(encode(body))),
  gzip: (body) => gzipSync(encode(body)),
  plain: (body) => encode(body),
  'raw-deflate': (body) => deflateRawSync(encode(body)),
  garbage: () => Buffer.from('hello world'),
};

function encode(body: string): Buffer {
  return Buffer.from(body, body.includes('encoding="ISO-8859-1"') ? 'latin1' : 'utf8');
}

function unpack(bytes: Buffer): string {
  if (bytes[0] === 0x78) return inflateSync(bytes).toString();
  return bytes[0] === 0x1f ? gunzipSync(bytes).toString() : bytes.toString();
}

/** A tree of XML in which neither the order of elements nor that of attributes tells. */
function treeOf(xml: string): unknown[] {
  const root: unknown[] = [];
  const open: unknown[][] = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const element = [name, Object.entries(attributes).sort()];
    open.at(-1)?.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    if (text.trim() !== '') open.at(-1)?.push(text);
  });
  parser.on('closetag', () => {
    const element = open.pop() ?? [];
    const [name, attributes, ...children] = element;
    children.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    element.splice(0, element.length, name, attributes, ...children);
  });
  parser.write(xml).close();
  return root;
}

function post(server: FastifyInstance, payload: Uint8Array, headers: Record<string, string> = {}) {
  return server.inject({
    method: 'POST',
    url: '/ocsinventory',
    headers: { 'user-agent': unixAgent, 'content-type': 'application/x-compress', ...headers },
    payload: Buffer.from(payload),
  });
}

describe.each([
  { name: 'PostgreSQL', create: createInventoryDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('over $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  let server: FastifyInstance;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
    server = buildServer(store, defaults);
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
    await database?.drop();
  });

  async function countDevices(): Promise<number> {
    const [row] = await store.database.statements.query('SELECT count(*) AS n FROM hardware');
    return Number(row?.n);
  }

  describe('the exchanges with a real OCS server give the same', () => {
    test.each(probes.map((probe) => [probe.name, probe] as const))('%s', async (name, probe) => {
      for (const sql of SET_UP[name] ?? []) {
        await store.database.statements.query(sql);
      }
      if (name.startsWith('41')) {
        await store.database.statements.query('UPDATE regconfig SET regkey = ?', [
          'SOFTWARE\\Microsoft\\Internet Explorer',
        ]);
      }
      const difference = differences.find((each) => each.probe === name);

      const answer = await server.inject({
        method: probe.method,
        url: probe.path,
        headers: { 'user-agent': probe.userAgent, 'content-type': 'application/x-compress' },
        ...(probe.body === '' && probe.form !== 'garbage'
          ? {}
          : { payload: Buffer.from(pack[probe.form](probe.body)) }),
      });

      expect(answer.statusCode).toBe(difference?.status ?? probe.expected.status);
      if (answer.statusCode !== 200) {
        expect(answer.rawPayload).toHaveLength(0);
        return;
      }
      expect(answer.headers['content-type']).toBe(probe.expected.contentType);
      expect(answer.headers.connection === 'close').toBe(probe.expected.closes ?? false);
      const body = answer.rawPayload;
      const form =
        body.length === 0 ? 'empty' : body[0] === 0x78 ? 'zlib' : body[0] === 0x1f ? 'gzip' : 'plain';
      expect(form).toBe(probe.expected.form);
      if (probe.expected.body === undefined) return;
      expect(treeOf(unpack(body))).toEqual(treeOf(probe.expected.body));
    });

    test('arithmetic of a number is not carried out, and characters beyond U+FFFF are kept', async () => {
      const [number] = await store.database.statements.query(
        "SELECT h.memory AS memory FROM hardware h WHERE h.deviceid LIKE 'probenum%'",
      );
      const [text] = await store.database.statements.query(
        "SELECT h.description AS description FROM hardware h WHERE h.deviceid LIKE 'probeu8%'",
      );
      const [latin] = await store.database.statements.query(
        "SELECT h.description AS description FROM hardware h WHERE h.deviceid LIKE 'probeiso%'",
      );

      expect(number).toEqual({ memory: 40 });
      expect(text).toEqual({ description: '日本 😀 é' });
      expect(latin).toEqual({ description: 'Éàü' });
    });
  });

  describe('hostile bodies store nothing and leave the server standing', () => {
    const id = 'evil-2026-01-02-03-04-05';
    const inventory = formatInventory({
      deviceId: id,
      sections: { HARDWARE: [{ NAME: 'evil' }] },
      accountInfo: [],
    });
    const laughs = `<!DOCTYPE r [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, level) => `<!ENTITY b${level} "${level === 0 ? '&a;&a;' : `&b${level - 1};&b${level - 1};`}">`).join('')}]>`;

    test.each<[string, Uint8Array, number]>([
      ['cut zlib', deflateSync(inventory).subarray(0, 60), 500],
      ['cut gzip', gzipSync(inventory).subarray(0, 60), 500],
      ['raw deflate', deflateRawSync(inventory), 500],
      ['nothing', Buffer.alloc(0), 500],
      ['random bytes', Buffer.from([0x78, 0x9c, 1, 2, 3, 4, 5, 6]), 500],
      ['40 MiB inflated', deflateSync(Buffer.alloc(40 * 1024 * 1024, 0x20)), 413],
      ['3 MiB on the wire', Buffer.alloc(3 * 1024 * 1024, 0x78), 413],
      ['malformed XML', deflateSync(inventory.replace('</REQUEST>', '')), 500],
      ['a billion laughs', deflateSync(laughs + inventory.slice(inventory.indexOf('<REQUEST>'))), 500],
      [
        'an external entity',
        deflateSync(`<!DOCTYPE r SYSTEM "http://127.0.0.1/x">${inventory.slice(39)}`),
        500,
      ],
      ['a deep document', deflateSync(`<?xml version="1.0"?>${'<A>'.repeat(50_000)}`), 413],
      ['many elements', deflateSync(`<?xml version="1.0"?><A>${'<B></B>'.repeat(500_000)}</A>`), 413],
      [
        'more rows of one section than are taken',
        deflateSync(
          formatInventory({
            deviceId: id,
            sections: { PORTS: Array.from({ length: 25_001 }, (_, index) => ({ NAME: `COM${index}` })) },
            accountInfo: [],
          }),
        ),
        413,
      ],
      [
        'more new words than are taken',
        deflateSync(
          formatInventory({
            deviceId: id,
            sections: {
              HARDWARE: [{ NAME: 'evil' }],
              SOFTWARES: Array.from({ length: 10_500 }, (_, index) => ({
                NAME: `evil title ${index}`,
                PUBLISHER: `evil publisher ${index}`,
                VERSION: `evil ${index}`,
              })),
            },
            accountInfo: [],
          }),
        ),
        413,
      ],
      ['a bad DEVICEID', deflateSync(inventory.replaceAll(id, 'evil')), 400],
      ['a DEVICEID that is SQL', deflateSync(inventory.replaceAll(id, "x' OR '1'='1")), 400],
      ['an unknown QUERY', deflateSync(inventory.replace('INVENTORY</QUERY>', 'DELETE</QUERY>')), 400],
      ['no QUERY', deflateSync(inventory.replace('<QUERY>INVENTORY</QUERY>', '')), 400],
    ])('%s', async (_what, payload, status) => {
      const before = await countDevices();

      const answer = await post(server, payload);

      expect(answer.statusCode).toBe(status);
      expect(await countDevices()).toBe(before);
      expect(
        await store.database.statements.query(
          "SELECT n.id AS id FROM software_name n WHERE n.name LIKE 'evil%'",
        ),
      ).toEqual([]);
      expect((await server.inject('/health')).json()).toEqual({ status: 'ok' });
    });
  });

  test('a fault of the database is 503 with Retry-After, and nothing is stored', async () => {
    await store.database.statements.query('ALTER TABLE ports RENAME TO ports_away');
    const xml = formatInventory({
      deviceId: 'fault-2026-01-02-03-04-05',
      sections: { HARDWARE: [{ NAME: 'x' }], PORTS: [{ NAME: 'COM1' }] },
      accountInfo: [],
    });
    const before = await countDevices();

    const answer = await post(server, deflateSync(xml));
    await store.database.statements.query('ALTER TABLE ports_away RENAME TO ports');

    expect(answer.statusCode).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await countDevices()).toBe(before);
    expect((await post(server, deflateSync(xml))).statusCode).toBe(200);
  });

  test('a body without a content type is read', async () => {
    const answer = await server.inject({
      method: 'POST',
      url: '/ocsinventory',
      headers: { 'user-agent': unixAgent },
      payload: Buffer.from(deflateSync(formatProlog(device))),
    });

    expect(answer.statusCode).toBe(200);
  });

  test('a slash at the end of the path does not matter', async () => {
    const answer = await server.inject({
      method: 'POST',
      url: '/ocsinventory/',
      headers: { 'user-agent': unixAgent, 'content-type': 'application/x-compress' },
      payload: Buffer.from(deflateSync(formatProlog(device))),
    });

    expect(answer.statusCode).toBe(200);
  });

  test('an agent may say application/xml', async () => {
    const answer = await post(server, Buffer.from(formatProlog(device)), {
      'content-type': 'application/xml',
    });

    expect(answer.statusCode).toBe(200);
  });
});

describe('who may report', () => {
  let database: TestDatabase;
  let store: Store;
  const prolog = deflateSync(formatProlog(device));

  beforeAll(async () => {
    database = await createInventoryDatabase();
    store = await openStore(database.url, 2, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  async function statusFrom(
    options: ServerOptions,
    remoteAddress: string,
    headers: Record<string, string> = {},
  ) {
    const server = buildServer(store, options);
    const answer = await server.inject({
      method: 'POST',
      url: '/ocsinventory',
      remoteAddress,
      headers: { 'user-agent': unixAgent, ...headers },
      payload: prolog,
    });
    await server.close();
    return answer.statusCode;
  }

  test('plain agents come from where the switch lets them', async () => {
    expect(await statusFrom(defaults, '127.0.0.1')).toBe(200);
    expect(await statusFrom(defaults, '::ffff:127.0.0.1')).toBe(200);
    expect(await statusFrom(defaults, '10.0.0.7')).toBe(403);
    expect(await statusFrom({ ...defaults, compatibility: 'open' }, '10.0.0.7')).toBe(200);
    expect(await statusFrom({ ...defaults, compatibility: 'off' }, '127.0.0.1')).toBe(403);
  });

  test('a header does not make an address', async () => {
    expect(await statusFrom(defaults, '10.0.0.7', { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
  });

  test('extra user agents are let in', async () => {
    const headers = { 'user-agent': 'Acme-Agent_v7' };

    expect(await statusFrom(defaults, '127.0.0.1', headers)).toBe(400);
    expect(await statusFrom({ ...defaults, extraUserAgents: ['Acme-Agent_v*'] }, '127.0.0.1', headers)).toBe(
      200,
    );
  });

  test('other methods and paths are refused as OCS does', async () => {
    const server = buildServer(store, defaults);
    const status = async (
      method: 'GET' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS' | 'POST',
      url: string,
    ) => (await server.inject({ method, url })).statusCode;

    expect(await status('GET', '/ocsinventory')).toBe(400);
    expect(await status('GET', '/ocsinventory/deploy/x')).toBe(400);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const) {
      expect(await status(method, '/ocsinventory')).toBe(403);
    }
    expect(await status('POST', '/other')).toBe(404);
    await server.close();
  });

  test('a stopping server answers the report it has begun', async () => {
    const server = buildServer(store, { ...defaults });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    const sections = {
      SOFTWARES: Array.from({ length: 2000 }, (_, index) => ({ NAME: `n${index}`, VERSION: '1' })),
    };
    const xml = formatInventory({ deviceId: 'late-2026-01-02-03-04-05', sections, accountInfo: [] });

    const arrived = new Promise((resolve) => server.server.once('request', resolve));
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        { port, method: 'POST', path: '/ocsinventory', headers: { 'user-agent': unixAgent } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on('error', reject);
      request.end(deflateSync(xml));
    });
    await arrived;
    await server.close();

    expect(await answered).toBe(200);
    const [row] = await store.database.statements.query(
      "SELECT count(*) AS n FROM software s JOIN hardware h ON h.id = s.hardware_id WHERE h.deviceid LIKE 'late%'",
    );
    expect(Number(row?.n)).toBe(2000);
  });
});
