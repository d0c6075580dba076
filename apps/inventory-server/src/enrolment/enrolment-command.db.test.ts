import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { parseEnrolmentCommand, runEnrolmentCommand } from './enrolment-command.ts';

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 1, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  async function run(...args: string[]): Promise<string[]> {
    return await runEnrolmentCommand(store, parseEnrolmentCommand(args, 0));
  }

  test('a token is printed once, listed without itself, and ends', async () => {
    const [token = ''] = await run('token', '--uses', '3', '--tag', 'SITE-1', '--expires-hours', '1');
    const [listed = ''] = await run('tokens');
    await run('revoke-token', '1');
    const [revoked = ''] = await run('tokens');

    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(listed).not.toContain(token);
    expect(JSON.parse(listed)).toEqual({
      id: 1,
      label: '',
      tag: 'SITE-1',
      approval: 'automatic',
      usesLeft: 3,
      isRevoked: false,
      expiresAt: '1970-01-01T01:00:00.000Z',
    });
    expect(JSON.parse(revoked)).toMatchObject({ isRevoked: true });
  });

  test('what is not there is said not to be there', async () => {
    await expect(run('revoke-token', '99')).rejects.toThrow('no enrolment token 99');
    await expect(run('approve', 'nobody')).rejects.toThrow('no key nobody');
    expect(await run('keys')).toEqual([]);
  });
});
