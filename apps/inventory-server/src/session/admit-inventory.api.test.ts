import { formatInventory, formatProlog } from '@popis/inventory-format';
import {
  createEmptyMysqlDatabase,
  createInventoryDatabase,
  getPeers,
  type TestDatabase,
} from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';

const { ocsUrl, ocsDatabaseUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl');
const userAgent = 'OCS-NG_unified_unix_agent_v2.10.0';

describe.each([
  { name: 'PostgreSQL', create: createInventoryDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    for (const table of ['hardware', 'accountinfo', 'prolog_conntrack', 'conntrack', 'section_digest']) {
      await query(`DELETE FROM ${table}`);
    }
    await query(
      "UPDATE config SET ivalue = 0 WHERE name IN ('INVENTORY_SESSION_ONLY', 'INVENTORY_FILTER_ON', 'INVENTORY_FILTER_FLOOD_IP')",
    );
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function setting(name: string, value: number) {
    await query('UPDATE config SET ivalue = ? WHERE name = ?', [value, name]);
  }

  async function send(name: string, kind: 'prolog' | 'inventory', trustedAddresses: string[] = []) {
    const deviceId = `${name}-2026-01-02-03-04-05`;
    const server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [], trustedAddresses });
    const answer = await server.inject({
      method: 'POST',
      url: '/ocsinventory',
      headers: { 'user-agent': userAgent },
      payload:
        kind === 'prolog'
          ? formatProlog(deviceId)
          : formatInventory({ deviceId, sections: { HARDWARE: [{ NAME: name }] }, accountInfo: [] }),
    });
    await server.close();
    return answer.statusCode;
  }

  async function countOf(table: string): Promise<number> {
    const [row] = await query(`SELECT count(*) AS n FROM ${table}`);
    return Number(row?.n);
  }

  test('no session is needed, and none kept, unless the setting says so', async () => {
    await send('a', 'prolog');

    expect(await countOf('prolog_conntrack')).toBe(0);
    expect(await send('a', 'inventory')).toBe(200);
  });

  test('a session begins with PROLOG and ends with the inventory', async () => {
    await setting('INVENTORY_SESSION_ONLY', 1);

    const without = await send('a', 'inventory');
    const stored = await countOf('hardware');
    await send('a', 'prolog');
    await send('a', 'prolog');

    expect([without, stored]).toEqual([403, 0]);
    expect(await countOf('prolog_conntrack')).toBe(1);
    expect(await send('a', 'inventory')).toBe(200);
    expect(await countOf('prolog_conntrack')).toBe(0);
    expect(await send('a', 'inventory')).toBe(403);
    expect(await send('a', 'inventory', ['127.0.*'])).toBe(200);
  });

  test('an old session is none, and is removed when it is time', async () => {
    await setting('INVENTORY_SESSION_ONLY', 1);
    await send('a', 'prolog');
    await query('UPDATE prolog_conntrack SET timestamp = timestamp - 700');
    await query("INSERT INTO prolog_conntrack (deviceid, timestamp) VALUES ('forgotten', 1)");

    expect(await send('a', 'inventory')).toBe(403);
    await query("UPDATE engine_persistent SET ivalue = 1 WHERE name = 'SESSION_CLEAN_DATE'");
    await send('b', 'prolog');
    const rows = await query('SELECT p.deviceid AS d FROM prolog_conntrack p ORDER BY p.deviceid');
    expect(rows.map((row) => String(row.d).split('-')[0])).toEqual(['a', 'b']);
  });

  test('one address brings one new device in a time, and known ones as often as they like', async () => {
    await setting('INVENTORY_FILTER_ON', 1);
    await setting('INVENTORY_FILTER_FLOOD_IP', 1);

    expect(await send('a', 'inventory')).toBe(200);
    expect(await send('a', 'inventory')).toBe(200);
    expect(await send('b', 'inventory')).toBe(403);
    expect(await countOf('hardware')).toBe(1);
    expect(await send('b', 'inventory', ['127.0.0.1'])).toBe(200);
    const ago = store.database.dialect.name === 'postgres' ? "interval '301 seconds'" : 'INTERVAL 301 SECOND';
    await query(`UPDATE conntrack SET timestamp = ${store.database.dialect.now} - ${ago}`);
    expect(await send('c', 'inventory')).toBe(200);
  });
});

describe('files below the path of agents', () => {
  let store: Store;
  const name = `popis-${Date.now().toString(36)}.exe`;

  beforeAll(async () => {
    store = await openStore(ocsDatabaseUrl, 2, () => undefined);
    await store.database.statements.query('INSERT INTO deploy (NAME, CONTENT) VALUES (?, ?)', [
      name,
      'MZ content',
    ]);
  });
  afterAll(async () => {
    await store.database.statements.query('DELETE FROM deploy WHERE NAME = ?', [name]);
    await store.close();
  });

  test.each([`/deploy/${name}`, '/deploy/missing', '/update/windows/agent/4032', '/other', ''])(
    'GET %s is answered as a real OCS server does',
    async (path) => {
      const server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });

      const theirs = await fetch(ocsUrl + path);
      const ours = await server.inject({ method: 'GET', url: `/ocsinventory${path}` });
      await server.close();

      expect(ours.statusCode).toBe(theirs.status);
      if (theirs.status === 200) expect(ours.payload).toBe(await theirs.text());
    },
  );
});
