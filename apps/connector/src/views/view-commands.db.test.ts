import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runConnectorCommand } from '../../../../tests/connector/run-command.ts';
import {
  createOcsDatabase,
  type InventoryWriter,
  openWriter,
} from '../../../../tests/inventory/ocs-tables.ts';

describe.each([
  ['PostgreSQL', createInventoryDatabase],
  ['MariaDB with the tables of a real OCS Inventory', createOcsDatabase],
])('without a view of change marks in %s', (_name, createDatabase) => {
  let created: TestDatabase;
  let writer: InventoryWriter;
  beforeAll(async () => {
    created = await createDatabase();
    writer = await openWriter(created.url);
    expect(await views('install')).toMatchObject({ code: 0, complained: '' });
  });
  beforeEach(() => writer.execute('DROP VIEW IF EXISTS popis_mark'));
  afterAll(async () => {
    await writer?.close();
    await created?.drop();
  });

  function views(command: 'install' | 'check') {
    const env = { INVENTORY_DATABASE_URL: created.url };
    return runConnectorCommand(env, ['views', command, '--mapping', 'ocs']);
  }

  test('checking says that only full runs can be, and what to do', async () => {
    const { code, said, complained } = await views('check');

    expect(code).toBe(0);
    expect(said).toContain('popis_network: slave');
    expect(complained).toMatch(
      /warning: there are no change marks: popis_mark does not exist; run "popis .*"/,
    );
    expect(complained).toContain("--delta and a schedule's deltas are refused");
  });

  test('installing creates it, and says so', async () => {
    expect((await views('install')).said).toMatch(
      /created popis_mark\n(.*\n)*popis_mark: change marks, by device/,
    );
  });

  test('installing where it cannot be creates all others, says at once that it is not there, and why', async () => {
    await writer.execute('CREATE TABLE popis_mark (device integer)');
    await writer.execute('DROP VIEW popis_network');

    const { code, said, complained } = await views('install');

    await writer.execute('DROP TABLE popis_mark');
    expect(code).toBe(0);
    expect(said).toContain('created popis_network');
    expect(complained).toMatch(
      /^warning: The view popis_mark is missing: creating it from .*popis_mark.sql failed/,
    );
    expect(complained).toMatch(
      /\nwarning: there are no change marks: popis_mark .*\. Full runs do without them/,
    );
  });
});
