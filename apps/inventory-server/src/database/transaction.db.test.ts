import { setTimeout as sleep } from 'node:timers/promises';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Statements } from './database.ts';
import { openDatabase } from './open-database.ts';

const dialects = [
  {
    name: 'PostgreSQL',
    create: createEmptyDatabase,
    me: 'pg_backend_pid()',
    end: (id: number) => `SELECT pg_terminate_backend(${id})`,
  },
  {
    name: 'MariaDB',
    create: createEmptyMysqlDatabase,
    me: 'CONNECTION_ID()',
    end: (id: number) => `KILL ${id}`,
  },
];

describe.each(dialects)('a transaction on $name', ({ create, me, end }) => {
  let made: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    made = await create();
    database = openDatabase(made.url, 4, () => undefined);
    await database.statements.query('CREATE TABLE note (id integer PRIMARY KEY, text varchar(20))');
  });
  afterAll(async () => {
    await database?.close();
    await made?.drop();
  });

  const insert = (statements: Statements, id: number) =>
    statements.query('INSERT INTO note (id, text) VALUES (?, ?)', [id, 'a']);
  const ids = async () =>
    (await database.statements.query('SELECT id AS id FROM note ORDER BY id')).map((row) => Number(row.id));

  test('that has failed takes no statement of its other half any more', async () => {
    await database.transaction(undefined, (statements) => insert(statements, 1));
    let late: Promise<unknown> = Promise.resolve();

    const failed = database.transaction('note:2', async (statements) => {
      late = sleep(100).then(() => insert(statements, 3));
      late.catch(() => undefined);
      await Promise.all([insert(statements, 2), insert(statements, 1), late]);
    });

    await expect(failed).rejects.toThrow();
    await expect(late).rejects.toThrow('A statement came after the end of its transaction');
    expect(await ids()).toEqual([1]);
  });

  test('whose connection is lost between two statements fails, and the next one has another', async () => {
    const failed = database.transaction(undefined, async (statements) => {
      await insert(statements, 5);
      const [row] = await statements.query(`SELECT ${me} AS me`);
      await database.statements.query(`${end(Number(row?.me))}`).catch(() => undefined);
      await sleep(200);
      await insert(statements, 6);
    });

    await expect(failed).rejects.toThrow();
    await database.transaction(undefined, (statements) => insert(statements, 7));
    expect(await ids()).toEqual([1, 7]);
  });

  test('sees what was committed under its lock before', async () => {
    const count = async (statements: Statements) => {
      const [row] = await statements.query('SELECT count(*) AS n FROM note');
      return Number(row?.n);
    };
    const before = (await ids()).length;

    const seen = await Promise.all(
      [10, 11, 12].map((id) =>
        database.transaction(['note', 'others'], async (statements) => {
          const n = await count(statements);
          await sleep(20);
          await insert(statements, id);
          return n;
        }),
      ),
    );

    expect(seen.sort()).toEqual([before, before + 1, before + 2]);
  });
});
