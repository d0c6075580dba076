import path from 'node:path';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';
import { createWholeOcsDatabase } from '../../../tests/inventory/ocs-tables.ts';
import { readRecordedReports, storeReports } from '../../../tests/inventory/reported-machines.ts';
import { openInventory } from './extract/inventory-database.ts';
import { loadMapping } from './mapping/mapping-folder.ts';
import { startEngine } from './mapping/start-engine.ts';
import { workOnModel } from './model/model-commands.ts';
import { runConnector } from './run-connector.ts';
import type { RunOutcome } from './runs/run-outcome.ts';
import { type CmdbClient, openCmdb } from './submit/cmdb-client.ts';

const mapping = loadMapping(path.resolve(import.meta.dirname, '../../../mappings/ocs-full'));
const reports = readRecordedReports();

function uuidOf(xml: Buffer | undefined): string | undefined {
  return /<UUID>([0-9A-Fa-f-]{36})<\/UUID>/.exec(xml?.toString('utf8') ?? '')?.[1];
}

interface Ran {
  readonly outcome: RunOutcome;
  readonly said: string;
}

// The tests of a database tell one story: each goes on from where the one before it ended.
describe.each([
  ['PostgreSQL', createInventoryDatabase],
  ['MariaDB with the tables of a real OCS Inventory', createWholeOcsDatabase],
])('the mapping ocs-full on %s', (_name, createDatabase) => {
  let cmdb: TestCmdb;
  let client: CmdbClient;
  let inventory: TestDatabase;

  beforeAll(async () => {
    [cmdb, inventory] = await Promise.all([startTestCmdb(), createDatabase()]);
    client = await openCmdb(cmdb.url, { token: adminToken }, () => undefined);
    await storeReports(inventory.url, reports);
  });
  afterAll(async () => {
    await cmdb?.stop();
    await inventory?.drop();
  });

  async function run(): Promise<Ran> {
    const lines: string[] = [];
    const engine = await startEngine('libxslt-wasm', mapping.stylesheet);
    const database = await openInventory(inventory.url);
    try {
      const say = (line: string) => void lines.push(line);
      const parts = { mapping, engine, inventory: database, cmdb: client, say };
      const outcome = await runConnector({ ...parts, source: 'ocs-full', isDryRun: false, leaseSeconds: 30 });
      return { outcome, said: lines.join('\n') };
    } finally {
      await database.close();
      await engine.close();
    }
  }

  async function count(className: string): Promise<number> {
    const { body } = await cmdb.call<{ total: number }>('GET', `/classes/${className}/cards?limit=1`);
    return body.total;
  }

  async function countWrites(): Promise<unknown> {
    return cmdb.query(
      `SELECT (SELECT count(*) FROM card) AS card, (SELECT count(*) FROM card_history) AS card_history,
         (SELECT count(*) FROM relation) AS relation, (SELECT count(*) FROM relation_history) AS relation_history`,
    );
  }

  test('is told what the seeded model lacks, adds it, and then lacks nothing', async () => {
    const said: string[] = [];
    const say = (line: string) => void said.push(line);

    await expect(workOnModel(client, mapping, false, say)).rejects.toMatchObject({
      message: expect.stringContaining('model install --mapping ocs-full'),
      faults: expect.arrayContaining([
        { path: 'attribute Computer.AssetTag', message: 'is missing' },
        { path: 'domain ComputerComponents from Computer to Component', message: 'is missing' },
      ]),
    });
    await workOnModel(client, mapping, true, say);
    await workOnModel(client, mapping, false, say);

    expect(said).toContain('added attribute Computer.AssetTag');
    expect(said.at(-1)).toBe('the CMDB has all that the mapping needs');
    const { body } = await cmdb.call<{ description: string; attributes: { name: string }[] }>(
      'GET',
      '/classes/Computer',
    );
    expect(body.description).toBe('A desktop, laptop or server');
    expect(body.attributes.map(({ name }) => name)).toEqual(expect.arrayContaining(['RAM', 'Swap']));
  });

  test('takes every machine with all its components, and no software that nobody asked for', async () => {
    const { outcome, said } = await run();

    expect(outcome, said).toBe('applied');
    expect(said).toMatch(/in quarantine +0/);
    expect(await count('Computer')).toBe(reports.length);
    for (const className of ['NetworkInterface', 'Processor', 'LogicalDrive', 'VideoCard', 'Controller']) {
      expect(await count(className), className).toBeGreaterThan(0);
    }
    for (const className of ['SoundCard', 'Slot', 'Port', 'InputDevice', 'Battery', 'USBDevice', 'Printer']) {
      expect(await count(className), className).toBeGreaterThan(0);
    }
    expect(await count('Software')).toBe(0);
  });

  test('writes nothing when nothing changed', async () => {
    const before = await countWrites();

    const { outcome, said } = await run();

    expect(outcome, said).toBe('applied');
    expect(said).toContain(`as in the run before, and not mapped again: ${reports.length}`);
    expect(said).toContain('planned: unchanged');
    expect(await countWrites()).toEqual(before);
  });

  test('relates a host to those of its guests that report themselves', async () => {
    const [host, guest] = [reports[0], reports.find(({ xml }) => uuidOf(xml) !== undefined)].map(
      (each) => each?.tag,
    );
    const uuid = uuidOf(reports.find(({ tag }) => tag === guest)?.xml);
    const rows = [uuid, 'd1b1b1b1-0000-4000-8000-000000000001'].map(
      (each) => `<VIRTUALMACHINES><NAME>guest</NAME><UUID>${each}</UUID></VIRTUALMACHINES>`,
    );
    const told = reports.map(({ tag, xml }) => {
      const text = xml.toString('utf8').replace('</CONTENT>', `${rows.join('')}</CONTENT>`);
      return { tag, xml: tag === host ? Buffer.from(text) : xml };
    });
    await storeReports(
      inventory.url,
      told.filter(({ tag }) => tag === host),
    );

    const { outcome, said } = await run();

    expect(outcome, said).toBe('applied');
    const related = await cmdb.query(
      `SELECT host.code AS host, guest.code AS guest FROM relation
       JOIN domain ON domain.id = relation.domain_id AND domain.name = 'ComputerGuests'
       JOIN card AS host ON host.id = relation.source_id JOIN card AS guest ON guest.id = relation.target_id`,
    );
    expect(related).toEqual([{ host, guest }]);
    expect((await run()).said).toContain('planned: unchanged');
  });

  test('relates the software that the CMDB has a card of, whatever the case, by version', async () => {
    await cmdb.edit({ create: [{ class: 'Software', attributes: { Description: 'BASH' } }] });

    const { outcome, said } = await run();
    const again = await run();

    expect(outcome, said).toBe('applied');
    expect(said).toContain('popis_software: rows of 1 values');
    const software = await cmdb.query<{ description: string; version: string | null; computers: number }>(
      `SELECT card.description, card.attributes->>'Version' AS version, count(relation.id)::int AS computers
       FROM card JOIN class ON class.id = card.class_id AND class.name = 'Software'
       LEFT JOIN relation ON relation.target_id = card.id
       GROUP BY card.id, card.description, card.attributes ORDER BY version NULLS FIRST`,
    );
    expect(software[0]).toEqual({ description: 'BASH', version: null, computers: 0 });
    expect(software.length).toBeGreaterThan(1);
    for (const each of software.slice(1)) {
      expect(each).toMatchObject({ description: 'BASH', version: expect.stringMatching(/\d/) });
      expect(each.computers).toBeGreaterThan(0);
    }
    expect(again.said).toContain('popis_software: rows of 1 values');
    expect(again.said).toContain('planned: unchanged');
  });

  test('lets go of the software when its card is gone', async () => {
    const { body } = await cmdb.call<{ items: { id: string; attributes: { Version: string | null } }[] }>(
      'GET',
      '/classes/Software/cards',
    );
    const watched = body.items.find((card) => card.attributes.Version === null);
    await cmdb.edit({ retire: [{ id: watched?.id ?? '' }] });

    const { said } = await run();

    expect(said).toContain('popis_software: rows of 0 values');
    expect(await count('Software')).toBe(0);
  });
});
