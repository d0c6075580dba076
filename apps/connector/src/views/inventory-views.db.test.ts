import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { createInventoryDatabase, getPeers, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOcsDatabase, runOnMariadb } from '../../../../tests/inventory/ocs-tables.ts';
import { type InventoryDatabase, openInventory } from '../extract/inventory-database.ts';
import { loadMapping } from '../mapping/mapping-folder.ts';
import { checkViews } from './check-views.ts';
import { findViews, installMissingViews, installViews } from './inventory-views.ts';

const mappings = path.resolve(import.meta.dirname, '../../../../mappings');
const paper = loadMapping(path.join(mappings, 'paper'));
const ocs = loadMapping(path.join(mappings, 'ocs'));

describe('an account of an OCS database with few rights', () => {
  const account = `few_${process.pid}`;
  let created: TestDatabase;
  let name: string;
  let mariadbUrl: string;
  beforeAll(async () => {
    created = await createOcsDatabase();
    mariadbUrl = getPeers('mariadbUrl').mariadbUrl;
    name = new URL(created.url).pathname.slice(1);
    await grant(`CREATE USER ${account} IDENTIFIED BY 'few'`);
  });
  afterAll(async () => {
    if (created === undefined) return;
    await grant(`DROP USER ${account}`);
    await created.drop();
  });

  function grant(sql: string): Promise<void> {
    return runOnMariadb(mariadbUrl, sql);
  }

  function asFew(): string {
    const url = new URL(created.url);
    url.username = account;
    url.password = 'few';
    return url.href;
  }

  test('that may enter no database is told so, without its password', async () => {
    const error = await openInventory(asFew()).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name: 'UnavailableError', message: expect.stringContaining(account) });
    expect(JSON.stringify(error)).not.toContain('few@');
  });

  test('reads with the right to the views and nothing else', async () => {
    const all = await openInventory(created.url);
    await installViews(all, paper);
    await installViews(all, ocs);
    await all.close();
    for (const view of ['CMDBuild_device', 'CMDBuild_memory']) {
      await grant(`GRANT SELECT ON ${name}.${view} TO ${account}`);
    }
    const few = await openInventory(asFew());

    const { master, slaves } = await findViews(few, paper);

    expect([master.name, ...slaves.map((slave) => slave.name)]).toEqual([
      'CMDBuild_device',
      'CMDBuild_memory',
    ]);
    await expect(few.readRows('SELECT 1 FROM hardware', [])).rejects.toThrow(/denied/);
    await few.close();
  });

  test('is told every view it lacks the right to, and how to get it', async () => {
    await grant(`GRANT SELECT ON ${name}.popis_device TO ${account}`);
    const few = await openInventory(asFew());

    const error = await findViews(few, ocs).catch((reason: unknown) => reason);

    await few.close();
    expect(error).toMatchObject({
      faults: ['popis_memory', 'popis_storage', 'popis_monitor', 'popis_network'].map((view) => ({
        path: view,
        message: `is closed to this account: GRANT SELECT ON \`${name}\`.\`${view}\` TO \`${account}\`@\`%\``,
      })),
    });
  });

  test('that may not create a view is told the file to run', async () => {
    const few = await openInventory(asFew());

    const error = await installViews(few, ocs).catch((reason: unknown) => reason);

    await few.close();
    expect(error).toMatchObject({ message: expect.stringContaining('may not create it. Run the SQL of') });
    expect(error).toMatchObject({ message: expect.stringContaining('views/ocs/mysql/popis_device.sql') });
  });

  test('that may read a view whose table is gone is told that it is broken', async () => {
    const all = await openInventory(created.url);
    await all.execute('RENAME TABLE monitors TO monitors_gone');

    const error = await findViews(all, ocs).catch((reason: unknown) => reason);

    await all.execute('RENAME TABLE monitors_gone TO monitors');
    await all.close();
    expect(error).toMatchObject({
      faults: [{ path: 'popis_monitor', message: expect.stringMatching(/^is broken/) }],
    });
  });

  test('is told what it may do beyond reading the views', async () => {
    const few = await openInventory(asFew());
    await grant(`GRANT SELECT ON ${name}.hardware TO ${account}`);
    const all = await openInventory(created.url);

    const { surplus } = await checkViews(few, paper);

    expect(surplus.filter((each) => each.includes('`hardware`'))).toEqual([
      expect.stringMatching(/^GRANT SELECT ON `\w+`\.`hardware` TO /),
    ]);
    expect(surplus.join()).not.toContain('CMDBuild_device');
    expect((await checkViews(all, paper)).surplus.join()).toContain('ALL PRIVILEGES');
    await few.close();
    await all.close();
  });

  test('is told which column is gone, when it may see the tables', async () => {
    const all = await openInventory(created.url);
    await all.execute('ALTER TABLE monitors CHANGE SERIAL SERIALNO VARCHAR(255)');

    const error = await checkViews(all, ocs).catch((reason: unknown) => reason);

    await all.execute('ALTER TABLE monitors CHANGE SERIALNO SERIAL VARCHAR(255)');
    await all.close();
    expect(error).toMatchObject({
      faults: [{ path: 'popis_monitor', message: expect.stringContaining('the column SERIAL of monitors') }],
    });
  });

  test('is told which columns an outdated view lacks', async () => {
    const all = await openInventory(created.url);
    await all.execute(
      'CREATE OR REPLACE VIEW popis_monitor (hardware_id, caption) AS SELECT HARDWARE_ID, CAPTION FROM monitors',
    );

    const error = await checkViews(all, ocs).catch((reason: unknown) => reason);

    await installViews(all, ocs);
    await all.close();
    expect(error).toMatchObject({
      faults: [
        {
          path: 'popis_monitor',
          message: expect.stringContaining('lacks the columns manufacturer, description, type, serial'),
        },
      ],
    });
  });

  test('finds missing views created on the way when it may', async () => {
    const all = await openInventory(created.url);
    await all.execute('DROP VIEW CMDBuild_memory');

    const made = await installMissingViews(all, paper);

    await all.close();
    expect(made).toEqual(['CMDBuild_memory']);
  });
});

describe('an account of a PostgreSQL inventory database with few rights', () => {
  const account = `few_pg_${process.pid}`;
  let created: TestDatabase;
  let all: InventoryDatabase;
  beforeAll(async () => {
    created = await createInventoryDatabase();
    all = await openInventory(created.url);
    await installViews(all, ocs);
    await all.execute(`CREATE ROLE ${account} LOGIN PASSWORD 'few'`);
  });
  afterAll(async () => {
    await all?.execute(`DROP OWNED BY ${account}; DROP ROLE ${account}`);
    await all?.close();
    await created?.drop();
  });

  function asFew(): Promise<InventoryDatabase> {
    const url = new URL(created.url);
    url.username = account;
    url.password = 'few';
    return openInventory(url.href);
  }

  test('is told the grants it lacks, and afterwards those it does not need', async () => {
    const few = await asFew();

    const error = await checkViews(few, ocs).catch((reason: unknown) => reason);
    const faults = error instanceof InvalidInputError ? error.faults : [];
    for (const { message } of faults) await all.execute(message.replace('is closed to this account: ', ''));
    const fitting = await checkViews(few, ocs);
    await all.execute(`GRANT SELECT, UPDATE ON hardware TO ${account}`);
    const { surplus } = await checkViews(few, ocs);

    await few.close();
    expect(faults).toHaveLength(5);
    expect(faults[0]).toEqual({
      path: 'popis_device',
      message: `is closed to this account: GRANT SELECT ON "popis_device" TO "${account}"`,
    });
    expect(fitting.surplus).toEqual([]);
    expect(surplus).toEqual([`GRANT SELECT, UPDATE ON hardware TO ${account}`]);
  });
});
