import { getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  inventoryDatabases,
  openTestInventory,
  type TestInventory,
} from '../../../../tests/inventory/test-inventory.ts';

const databases = [
  ...inventoryDatabases.map(({ name, create }) => ({ name, open: async () => await create() })),
  { name: 'the database of an OCS server', open: async () => getPeers('ocsDatabaseUrl').ocsDatabaseUrl },
];

describe.each(databases)('on $name', ({ name, open }) => {
  const isFound = name.includes('OCS');
  let inventory: TestInventory;

  beforeAll(async () => {
    inventory = await openTestInventory(await open());
  });
  afterAll(async () => {
    // That of the OCS server is used by others as well.
    const { statements, dialect } = inventory.store.database;
    const groups = await statements.query("SELECT h.id AS id FROM hardware h WHERE h.name = 'acts'");
    for (const { id } of groups) {
      await statements.query(`DELETE FROM ${dialect.table('groups')} WHERE hardware_id = ?`, [Number(id)]);
      await statements.query('DELETE FROM hardware WHERE id = ?', [Number(id)]);
    }
    await inventory.stop();
  });

  async function acts(query = '') {
    return (await inventory.call('GET', `/acts${query}`)).body;
  }

  test('who did what is kept, whether it was done or refused, and what was only asked is not', async () => {
    const made = await inventory.call('POST', '/groups', { name: 'acts', description: 'of a test' });
    const refused = await inventory.call('PUT', `/groups/${made.body.id}/members/2147483647`, {
      membership: 'included',
    });
    await inventory.call('GET', '/groups');

    const { items } = await acts();

    expect([made.status, refused.status]).toEqual([200, 404]);
    expect(items).toMatchObject([
      {
        operation: 'putGroupMember',
        target: `${made.body.id} 2147483647`,
        given: '{"membership":"included"}',
        outcome: 'refused',
        result: null,
      },
      {
        ...{ actor: 'jovana', operation: 'createGroup', target: null, reason: null },
        ...{
          given: '{"name":"acts","description":"of a test"}',
          outcome: 'done',
          result: String(made.body.id),
        },
      },
    ]);
    expect(Math.abs(Date.parse(items[0].at) - Date.now())).toBeLessThan(60_000);
  });

  test('they are found by actor, operation, target and outcome, page by page', async () => {
    const given = (await inventory.call('GET', '/settings')).body.items.find(
      (item: { name: string }) => item.name === 'PROLOG_FREQ',
    );
    const value = given.value ?? given.default;
    await inventory.call('PUT', '/settings/PROLOG_FREQ', { value, reason: 'as it was' });

    const settings = await acts('?operation=putSetting&target=PROLOG_FREQ&actor=jovana&outcome=done');
    const first = await acts('?limit=1');
    const second = await acts(`?limit=1&cursor=${first.next}`);

    expect(settings).toMatchObject({
      total: 1,
      items: [{ given: `{"value":${value}}`, reason: 'as it was' }],
    });
    expect([first.total, first.items.length, second.items.length]).toEqual([3, 1, 1]);
    expect(second.items[0].id).toBeLessThan(first.items[0].id);
    expect((await acts('?actor=nobody')).items).toEqual([]);
  });

  if (!isFound) {
    test('of enrolment and identification, without the token that was made', async () => {
      const made = await inventory.call('POST', '/enrolment/tokens', {
        uses: 2,
        hours: 1,
        approval: 'review',
      });
      await inventory.call('DELETE', `/enrolment/tokens/${made.body.id}`);
      await inventory.call('POST', '/identification/merges', { kept: 1, other: 2, reason: 'one machine' });

      const { items } = await acts('?limit=3');

      expect(items).toMatchObject([
        { operation: 'mergeDevices', reason: 'one machine', outcome: 'refused' },
        { operation: 'withdrawEnrolmentToken', target: String(made.body.id), outcome: 'done' },
        { operation: 'createEnrolmentToken', outcome: 'done', result: String(made.body.id) },
      ]);
      expect(JSON.stringify(items)).not.toContain(made.body.token);
    });

    test('where it cannot be kept, nothing is done', async () => {
      const { statements } = inventory.store.database;
      await statements.query('ALTER TABLE administrative_act RENAME TO away');
      const before = await statements.query('SELECT count(*) AS n FROM hardware');

      const failed = await inventory.call('POST', '/groups', { name: 'unseen', description: '' });
      await statements.query('ALTER TABLE away RENAME TO administrative_act');

      expect(failed.status).toBe(500);
      expect(await statements.query('SELECT count(*) AS n FROM hardware')).toEqual(before);
    });
  }
});
