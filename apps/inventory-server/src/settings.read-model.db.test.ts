import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings, type Settings, settingsColumn, toSettings } from './settings.read-model.ts';
import { openStore, type Store } from './store.ts';

const dialects = [
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
];

describe.each(dialects)('settings on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 2, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  async function readAsColumn(): Promise<Settings> {
    const { statements, dialect } = store.database;
    const [row] = await statements.query(`SELECT ${settingsColumn(dialect)} AS settings`);
    return toSettings(row?.settings);
  }

  test('are the same as one value of a statement as they are row by row, from the change of one on', async () => {
    const { statements } = store.database;
    const changes = [
      "UPDATE config SET ivalue = 7 WHERE name = 'FREQUENCY'",
      "UPDATE config SET ivalue = -1 WHERE name = 'FREQUENCY'",
      "UPDATE config SET ivalue = NULL WHERE name = 'PROLOG_FREQ'",
      "DELETE FROM config WHERE name = 'INVENTORY_DIFF'",
      'DELETE FROM config',
    ];

    const before = await readAsColumn();
    const again = await readAsColumn();

    expect(before).toEqual(await readSettings(statements));
    expect(again).toBe(before);
    for (const change of changes) {
      await statements.query(change);
      expect(await readAsColumn(), change).toEqual(await readSettings(statements));
    }
  });
});
