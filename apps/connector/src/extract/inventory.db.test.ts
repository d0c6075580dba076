import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createOcsDatabase,
  type InventoryWriter,
  openWriter,
} from '../../../../tests/inventory/ocs-tables.ts';
import { notMachines, server, workstation } from '../../../../tests/inventory/sample-machines.ts';
import { loadMapping } from '../mapping/mapping-folder.ts';
import { toRecords } from '../mapping/records.ts';
import { startEngine } from '../mapping/start-engine.ts';
import { findViews, installMissingViews, installViews } from '../views/inventory-views.ts';
import { type InventoryDatabase, openInventory } from './inventory-database.ts';
import { formatInventoryDocument } from './inventory-document.ts';
import { countMastersWithoutId, readMasters } from './master-rows.read-model.ts';
import type { JoinedMaster } from './view-rows.ts';

const mappings = path.resolve(import.meta.dirname, '../../../../mappings');
const paper = loadMapping(path.join(mappings, 'paper'));
const ocs = loadMapping(path.join(mappings, 'ocs'));

async function readAll(
  database: InventoryDatabase,
  mapping = paper,
  atOnce?: number,
): Promise<JoinedMaster[]> {
  const selection = await findViews(database, mapping);
  const all: JoinedMaster[] = [];
  for await (const range of readMasters(database, selection, atOnce)) all.push(...range);
  return all;
}

describe.each([
  ['PostgreSQL', createInventoryDatabase],
  ['MariaDB with the tables of a real OCS Inventory', createOcsDatabase],
])('reading the inventory from %s', (_name, createDatabase) => {
  let created: TestDatabase;
  let writer: InventoryWriter;
  let database: InventoryDatabase;
  beforeAll(async () => {
    created = await createDatabase();
    writer = await openWriter(created.url);
    for (const machine of [workstation, server, ...notMachines]) await writer.store(machine);
    await writer.store({ id: 3, tag: 'NA', hardware: { deviceid: 'new-pc', name: 'new-pc' } });
    await writer.store({ id: 4, tag: 'OLD', hardware: { deviceid: 'old-pc', archive: 1 } });
    await writer.store({ id: 5, tag: null, hardware: { deviceid: 'untagged' } });
    database = await openInventory(created.url);
  });
  afterAll(async () => {
    await database?.close();
    await writer?.close();
    await created?.drop();
  });

  test("the paper's views are created unchanged and give the paper's document", async () => {
    await installViews(database, paper);

    const masters = await readAll(database);

    // The paper's view has no opinion on archived machines.
    expect(masters.map((master) => [master.id, master.key])).toEqual([
      ['1', 'PC-0001'],
      ['2', 'PC-0002'],
      ['4', 'OLD'],
    ]);
    const documents = masters.slice(0, 2).map((master) => formatInventoryDocument(master.views));
    const engine = await startEngine('libxslt-wasm', paper.stylesheet);
    const records = [];
    for (const document of documents) {
      const { output } = await engine.transform(document);
      records.push(...toRecords(output, paper.classes, 'output').records);
    }
    await engine.close();
    expect(records).toEqual(
      JSON.parse(readFileSync(path.join(mappings, 'paper/inventory-records.json'), 'utf8')),
    );
  });

  test('the document of one machine is the one of the sample', async () => {
    const [first] = await readAll(database);

    expect(formatInventoryDocument(first?.views ?? [])).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <inventory>
        <device><device>1</device><tag>PC-0001</tag><deviceid>WKS-ANA-2009-03-02-10-11-12</deviceid><name>WKS-ANA</name><workgroup>FTN</workgroup><userdomain>FTN</userdomain><osname>Microsoft Windows XP Professional</osname><osversion>5.1.2600</osversion><oscomments>Service Pack 3</oscomments><processort>Intel Core 2 Duo E6550</processort><processors>2333</processors><processorn>1</processorn><memory>4096</memory><swap>6144</swap><ipaddr>10.0.4.21</ipaddr><wincompany>FTN</wincompany><winowner>Ana</winowner><winprodid>00000-000-0000000-00000</winprodid><winprodkey/></device>
        <memory><hardware_id>1</hardware_id><caption>Physical Memory</caption><description>DIMM0</description><capacity>2048</capacity><purpose>System Memory</purpose><type>DDR2</type><speed>667</speed><numslots>1</numslots></memory>
        <memory><hardware_id>1</hardware_id><caption>Physical Memory</caption><description>DIMM1</description><capacity>2048</capacity><purpose>System Memory</purpose><type>DDR2</type><speed>667</speed><numslots>2</numslots></memory>
      </inventory>
      "
    `);
  });

  test('slots that hold no number are no modules', async () => {
    const empty = { hardware_id: 1, caption: 'Slot', description: 'DIMM9', numslots: 9 };
    await writer.execute(
      `INSERT INTO memories (hardware_id, caption, description, numslots, capacity) VALUES (${empty.hardware_id}, '${empty.caption}', '${empty.description}', ${empty.numslots}, '0')`,
    );

    const [first] = await readAll(database);

    expect(first?.views[1]?.rows).toHaveLength(2);
    await writer.execute(`DELETE FROM memories WHERE numslots = 9`);
  });

  test('our own views keep machines without a usable tag and leave archived ones out', async () => {
    await installViews(database, ocs);

    const masters = await readAll(database, ocs);

    expect(masters.map((master) => [master.id, master.key])).toEqual([
      ['1', 'PC-0001'],
      ['2', 'PC-0002'],
      ['3', 'NA'],
      ['5', null],
    ]);
    expect(masters[0]?.views.map((view) => view.name)).toEqual([
      'popis_device',
      'popis_memory',
      'popis_storage',
      'popis_monitor',
      'popis_network',
    ]);
  });

  test('ranges leave nothing out and take nothing twice', async () => {
    const whole = await readAll(database, ocs);

    for (const atOnce of [1, 2, 3, 4, 5]) expect(await readAll(database, ocs, atOnce)).toEqual(whole);
  });

  test('one snapshot holds from the first range to the last', async () => {
    const selection = await findViews(database, ocs);
    await database.beginSnapshot();
    const seen: string[] = [];

    for await (const range of readMasters(database, selection, 2)) {
      if (seen.length === 0) await writer.store({ id: 6, tag: 'PC-0006', hardware: { deviceid: 'late' } });
      seen.push(...range.map((master) => master.id));
    }

    await database.endSnapshot();
    await writer.remove(6);
    expect(seen).toEqual(['1', '2', '3', '5']);
  });

  test('the snapshot writes nothing', async () => {
    await database.beginSnapshot();

    await expect(database.execute("UPDATE hardware SET name = 'x'")).rejects.toThrow(/read.only/i);

    await database.endSnapshot();
  });

  test('masters without an id are counted', async () => {
    const selection = await findViews(database, ocs);

    expect(await countMastersWithoutId(database, selection.master)).toBe(0);
  });

  test('missing views are created, existing ones are left alone', async () => {
    await writer.execute('DROP VIEW popis_storage');

    expect(await installMissingViews(database, ocs)).toEqual(['popis_storage']);
    expect(await installMissingViews(database, ocs)).toEqual([]);
  });

  test('values come as the database has them, umlauts and signs alike', async () => {
    await writer.store({
      id: 7,
      tag: 'PC-Ž',
      hardware: { deviceid: 'x', name: 'Ђорђе <&>', memory: 2_147_483_647 },
    });

    const masters = await readAll(database, ocs);

    await writer.remove(7);
    const found = masters.find((master) => master.id === '7');
    expect(found?.key).toBe('PC-Ž');
    expect(found?.views[0]?.rows[0]).toContain('Ђорђе <&>');
    expect(found?.views[0]?.rows[0]).toContain('2147483647');
  });
});
