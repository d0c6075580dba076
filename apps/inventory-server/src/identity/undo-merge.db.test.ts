import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TABLES, type Table, type TableColumn } from '../schema/tables.ts';
import { openStore, type Store } from '../store.ts';
import { mergeDevices } from './merge-devices.ts';
import { TREATED } from './merged-tables.ts';
import { undoMerge } from './undo-merge.ts';

const OWNERS = ['kept', 'other', 'third'] as const;
type Owner = (typeof OWNERS)[number];
type Ids = Record<Owner, number>;
type Values = Record<string, string | number | null>;

/** A row that a table holds of a device, the first or the second. */
interface Place {
  table: Table;
  column: string;
  owner: Owner;
  nth: number;
}

/** All places that can hold something of a device, in every table but `hardware`. */
const places: readonly Place[] = TABLES.flatMap((table) => {
  const column = (TREATED[table.name]?.column ?? 'hardware_id').toUpperCase();
  if (table.name === 'hardware' || !table.columns.some((each) => each.name === column)) return [];
  const isAlone = table.key !== 'identity' && table.key.length === 1 && table.key[0] === column;
  return OWNERS.flatMap((owner) => (isAlone ? [0] : [0, 1]).map((nth) => ({ table, column, owner, nth })));
});

/** Places by what a failing case is to be read by. */
const labels = new Map(places.map((place) => [`${place.table.name} ${place.owner} ${place.nth}`, place]));

let count = 0;

/** A value of a column that no other row has, as far as it can hold one. */
function makeValue({ name, type }: TableColumn, n: number): string | number {
  switch (type.kind) {
    case 'text':
      return `${n} ${name.toLowerCase()}`.slice(0, type.length);
    case 'longText':
      return `${n} of ${name}`;
    case 'date':
      return '2026-01-02';
    case 'timestamp':
      return `2026-01-02 03:04:${String(n % 60).padStart(2, '0')}`;
    case 'tinyInteger':
      return n % 2;
    case 'decimal':
      return 1.5;
    default:
      return n % 30_000;
  }
}

function rowOf(place: Place, ids: Ids): Values {
  count += 1;
  const n = count;
  const row: Values = {};
  for (const column of place.table.columns) row[column.name] = makeValue(column, n);
  row[place.column] = ids[place.owner];
  if (place.table.name === 'groups_cache') {
    row.GROUP_ID = 900 + ((n + place.nth) % 2) + place.nth * 2;
    row.STATIC = n % 3;
  }
  if (place.table.name === 'agent_key')
    row.STATE = ['active', 'revoked', 'released', 'pending', 'replaced'][n % 5] ?? 'active';
  // The lower of a pair comes first.
  if (place.table.name === 'device_distinct')
    row.OTHER_ID = place.nth === 0 && place.owner !== 'third' ? ids.third : 5_000_000 + place.nth;
  return row;
}

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

  async function insert(table: Table, row: Values): Promise<void> {
    const names = Object.keys(row).map((name) => name.toLowerCase());
    const columns = names.map((name) => store.database.dialect.table(name)).join(', ');
    await query(
      `INSERT INTO ${store.database.dialect.table(table.name)} (${columns}) VALUES (${names.map(() => '?').join(', ')})`,
      Object.values(row),
    );
  }

  async function makeDevice(): Promise<number> {
    count += 1;
    const hardware = TABLES.find((table) => table.name === 'hardware');
    const row = Object.fromEntries(
      (hardware?.columns ?? []).map((column) => [column.name.toLowerCase(), makeValue(column, count)]),
    );
    return await store.database.statements.insertOne('hardware', row);
  }

  async function makeDevices(): Promise<Ids> {
    return { kept: await makeDevice(), other: await makeDevice(), third: await makeDevice() };
  }

  /** Every row of every table, but those that tell of merges. */
  async function readAll(): Promise<Map<string, string[]>> {
    const all = new Map<string, string[]>();
    for (const { name } of TABLES.filter((table) => !table.name.startsWith('device_merge'))) {
      const table = store.database.dialect.table(name);
      const { rows } = await store.database.statements.queryTable(`SELECT t.* FROM ${table} t`);
      all.set(name, rows.map((row) => JSON.stringify(row)).sort());
    }
    return all;
  }

  /** The tables that say something of a device, but for those that say what was. */
  async function listNaming(id: number): Promise<string[]> {
    const naming: string[] = [];
    for (const { table, column } of new Map(places.map((place) => [place.table.name, place])).values()) {
      const name = store.database.dialect.table(table.name);
      const rows = await query(`SELECT count(*) AS n FROM ${name} t WHERE t.${column.toLowerCase()} = ?`, [
        id,
      ]);
      if (Number(rows[0]?.n) > 0 && TREATED[table.name]?.treatment !== 'left') naming.push(table.name);
    }
    return naming;
  }

  async function deviceOf(table: string, condition: string, column = 'hardware_id'): Promise<unknown> {
    const rows = await query(`SELECT t.${column} AS id FROM ${table} t WHERE ${condition}`);
    return rows.length === 1 ? Number(rows[0]?.id) : rows.length;
  }

  test('a merge that is taken back leaves every table as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...labels.keys()], { minLength: Math.floor(labels.size / 2) }),
        async (names) => {
          const chosen = names.flatMap((name) => labels.get(name) ?? []);
          const ids = await makeDevices();
          for (const place of chosen) await insert(place.table, rowOf(place, ids));
          const hasAccount = chosen.some(
            ({ table, owner }) => table.name === 'accountinfo' && owner === 'other',
          );
          // A device that an agent made has its row there.
          if (!hasAccount) await query('INSERT INTO accountinfo (hardware_id) VALUES (?)', [ids.other]);
          const before = await readAll();

          const mergeId = await mergeDevices(store, ids.kept, ids.other, 'one machine');
          // What it is another than, it is again when the merge is taken back.
          const naming = (await listNaming(ids.other)).filter((name) => name !== 'device_distinct');
          await undoMerge(store, Number(mergeId));
          await query('DELETE FROM device_distinct WHERE hardware_id = ? AND other_id = ?', [
            ids.kept,
            ids.other,
          ]);

          expect(naming).toEqual([]);
          expect(await readAll()).toEqual(before);
        },
      ),
      { numRuns: 8 },
    );
  });

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
