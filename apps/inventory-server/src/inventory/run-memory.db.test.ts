import { DEFAULT_LIMITS, formatInventory, type InventoryRequest, parseReport } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { storeInventory } from './store-inventory.ts';

const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };
const office = Array.from({ length: 60 }, (_, n) => ({ NAME: `Title ${n}`, VERSION: `1.${n}` }));
const fewer = office.slice(5);

const dialects = [
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
];

describe.each(dialects)('runs of titles on $name', ({ create }) => {
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

  function inventory(name: string, titles: typeof office, from = store): InventoryRequest {
    const sections = { HARDWARE: [{ NAME: name }], SOFTWARES: titles };
    const xml = formatInventory({ deviceId: `${name}-2026-01-02-03-04-05`, sections, accountInfo: [] });
    const outcome = parseReport(Buffer.from(xml), DEFAULT_LIMITS, from.runs);
    if (!outcome.accepted || outcome.value.request.query !== 'INVENTORY') throw new Error('no inventory');
    return outcome.value.request;
  }

  async function titlesOf(name: string): Promise<string[]> {
    const rows = await store.database.statements.query(
      `SELECT n.name AS name, v.version AS version FROM software t
       JOIN software_name n ON n.id = t.name_id JOIN software_version v ON v.id = t.version_id
       JOIN hardware h ON h.id = t.hardware_id WHERE h.name = ? ORDER BY t.id`,
      [name],
    );
    return rows.map((row) => `${row.name} ${row.version}`);
  }

  const told = (titles: typeof office) => titles.map((title) => `${title.NAME} ${title.VERSION}`);

  test('one that another device brought is known, and stored for this one as well', async () => {
    await storeInventory(store, inventory('one', office), sender);
    const second = inventory('two', office);
    const stored = await storeInventory(store, second, sender);

    expect(second.sections.SOFTWARES).toBeUndefined();
    expect(stored.writtenSections).toContain('SOFTWARES');
    expect(await titlesOf('two')).toEqual(told(office));
  });

  test('one that is what the device has costs no writing, and its return after another is written', async () => {
    const written: boolean[] = [];
    for (const titles of [office, office, fewer, office, office]) {
      const { writtenSections } = await storeInventory(store, inventory('three', titles), sender);
      written.push(writtenSections.includes('SOFTWARES'));
    }

    expect(written).toEqual([true, false, true, true, false]);
    expect((await titlesOf('three')).sort()).toEqual(told(office).sort());
  });

  test('what another server has stored since is seen', async () => {
    const other = await openStore(database.url, 2, () => undefined);
    try {
      await storeInventory(store, inventory('four', office), sender);
      await storeInventory(other, inventory('four', fewer, other), sender);
      const again = inventory('four', office);
      const stored = await storeInventory(store, again, sender);

      expect(again.sections.SOFTWARES).toBeUndefined();
      expect(stored.writtenSections).toEqual(['SOFTWARES']);
      expect((await titlesOf('four')).sort()).toEqual(told(office).sort());
    } finally {
      await other.close();
    }
  });
});
