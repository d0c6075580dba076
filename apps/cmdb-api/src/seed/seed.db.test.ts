import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { CardWriter } from '../cards/card-writer.ts';
import { toDemoWork } from './demo-estate.ts';
import { SeedService } from './seed.service.ts';

let cmdb: TestCmdb;

beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb.stop());

async function countAll() {
  const [row] = await cmdb.query(
    `SELECT (SELECT count(*)::integer FROM class) AS classes, (SELECT count(*)::integer FROM card) AS cards,
       (SELECT count(*)::integer FROM change) AS changes`,
  );
  return row;
}

describe('seeding', () => {
  test('makes the model once, however often a process starts', async () => {
    const before = await countAll();

    await Promise.all([1, 2].map(() => cmdb.app.nest.get(SeedService).seed('demo')));

    expect(await countAll()).toEqual(before);
    expect(before).toMatchObject({ classes: 17, cards: 0, changes: 1 });
  });

  test('the demonstration estate is one change from the source seed, and answers who, where and what for', async () => {
    const writer = cmdb.app.nest.get(CardWriter);
    const context = { actor: 'popis', source: 'seed', reason: 'demonstration estate' };
    const applied = await cmdb.app.database.transaction((tx) => writer.apply(tx, context, toDemoWork()));

    const call = requestsOf(cmdb, adminToken);
    const { body } = await call('GET', '/classes/Computer/cards?query=bookkeeping');
    const [card] = body.items;
    expect(card).toMatchObject({
      changeId: applied.changeId,
      attributes: {
        Purpose: 'Bookkeeping',
        Workspace: { class: 'Workspace' },
        Responsible: { class: 'Employee' },
        Supplier: { class: 'Supplier' },
        ServiceUntil: '2030-05-06',
      },
      provenance: { Purpose: { source: 'seed' } },
    });
    const relations = await call('GET', `/cards/${card.id}/relations`);
    const domains = relations.body.items.map((group: { domain: string }) => group.domain);
    expect(domains).toEqual(expect.arrayContaining(['ItemDependencies', 'LicenceItems', 'ComputerMonitors']));
  });

  test('the demonstration estate can be told from a real inventory by its codes', () => {
    for (const card of toDemoWork().create ?? []) {
      expect(String(card.attributes.Code)).toMatch(/^DEMO-/);
      expect(String(card.attributes.SerialNumber ?? 'DEMO-')).toMatch(/^DEMO-/);
    }
  });
});
