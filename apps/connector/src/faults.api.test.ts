import path from 'node:path';
import { UpstreamFailedError } from '@popis/errors';
import { describeFailure } from '@popis/runtime';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';
import { type InventoryWriter, openWriter } from '../../../tests/inventory/ocs-tables.ts';
import { type InventoryDatabase, openInventory } from './extract/inventory-database.ts';
import { loadMapping } from './mapping/mapping-folder.ts';
import { startEngine } from './mapping/start-engine.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';
import { runConnector } from './run-connector.ts';
import { type CmdbClient, openCmdb } from './submit/cmdb-client.ts';

const mapping = loadMapping(path.resolve(import.meta.dirname, '../../../mappings/ocs'));
/** Half of them are more than the default policy lets a run retire of a class. */
const machines = 44;

let cmdb: TestCmdb;
let client: CmdbClient;
let engine: XsltEngine;
let inventory: TestDatabase;
let writer: InventoryWriter;

beforeAll(async () => {
  [cmdb, engine] = await Promise.all([startTestCmdb(), startEngine('libxslt-wasm', mapping.stylesheet)]);
  client = await openCmdb(cmdb.url, { token: adminToken }, () => undefined);
  inventory = await createInventoryDatabase();
  writer = await openWriter(inventory.url);
  await writer.execute(
    `INSERT INTO hardware (id, deviceid, name) SELECT n, 'd' || n, 'pc' || n FROM generate_series(1, ${machines}) n`,
  );
  await writer.execute(
    `INSERT INTO accountinfo (hardware_id, tag) SELECT n, 'PC-' || n FROM generate_series(1, ${machines}) n`,
  );
  await writer.execute(
    `INSERT INTO memories (hardware_id, caption, capacity, numslots, serialnumber)
     SELECT n, 'DIMM', '4096', slot, n || '-' || slot FROM generate_series(1, ${machines}) n, generate_series(1, 2) slot`,
  );
  expect(await run()).toMatch(/\napplied$/);
});
afterAll(async () => {
  await writer?.close();
  await inventory?.drop();
  await engine?.close();
  await cmdb?.stop();
});

type WrapInventory = (database: InventoryDatabase) => InventoryDatabase;
type WrapClient = (client: CmdbClient) => CmdbClient;

/** One run of the connector; what it says, and after a failure the line that a person is shown. */
async function run(wrapInventory?: WrapInventory, wrapClient?: WrapClient): Promise<string> {
  const lines: string[] = [];
  const database = await openInventory(inventory.url);
  try {
    const outcome = await runConnector({
      mapping,
      source: 'ocs',
      engine,
      inventory: wrapInventory?.(database) ?? database,
      cmdb: wrapClient?.(client) ?? client,
      isDryRun: false,
      leaseSeconds: 1,
      say: (line) => void lines.push(line),
    });
    lines.push(outcome);
  } catch (error) {
    lines.push(describeFailure(error));
  } finally {
    await database.close().catch(() => undefined); // one that was cut off is closed
  }
  return lines.join('\n');
}

/** Lets something happen before the rows of a view are first read. */
function before(view: string, happen: () => Promise<unknown>): WrapInventory {
  let done = false;
  return (database) => {
    let inSnapshot = false;
    return {
      ...database,
      async beginSnapshot() {
        await database.beginSnapshot();
        inSnapshot = true;
      },
      async readRows(sql, parameters) {
        if (inSnapshot && !done && sql.includes(view)) {
          done = true;
          await happen();
        }
        return database.readRows(sql, parameters);
      },
    };
  };
}

/** Gives the first half of a view's rows as if there were no more. */
function halfOf(view: string): WrapInventory {
  return (database) => ({
    ...database,
    async readRows(sql, parameters) {
      const rows = await database.readRows(sql, parameters);
      return sql.includes(view) ? rows.slice(0, Math.ceil(rows.length / 2)) : rows;
    },
  });
}

type Step = 'sendRecords' | 'closeRun' | 'planRun' | 'applyRun' | 'giveUpRun' | 'renewLease';

/** Fails steps of the client's work. */
function failing(...steps: Step[]): WrapClient {
  const fail = () => Promise.reject(new UpstreamFailedError(`The CMDB at ${cmdb.url} does not answer`));
  return (real) => ({ ...real, ...Object.fromEntries(steps.map((step) => [step, fail])) });
}

/** Moves the time of all that is stored, which is for it as if the clock had jumped the other way. */
async function moveStoredTimes(interval: string): Promise<void> {
  const tables = await cmdb.query<{ name: string; moved: string }>(
    `SELECT t.table_name AS name, string_agg(format('%1$I = %1$I + interval %2$L', c.column_name, $1::text), ', ') AS moved
     FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
     WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = 'timestamp with time zone'
       AND t.table_name IN ('card', 'card_history', 'relation', 'relation_history', 'change', 'run')
     GROUP BY t.table_name`,
    [interval],
  );
  for (const { name, moved } of tables) await cmdb.query(`UPDATE ${name} SET ${moved}`);
}

async function readEstate() {
  const [counts] = await cmdb.query<Record<string, number>>(
    `SELECT count(*) FILTER (WHERE class.name = 'Computer')::int AS computers,
       count(*) FILTER (WHERE class.name = 'Memory')::int AS modules,
       (SELECT count(*)::int FROM relation) AS relations
     FROM card JOIN class ON class.id = card.class_id`,
  );
  const [retired] = await cmdb.query<{ count: number }>(
    'SELECT count(DISTINCT id)::int AS count FROM card_history WHERE id NOT IN (SELECT id FROM card)',
  );
  return { ...counts, retired: retired?.count };
}

async function readLastState(): Promise<string | undefined> {
  const [run] = await cmdb.query<{ state: string }>('SELECT state FROM run ORDER BY started_at DESC LIMIT 1');
  return run?.state;
}

const whole = { computers: machines, modules: 2 * machines, relations: 2 * machines, retired: 0 };

interface Fault {
  readonly name: string;
  /** What is done to the source or to the CMDB before the run. */
  prepare?(): Promise<unknown>;
  wrapInventory?(): WrapInventory;
  readonly wrapClient?: WrapClient;
  /** Makes it good again. */
  restore?(): Promise<unknown>;
  /** What the person is told. */
  readonly says: RegExp;
  /** The state that a run which failed is left in. */
  readonly runState?: 'abandoned' | 'closed';
}

const emptied = async () => {
  await writer.execute('UPDATE hardware SET archive = 1');
};
const cutOff = () =>
  cmdb.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND xact_start IS NOT NULL',
    [new URL(inventory.url).pathname.slice(1)],
  );

const faults: readonly Fault[] = [
  {
    name: 'an empty result',
    prepare: emptied,
    restore: () => writer.execute('UPDATE hardware SET archive = NULL'),
    says: /note: Nothing retired as vanished: .*read/,
  },
  {
    name: 'half a page of machines',
    wrapInventory: () => halfOf('popis_device'),
    says: /held back: .*Computer/,
  },
  { name: 'half a page of parts', wrapInventory: () => halfOf('popis_memory'), says: /held back: .*Memory/ },
  {
    name: 'a view that is lost in the middle',
    wrapInventory: () => before('popis_monitor', () => writer.execute('DROP VIEW popis_monitor')),
    says: /popis_monitor/,
    runState: 'abandoned',
  },
  {
    name: 'a database that is gone in the middle',
    wrapInventory: () => before('popis_monitor', cutOff),
    says: /inventory database/,
    runState: 'abandoned',
  },
  {
    name: 'a blank column of tags',
    prepare: () => writer.execute("UPDATE accountinfo SET tag = ''"),
    restore: () => writer.execute("UPDATE accountinfo SET tag = 'PC-' || hardware_id"),
    says: /note: .*retired/,
  },
  {
    name: 'half a column of tags that is blank',
    prepare: () => writer.execute("UPDATE accountinfo SET tag = '' WHERE hardware_id <= 22"),
    restore: () => writer.execute("UPDATE accountinfo SET tag = 'PC-' || hardware_id"),
    says: /note: .*retired/,
  },
  {
    name: 'the same tag for all',
    prepare: () => writer.execute("UPDATE accountinfo SET tag = 'PC-1'"),
    restore: () => writer.execute("UPDATE accountinfo SET tag = 'PC-' || hardware_id"),
    says: /note: .*retired/,
  },
  { name: 'a clock that jumps back a year', prepare: () => moveStoredTimes('1 year'), says: /applied$/ },
  {
    name: 'a clock that jumps ahead ten years',
    prepare: () => moveStoredTimes('-10 years'),
    says: /applied$/,
  },
  ...(['sendRecords', 'closeRun', 'planRun', 'applyRun'] as const).map((step) => ({
    name: `a CMDB that fails at ${step}`,
    wrapClient: failing(step),
    says: /The CMDB at .* does not answer$/,
    runState: 'abandoned' as const,
  })),
  {
    name: 'a CMDB that is gone, and hears nothing of the end of the run',
    wrapClient: failing('planRun', 'giveUpRun', 'renewLease'),
    says: /the CMDB was not told: .*\nThe CMDB at .* does not answer$/,
    runState: 'closed',
  },
];

describe('nothing is retired, and the next run is right, after', () => {
  // One story: each test goes on from where the next run of the one before it ended.
  test.each(faults)('$name', async (fault) => {
    const { name, prepare, wrapInventory, wrapClient, restore, says, runState } = fault;
    await prepare?.();

    const said = await run(wrapInventory?.(), wrapClient);

    expect(said).toMatch(says);
    if (runState !== undefined) expect(await readLastState()).toBe(runState);
    expect(await readEstate()).toEqual(whole);
    await restore?.();
    await writer.execute('UPDATE hardware SET osname = $1 WHERE id = 7', [`after ${name}`]);
    const next = await run();
    expect(next).toMatch(/cards updated +1\n/);
    expect(next).toMatch(/\napplied$/);
    expect(await readEstate()).toEqual(whole);
  });
});
