import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const create = Array.from({ length: 3_000 }, (_each, index) => ({
    class: 'Monitor',
    attributes: { Code: `M-${index}`, Model: `Model ${index % 500}` },
  }));
  await cmdb.edit({ create });
  await cmdb.query(`UPDATE card SET attributes = attributes || '{"Model": 12}' WHERE card.code = 'M-7'`);
  await cmdb.query(`UPDATE card SET attributes = attributes || '{"Model": "12"}' WHERE card.code = 'M-8'`);
  await cmdb.query('VACUUM ANALYZE card');
});
afterAll(() => cmdb.stop());

async function codes(filter: object): Promise<string[]> {
  const query = new URLSearchParams({ filter: JSON.stringify(filter), sort: 'Code', limit: '1000' });
  const { body } = await call('GET', `/classes/Monitor/cards?${query}`);
  return body.items.map((card: { attributes: { Code: string } }) => card.attributes.Code);
}

test('a text is found however it is stored, and not found by what is left after', async () => {
  const twelve = { attribute: 'Model', operator: 'equal', value: '12' };

  expect(await codes(twelve)).toEqual(['M-7', 'M-8']);
  expect(await codes({ attribute: 'Model', operator: 'in', value: ['12', 'Model 9'] })).toHaveLength(8);
  expect(
    await codes({ and: [{ not: twelve }, { attribute: 'Code', operator: 'begin', value: 'M-7' }] }),
  ).not.toContain('M-7');
});

test('cards with a value are read from the index over all attributes', async () => {
  const [known] = await cmdb.query<{ id: number }>("SELECT id FROM class WHERE name = 'Monitor'");
  const rows = await cmdb.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT card.id FROM (SELECT class_id, id, attributes FROM card WHERE class_id IN (${known?.id})) AS card
     WHERE card.attributes @> '{"Model":"Model 9"}'::jsonb AND (card.attributes ->> 'Model') = 'Model 9'`,
  );

  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(
    /Bitmap Index Scan on card_c\d+_attributes_idx/,
  );
});
