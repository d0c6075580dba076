import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import type { Contact } from './contact.ts';
import { openTableJournal } from './table-journal.ts';

const DAY_MS = 86_400_000;

function contact(daysAgo = 0): Contact {
  return {
    receivedAtMs: Date.now() - daysAgo * DAY_MS,
    requestId: 'r1',
    deviceId: 'ana-2026-01-02-03-04-05',
    query: 'PROLOG',
    outcome: 'answered',
    status: 200,
    cause: undefined,
    durationMs: 3,
    bytes: 200,
    writtenSections: 0,
    address: '10.0.0.1',
  };
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
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    await store.database.statements.query('DELETE FROM contact');
  });

  async function count(): Promise<number> {
    const [row] = await store.database.statements.query('SELECT COUNT(*) AS n FROM contact');
    return Number(row?.n);
  }

  test('what was recorded is written when the journal closes', async () => {
    const journal = openTableJournal(store);
    for (let number = 0; number < 1_200; number += 1) journal.record(contact());

    await journal.close();

    expect(await count()).toBe(1_200);
    expect(journal.dropped).toBe(0);
  });

  test('while the database takes none they are held, and written once it does', async () => {
    const journal = openTableJournal(store);
    await store.database.statements.query('ALTER TABLE contact RENAME TO contact_away');
    journal.record(contact());
    await expect(journal.list({ limit: 10 })).rejects.toThrow();
    await store.database.statements.query('ALTER TABLE contact_away RENAME TO contact');

    await journal.close();

    expect(await count()).toBe(1);
  });

  test('what cannot be held any more is counted', async () => {
    const journal = openTableJournal(store);
    for (let number = 0; number < 5_003; number += 1) journal.record(contact());

    expect(journal.dropped).toBe(3);

    await journal.close();
    expect(await count()).toBe(5_000);
  });

  test('contacts older than the setting says are removed', async () => {
    await store.database.statements.query(
      "INSERT INTO config (name, ivalue) VALUES ('POPIS_CONTACT_DAYS', 7)",
    );
    const journal = openTableJournal(store);
    for (const daysAgo of [0, 6, 8]) journal.record(contact(daysAgo));

    await journal.close();

    expect(await count()).toBe(2);
  });
});
