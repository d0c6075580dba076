import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerProlog } from '../prolog/answer-prolog.ts';
import { DEFAULT_SETTINGS } from '../schema/default-settings.ts';
import { openStore, type Store } from '../store.ts';
import { revalidateGroups } from './revalidate-groups.ts';

const now = new Date('2026-11-28T12:00:00Z');
const seconds = now.getTime() / 1000;

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  let ids: Record<string, number>;
  let group: number;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 10, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    for (const table of ['hardware', 'bios', 'groups_cache', 'devices', groups()])
      await query(`DELETE FROM ${table}`);
    ids = {};
    for (const name of ['ana', 'boris', 'cica']) {
      ids[name] = await store.database.statements.insertOne('hardware', {
        deviceid: `${name}-2026-01-02-03-04-05`,
        name,
        memory: name === 'ana' ? 8192 : 4096,
      });
    }
    for (const name of ['ana', 'boris']) {
      await query("INSERT INTO bios (hardware_id, smodel) VALUES (?, 'OptiPlex 7090')", [ids[name] ?? 0]);
    }
    group = await store.database.statements.insertOne('hardware', {
      deviceid: '_SYSTEMGROUP_',
      memory: 9999,
    });
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  function groups(): string {
    return store.database.dialect.table('groups');
  }

  async function define(request: string, definition = '', revalidateFrom = 0): Promise<void> {
    await query(
      `INSERT INTO ${groups()} (hardware_id, request, xmldef, create_time, revalidate_from) VALUES (?, ?, ?, 0, ?)`,
      [group, request, definition, revalidateFrom],
    );
  }

  async function members(): Promise<string[]> {
    const rows = await query(
      `SELECT h.deviceid AS deviceid, g.static AS static FROM groups_cache g JOIN hardware h ON h.id = g.hardware_id
       WHERE g.group_id = ? ORDER BY h.deviceid`,
      [group],
    );
    return rows.map((row) => `${String(row.deviceid).split('-')[0]} ${row.static}`);
  }

  async function renew(settings: Record<string, number> = {}): Promise<boolean> {
    return await revalidateGroups(store, { ...DEFAULT_SETTINGS, ...settings }, now);
  }

  test('a request finds the members, and groups are none', async () => {
    await define(
      "SELECT DISTINCT ID FROM hardware WHERE MEMORY > 5000 AND NAME <> 'x' OR deviceid = '_SYSTEMGROUP_'",
    );

    expect(await renew()).toBe(true);

    expect(await members()).toEqual(['ana 0']);
    const [row] = await query(`SELECT g.create_time AS made, g.revalidate_from AS next FROM ${groups()} g`);
    expect(row?.made).toBe(seconds);
    expect(Number(row?.next)).toBeGreaterThanOrEqual(seconds);
    expect(Number(row?.next)).toBeLessThan(seconds + 43_200);
  });

  test('several requests have to hold together', async () => {
    await define(
      '',
      `<xmldef><REQUEST>SELECT DISTINCT HARDWARE_ID FROM bios WHERE SMODEL LIKE 'optiplex%'</REQUEST>
       <REQUEST>SELECT ID FROM hardware WHERE MEMORY &lt; 5000</REQUEST></xmldef>`,
    );

    await renew();

    expect(await members()).toEqual(['boris 0']);
  });

  test('whom people put in or out stays so, and who is none any more goes', async () => {
    const put = 'INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, ?, ?)';
    await query(put, [ids.ana ?? 0, group, 2]);
    await query(put, [ids.boris ?? 0, group, 0]);
    await query(put, [ids.cica ?? 0, group, 1]);
    await define("SELECT ID FROM hardware WHERE NAME IN ('ana', 'cica')");

    await renew();

    expect(await members()).toEqual(['ana 2', 'cica 1']);
  });

  test('a cache that is young is left, and so are all where groups are off', async () => {
    await define('SELECT ID FROM hardware', '', seconds - 43_200);

    expect(await renew()).toBe(false);
    expect(await renew({ GROUPS_CACHE_REVALIDATE: 0 })).toBe(false);
    expect(await renew({ GROUPS_CACHE_REVALIDATE: 1, ENABLE_GROUPS: 0 })).toBe(false);
    expect(await renew({ GROUPS_CACHE_REVALIDATE: 43_199 })).toBe(true);
    expect(await members()).toEqual(['ana 0', 'boris 0', 'cica 0']);
  });

  test.each([
    ['an attack', 'SELECT ID FROM hardware; UPDATE config SET ivalue = 0'],
    ['a mistake', 'SELECT nothing_such FROM hardware'],
    ['a secret', 'SELECT ID FROM snmp_communities'],
  ])('%s leaves the members as they are', async (_what, request) => {
    await query('INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, ?, 0)', [
      ids.ana ?? 0,
      group,
    ]);
    await define(request);

    await renew();

    expect(await members()).toEqual(['ana 0']);
    expect(await renew()).toBe(false);
  });

  test('a static group is not touched', async () => {
    await query('INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, ?, 1)', [
      ids.ana ?? 0,
      group,
    ]);
    await define('', 'NULL');

    await renew();

    expect(await members()).toEqual(['ana 1']);
  });

  test('nothing can be written where others’ statements are read', async () => {
    const write = store.database.readOnly(1000, (statements) => statements.query('DELETE FROM hardware'));

    await expect(write).rejects.toThrow();

    expect(await query('SELECT h.id AS id FROM hardware h')).toHaveLength(4);
    await query("UPDATE hardware SET name = 'written again' WHERE id = ?", [ids.ana ?? 0]);
  });

  test('a contact brings the members up to date before the device is told', async () => {
    await define('SELECT ID FROM hardware WHERE MEMORY > 5000');
    await store.database.statements.insertOne('devices', {
      hardware_id: group,
      name: 'PROLOG_FREQ',
      ivalue: 3,
    });
    const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };
    const contact = async (name: string) =>
      await answerProlog(store, { query: 'PROLOG', deviceId: `${name}-2026-01-02-03-04-05` }, sender);

    const [ana, ...again] = await Promise.all([contact('ana'), contact('ana'), contact('ana')]);

    expect(ana?.prologFrequencyHours).toBe(3);
    expect(again.map((reply) => reply.prologFrequencyHours)).toEqual([3, 3]);
    expect((await contact('boris')).prologFrequencyHours).toBe(24);
    expect(await members()).toEqual(['ana 0']);
  });
});
