import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { mergeDevices } from './merge-devices.ts';
import { undoMerge } from './undo-merge.ts';

let count = 0;

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
    await query("UPDATE config SET ivalue = 1 WHERE name = 'TRACE_DELETED'");
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  async function query(sql: string, values: (string | number | null)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function makeDevice(): Promise<number> {
    count += 1;
    const row = { deviceid: `device-${count}`, name: `PC-${count}` };
    return await store.database.statements.insertOne('hardware', row);
  }

  async function makeDevices(): Promise<{ kept: number; other: number; third: number }> {
    return { kept: await makeDevice(), other: await makeDevice(), third: await makeDevice() };
  }

  async function deviceOf(table: string, condition: string, column = 'hardware_id'): Promise<unknown> {
    const rows = await query(`SELECT t.${column} AS id FROM ${table} t WHERE ${condition}`);
    return rows.length === 1 ? Number(rows[0]?.id) : rows.length;
  }

  test('what was said since goes with the other, what people did since stays where they did it', async () => {
    const { kept, other, third } = await makeDevices();
    await query("INSERT INTO itmgmt_comments (hardware_id, comments) VALUES (?, 'first')", [other]);
    await query("INSERT INTO itmgmt_comments (hardware_id, comments) VALUES (?, 'second')", [other]);
    const netmap =
      "INSERT INTO netmap (ip, mac, mask, netid, hardware_id) VALUES ('192.0.2.1', ?, 'm', 'n', ?)";
    for (const [mac, id] of [
      ['s-kept', kept],
      ['s-other', other],
      ['s-wander', other],
    ] as const)
      await query(netmap, [mac, id]);
    const mergeId = await mergeDevices(store, kept, other, 'one machine');

    await query("UPDATE itmgmt_comments SET comments = 'first, edited' WHERE comments = 'first'");
    await query("DELETE FROM itmgmt_comments WHERE comments = 'second'");
    await query("INSERT INTO itmgmt_comments (hardware_id, comments) VALUES (?, 'since')", [kept]);
    await query(netmap, ['s-since', kept]);
    await query("UPDATE netmap SET hardware_id = ? WHERE mac = 's-wander'", [third]);
    await query(
      "INSERT INTO download_enable (fileid, info_loc, pack_loc, server_id) VALUES ('since', 'x', 'y', ?)",
      [kept],
    );
    await undoMerge(store, Number(mergeId));

    expect(await deviceOf('itmgmt_comments', "t.comments = 'first, edited'")).toBe(other);
    expect(await deviceOf('itmgmt_comments', "t.comments = 'second'")).toBe(0);
    expect(await deviceOf('itmgmt_comments', "t.comments = 'since'")).toBe(kept);
    expect(await deviceOf('netmap', "t.mac = 's-kept'")).toBe(kept);
    expect(await deviceOf('netmap', "t.mac = 's-other'")).toBe(other);
    expect(await deviceOf('netmap', "t.mac = 's-since'")).toBe(other);
    expect(await deviceOf('netmap', "t.mac = 's-wander'")).toBe(third);
    expect(await deviceOf('download_enable', "t.fileid = 'since'", 'server_id')).toBe(kept);
  });

  test('a key that took the place of the other one since is its own, and no counter goes back', async () => {
    const { kept, other } = await makeDevices();
    const key =
      "INSERT INTO agent_key (key_id, public_key, deviceid, hardware_id, state, counter) VALUES (?, 'p', ?, ?, ?, ?)";
    const name = (part: string) => `${store.database.dialect.name} ${part}`;
    await query(key, [name('kept'), 'alias of kept', kept, 'active', 7]);
    await query(key, [name('other'), 'alias of other', other, 'active', 3]);
    const mergeId = await mergeDevices(store, kept, other, 'one machine');
    await query("UPDATE agent_key SET state = 'replaced', successor = ?, counter = 9 WHERE key_id = ?", [
      name('next'),
      name('other'),
    ]);
    await query(key, [name('next'), 'alias of other', kept, 'active', 2]);

    await undoMerge(store, Number(mergeId));

    const rows = await query(
      'SELECT k.key_id AS key_id, k.hardware_id AS id, k.state AS state, k.counter AS counter FROM agent_key k WHERE k.hardware_id IN (?, ?) ORDER BY k.id',
      [kept, other],
    );
    expect(rows.map((row) => [row.key_id, Number(row.id), row.state, Number(row.counter)])).toEqual([
      [name('kept'), kept, 'active', 7],
      [name('other'), other, 'replaced', 9],
      [name('next'), other, 'active', 2],
    ]);
  });

  test('that the other is another than a third holds for both while they are one, and for it alone afterwards', async () => {
    const { kept, other, third } = await makeDevices();
    await query('INSERT INTO device_distinct (hardware_id, other_id) VALUES (?, ?)', [other, third]);
    const pairs = async () =>
      (
        await query(
          'SELECT d.hardware_id AS id FROM device_distinct d WHERE d.other_id = ? ORDER BY d.hardware_id',
          [third],
        )
      ).map((row) => Number(row.id));

    const mergeId = await mergeDevices(store, kept, other, 'one machine');
    expect(await pairs()).toEqual([kept, other]);
    await undoMerge(store, Number(mergeId));

    expect(await pairs()).toEqual([other]);
  });

  test('a device that was merged into another since is taken out of that first', async () => {
    const { kept, other, third } = await makeDevices();
    const first = await mergeDevices(store, kept, other, 'one machine');
    const second = await mergeDevices(store, third, kept, 'one machine');

    await expect(undoMerge(store, Number(first))).rejects.toThrow('take the later merge back first');
    await undoMerge(store, Number(second));
    expect(await undoMerge(store, Number(first))).toEqual({ keptId: kept, otherId: other });
  });
});
