import path from 'node:path';
import { getPeers, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOcsDatabase, runOnMariadb } from '../../../../tests/inventory/ocs-tables.ts';
import { openInventory } from '../extract/inventory-database.ts';
import { loadMapping } from '../mapping/mapping-folder.ts';
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
        message: `is closed to this account: GRANT SELECT ON ${view} TO ${account}`,
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

  test('finds missing views created on the way when it may', async () => {
    const all = await openInventory(created.url);
    await all.execute('DROP VIEW CMDBuild_memory');

    const made = await installMissingViews(all, paper);

    await all.close();
    expect(made).toEqual(['CMDBuild_memory']);
  });
});
