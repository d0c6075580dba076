import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Dice,
  diceOf,
  emptyInventory,
  type InventoryState,
  inOrder,
  randomRow,
  readState,
} from '../../../../tests/inventory/random-rows.ts';
import { inventoryDatabases } from '../../../../tests/inventory/test-inventory.ts';
import type { Row } from '../database/database.ts';
import { TABLES, type Table } from '../schema/tables.ts';
import { openStore, type Store } from '../store.ts';
import { insertDistinct } from './distinct.repository.ts';
import { mergeDevices, takeOver } from './merge-devices.ts';
import { TREATED } from './merged-tables.ts';
import { undoMerge } from './undo-merge.ts';

/** What tells of merges themselves, and of nothing else. */
const OF_MERGES = ['device_merge', 'device_merge_rows'];
const GROUPS = [901, 902, 903, 904, 905, 906];
const SINCE = '2026-11-29 01:02:03';

/** Two devices that are made one, a third, and how they are put into the database. */
interface World {
  store: Store;
  dice: Dice;
  kept: number;
  other: number;
  third: number;
}

/** What happens while two are one: what is done, and what is to be seen of it when they are two again. */
interface Happening {
  name: string;
  run(world: World): Promise<void>;
  expect(world: World, state: InventoryState): void;
}

function tableOf(name: string): Table {
  const table = TABLES.find((each) => each.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}

async function insert(
  { store, dice }: Pick<World, 'store' | 'dice'>,
  name: string,
  given: Row,
): Promise<Row> {
  const row = randomRow(tableOf(name), dice, given);
  const names = Object.keys(row);
  const quoted =
    store.database.dialect.name === 'mysql'
      ? names.map((each) => `\`${each}\``)
      : names.map((each) => `"${each}"`);
  await store.database.statements.query(
    `INSERT INTO ${name} (${quoted.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    Object.values(row),
  );
  return row;
}

/** Rows of every table that names devices. */
async function fill(world: World): Promise<void> {
  const { dice, kept, other, third } = world;
  const inserts: Promise<unknown>[] = [];
  for (const device of [kept, other, third]) {
    inserts.push(insert(world, 'hardware', { id: device, deviceid: `device-${device}` }));
    for (const table of TABLES) {
      const isOurs =
        table.columns.some(({ name }) => name === 'HARDWARE_ID') && TREATED[table.name]?.treatment !== 'left';
      const [first, ...more] = [table.key].flat();
      const count = first === 'HARDWARE_ID' && more.length === 0 ? dice(2) : dice(4);
      if (isOurs && !['groups_cache', 'device_distinct', 'agent_key', 'accountinfo'].includes(table.name)) {
        for (let index = 0; index < count; index += 1) {
          inserts.push(insert(world, table.name, { hardware_id: device }));
        }
      }
    }
    inserts.push(insert(world, 'accountinfo', { hardware_id: device }));
    for (const group of GROUPS.slice(0, 4)) {
      if (dice(2) === 0)
        inserts.push(
          insert(world, 'groups_cache', { hardware_id: device, group_id: group, static: dice(3) }),
        );
    }
    for (let index = dice(3); index > 0; index -= 1)
      inserts.push(insert(world, 'download_enable', { server_id: device }));
    inserts.push(insert(world, 'deleted_equiv', { deleted: `${9000 + device}`, equivalent: `${device}` }));
  }
  inserts.push(...fillKeys(world));
  for (const device of [kept, other]) {
    if (dice(2) === 0)
      inserts.push(insert(world, 'device_distinct', { hardware_id: device, other_id: third }));
  }
  await Promise.all(inserts);
}

function fillKeys(world: World): Promise<unknown>[] {
  const { dice, kept, other, third } = world;
  const inserts: Promise<unknown>[] = [];
  for (const device of [kept, other, third]) {
    const states = ['active', 'revoked', 'released', 'replaced', 'pending'].filter(() => dice(2) === 0);
    for (const [index, state] of states.entries()) {
      // A key may report under a DEVICEID that is not the one in `hardware`.
      inserts.push(
        insert(world, 'agent_key', {
          hardware_id: device,
          deviceid: `device-${device}-${index % 2 ? 'alias' : ''}`,
          state,
        }),
      );
    }
  }
  return inserts;
}

function put(state: InventoryState, table: string, rows: readonly Row[]): void {
  state.set(table, [...(state.get(table) ?? []), ...rows]);
}

function replace(state: InventoryState, table: string, of: (row: Row) => Row | undefined): void {
  state.set(
    table,
    (state.get(table) ?? []).map(of).filter((row) => row !== undefined),
  );
}

/** The number that the next row gets, so that it is known before. */
const NEXT = 2_000_000;

const happenings: Happening[] = [
  {
    name: 'a report with other disks, another name and nothing else',
    async run(world) {
      const { store, kept } = world;
      await store.database.statements.query('DELETE FROM storages WHERE hardware_id = ?', [kept]);
      await insert({ store, dice: diceOf(1) }, 'storages', { id: NEXT, hardware_id: kept });
      await store.database.statements.query(
        "UPDATE hardware SET name = 'said since', checksum = checksum | 8 WHERE id = ?",
        [kept],
      );
    },
    expect({ other }, state) {
      replace(state, 'storages', (row) => (row.hardware_id === other ? undefined : row));
      put(state, 'storages', [
        { id: NEXT, ...randomRow(tableOf('storages'), diceOf(1), { hardware_id: other }) },
      ]);
      replace(state, 'hardware', (row) => (row.id === other ? { ...row, name: 'said since' } : row));
    },
  },
  {
    name: 'lines of a journal and a report that is kept, said by the other',
    async run({ store, kept }) {
      await insert({ store, dice: diceOf(2) }, 'journallog', { id: NEXT, hardware_id: kept });
      await insert({ store, dice: diceOf(3) }, 'raw_report', { id: NEXT, hardware_id: kept });
    },
    expect({ other }, state) {
      put(state, 'journallog', [
        { id: NEXT, ...randomRow(tableOf('journallog'), diceOf(2), { hardware_id: other }) },
      ]);
      put(state, 'raw_report', [
        { id: NEXT, ...randomRow(tableOf('raw_report'), diceOf(3), { hardware_id: other }) },
      ]);
    },
  },
  {
    name: 'a comment written, one changed',
    async run({ store, kept }) {
      await store.database.statements.query(
        "UPDATE itmgmt_comments SET comments = 'changed' WHERE hardware_id = ?",
        [kept],
      );
      await insert({ store, dice: diceOf(4) }, 'itmgmt_comments', { id: NEXT, hardware_id: kept });
    },
    expect({ kept, other }, state) {
      replace(state, 'itmgmt_comments', (row) =>
        [kept, other].includes(Number(row.hardware_id)) ? { ...row, comments: 'changed' } : row,
      );
      put(state, 'itmgmt_comments', [
        { id: NEXT, ...randomRow(tableOf('itmgmt_comments'), diceOf(4), { hardware_id: kept }) },
      ]);
    },
  },
  {
    name: 'addresses found, and found again by the other',
    async run({ store, kept }) {
      await store.database.statements.query('UPDATE netmap SET date = ? WHERE hardware_id = ?', [
        SINCE,
        kept,
      ]);
      await insert({ store, dice: diceOf(5) }, 'snmp_record', { hardware_id: kept });
    },
    expect({ kept, other }, state) {
      replace(state, 'netmap', (row) =>
        [kept, other].includes(Number(row.hardware_id)) ? { ...row, date: SINCE, hardware_id: other } : row,
      );
      put(state, 'snmp_record', [randomRow(tableOf('snmp_record'), diceOf(5), { hardware_id: other })]);
    },
  },
  {
    name: 'a TAG, a parameter and a served package given by people',
    async run({ store, kept }) {
      await store.database.statements.query("UPDATE accountinfo SET tag = 'since' WHERE hardware_id = ?", [
        kept,
      ]);
      await insert({ store, dice: diceOf(6) }, 'devices', { id: NEXT, hardware_id: kept });
      await insert({ store, dice: diceOf(7) }, 'download_enable', { id: NEXT, server_id: kept });
    },
    expect({ kept }, state) {
      replace(state, 'accountinfo', (row) => (row.hardware_id === kept ? { ...row, tag: 'since' } : row));
      put(state, 'devices', [
        { id: NEXT, ...randomRow(tableOf('devices'), diceOf(6), { hardware_id: kept }) },
      ]);
      put(state, 'download_enable', [
        { id: NEXT, ...randomRow(tableOf('download_enable'), diceOf(7), { server_id: kept }) },
      ]);
    },
  },
  {
    name: 'places in groups, by a person and by what was said',
    async run({ store, kept }) {
      await insert({ store, dice: diceOf(8) }, 'groups_cache', {
        hardware_id: kept,
        group_id: 905,
        static: 1,
      });
      await insert({ store, dice: diceOf(8) }, 'groups_cache', {
        hardware_id: kept,
        group_id: 906,
        static: 0,
      });
    },
    expect({ kept }, state) {
      put(state, 'groups_cache', [{ hardware_id: kept, group_id: 905, static: 1 }]);
    },
  },
  {
    name: 'signed reports, and a key that enrols under the DEVICEID of the other',
    async run({ store, kept, other }) {
      await store.database.statements.query(
        'UPDATE agent_key SET counter = counter + 5 WHERE hardware_id = ?',
        [kept],
      );
      await insert({ store, dice: diceOf(9) }, 'agent_key', {
        id: NEXT,
        hardware_id: kept,
        deviceid: `device-${other}`,
        state: 'replaced',
      });
    },
    expect({ kept, other }, state) {
      replace(state, 'agent_key', (row) =>
        [kept, other].includes(Number(row.hardware_id)) ? { ...row, counter: Number(row.counter) + 5 } : row,
      );
      const given = { hardware_id: other, deviceid: `device-${other}`, state: 'replaced' };
      put(state, 'agent_key', [{ id: NEXT, ...randomRow(tableOf('agent_key'), diceOf(9), given) }]);
    },
  },
];

describe.each(inventoryDatabases)('on $name', ({ create }) => {
  let database: Awaited<ReturnType<typeof create>>;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 10, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  async function merge(world: World): Promise<number> {
    const id = await mergeDevices(store, world.kept, world.other, 'a test');
    if (id === undefined) throw new Error('the merge is not kept');
    return id;
  }

  async function makeWorld(seed: number): Promise<World> {
    const dice = diceOf(seed);
    // Which of the two is the older one must not matter.
    const [kept, other] = dice(2) === 0 ? [101, 102] : [102, 101];
    const world = { store, dice, kept, other, third: 103 };
    await emptyInventory(store.database);
    await fill(world);
    return world;
  }

  test('whatever a merge did is taken back, in every table and row by row; what happened since is where it belongs', async () => {
    const runs = fc.tuple(fc.integer(), fc.subarray(happenings), fc.boolean());

    await fc.assert(
      fc.asyncProperty(runs, async ([seed, happened, isTraced]) => {
        const world = await makeWorld(seed);
        await store.database.statements.query(
          "INSERT INTO config (name, ivalue) VALUES ('TRACE_DELETED', ?)",
          [isTraced ? 1 : 0],
        );
        const expected = await readState(store.database, OF_MERGES);
        const id = await merge(world);
        const naming = listNaming(await readState(store.database, OF_MERGES), world.other);
        for (const { run } of happened) await run(world);

        await undoMerge(store, id);

        expect(naming).toEqual([]);

        for (const happening of happened) happening.expect(world, expected);
        const found = await readState(store.database, OF_MERGES);
        withoutPair(found, world.kept, world.other);
        expect(Object.fromEntries(sorted(withoutChecksum(found, happened)))).toEqual(
          Object.fromEntries(sorted(withoutChecksum(expected, happened))),
        );
      }),
      { numRuns: 15 },
    );
  });

  test('a device that went on under another DEVICEID is what it was, in every table and row by row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const { kept } = await makeWorld(seed);
        const expected = await readState(store.database, OF_MERGES);
        await store.database.transaction(undefined, async (statements) => {
          const reading = { statements, dialect: store.database.dialect, at: Date.now() };
          await takeOver(store, reading, { id: kept, deviceId: `device-${kept}` }, 'device-new', 'a test');
        });
        const [merge] = await store.database.statements.query('SELECT max(m.id) AS id FROM device_merge m');

        const { otherId } = await undoMerge(store, Number(merge?.id));

        const found = await readState(store.database, OF_MERGES);
        expect(found.get('hardware')).toContainEqual(
          expect.objectContaining({ id: otherId, deviceid: 'device-new' }),
        );
        withoutPair(found, kept, otherId);
        const remaining = [...found].map(([name, rows]): [string, Row[]] => [
          name,
          rows.filter((row) => (name === 'hardware' ? row.id : row.hardware_id) !== otherId),
        ]);
        expect(Object.fromEntries(sorted(new Map(remaining)))).toEqual(Object.fromEntries(sorted(expected)));
      }),
      { numRuns: 5 },
    );
  });

  test('a merge that an earlier version made is taken back by what it kept', async () => {
    const world = await makeWorld(11);
    const { kept, other } = world;
    const { statements } = store.database;
    await statements.query('DELETE FROM groups_cache');
    await statements.query('DELETE FROM agent_key');
    await insert(world, 'itmgmt_comments', { id: NEXT, hardware_id: other });
    await insert(world, 'groups_cache', { hardware_id: other, group_id: 901, static: 1 });
    await insert(world, 'groups_cache', { hardware_id: kept, group_id: 902, static: 2 });
    await insert(world, 'groups_cache', { hardware_id: other, group_id: 902, static: 1 });
    await insert(world, 'agent_key', { hardware_id: kept, deviceid: `device-${kept}`, state: 'active' });
    await insert(world, 'agent_key', { hardware_id: other, deviceid: `device-${other}`, state: 'active' });
    const tables = ['accountinfo', 'devices', 'itmgmt_comments', 'groups_cache', 'storages', 'device_alias'];
    const before = await readState(store.database, OF_MERGES);
    const keyStates = 'SELECT k.hardware_id AS id, k.deviceid AS deviceid, k.state AS state FROM agent_key k';
    const keysBefore = inOrder(await statements.query(keyStates));
    const id = await merge(world);
    await statements.query(
      `DELETE FROM device_merge_rows WHERE table_name IN
         ('netmap', 'snmp_record', 'download_enable', 'device_distinct', 'agent_key')
       OR (lineage = 'kept' AND table_name IN ('groups_cache', 'itmgmt_comments', 'journallog', 'raw_report'))`,
    );

    await undoMerge(store, id);

    const after = await readState(store.database, OF_MERGES);
    const of = (state: InventoryState) => tables.map((table) => inOrder(state.get(table) ?? []));
    expect(of(after)).toEqual(of(before));
    expect(inOrder(await statements.query(keyStates))).toEqual(keysBefore);
  });

  test('a pair that a person parted anew while the other was part of one stays parted', async () => {
    const world = await makeWorld(7);
    const { kept, other, third } = world;
    const { statements, dialect } = store.database;
    await statements.query('DELETE FROM device_distinct');
    await insert(world, 'device_distinct', {
      hardware_id: other,
      other_id: third,
      at: '2026-01-02 03:04:05',
    });
    const id = await merge(world);
    const carried = await statements.query(
      'SELECT d.hardware_id AS one, d.other_id AS two FROM device_distinct d',
    );

    await insertDistinct({ statements, dialect, at: Date.now() }, kept, third);
    await undoMerge(store, id);

    expect(carried).toContainEqual({ one: kept, two: third });
    expect(
      await statements.query('SELECT d.hardware_id AS one, d.other_id AS two FROM device_distinct d'),
    ).toContainEqual({
      one: kept,
      two: third,
    });
  });
});

/** The tables that say something of a device, but for those that say what was and which others it is not. */
function listNaming(state: InventoryState, device: number): string[] {
  const naming: string[] = [];
  for (const [name, rows] of state) {
    if (TREATED[name]?.treatment === 'left' || name === 'device_distinct') continue;
    const column = TREATED[name]?.column ?? 'hardware_id';
    if (rows.some((row) => Number(row[column]) === device)) naming.push(name);
  }
  return naming;
}

/** That the two are never made one again is what an undo adds. */
function withoutPair(state: InventoryState, kept: number, other: number): void {
  const [one, two] = [Math.min(kept, other), Math.max(kept, other)];
  const pairs = state.get('device_distinct') ?? [];
  expect(pairs).toContainEqual(expect.objectContaining({ hardware_id: one, other_id: two }));
  state.set(
    'device_distinct',
    pairs.filter((row) => row.hardware_id !== one || row.other_id !== two),
  );
}

/** After a report CHECKSUM holds bits of both devices: a consumer reads more of the other than it would have to. */
function withoutChecksum(state: InventoryState, happened: readonly Happening[]): InventoryState {
  return happened.some(({ name }) => name.startsWith('a report'))
    ? new Map([
        ...state,
        ['hardware', (state.get('hardware') ?? []).map(({ checksum: _checksum, ...row }) => row)],
      ])
    : state;
}

function sorted(state: InventoryState): [string, Row[]][] {
  return [...state].map(([name, rows]) => [name, inOrder(rows)]);
}
