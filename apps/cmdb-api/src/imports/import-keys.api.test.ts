import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const made = await call('POST', '/model/apply', {
    format: 'popis-model',
    version: 1,
    lookups: [{ name: 'Use', values: [{ code: 'mail' }, { code: 'web' }] }],
    classes: [
      {
        name: 'Service',
        attributes: [
          { name: 'Code', type: 'string' },
          { name: 'Maker', type: 'string' },
          { name: 'Number', type: 'integer' },
          { name: 'Since', type: 'timestamp' },
          { name: 'Public', type: 'boolean' },
          { name: 'Support', type: 'interval' },
          { name: 'Uses', type: 'lookupArray', lookup: 'Use' },
          { name: 'Network', type: 'ipNetwork' },
          { name: 'Price', type: 'money' },
          { name: 'Extra', type: 'json' },
        ],
      },
    ],
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

async function upload(content: string, key: string, mode = 'upsert') {
  const form = new FormData();
  form.set('file', new Blob([content]), 'list.csv');
  const response = await fetch(`${cmdb.url}/api/classes/Service/imports?mode=${mode}&key=${key}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
    body: form,
  });
  return { status: response.status, body: await response.json() };
}

async function createService(attributes: object): Promise<string> {
  const { status, body } = await call('POST', '/classes/Service/cards', { attributes });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

async function verdictsOf(content: string, key: string, mode?: string) {
  const { status, body } = await upload(content, key, mode);
  expect(status, JSON.stringify(body)).toBe(201);
  await expect.poll(async () => (await call('GET', `/imports/${body.id}`)).body.state).toBe('checked');
  const rows = (await call('GET', `/imports/${body.id}/rows`)).body.items;
  return rows.map(({ verdict, cardId, faults }: { verdict: string; cardId: string; faults: unknown }) =>
    verdict === 'fault' ? faults : [verdict, cardId],
  );
}

test('a key of several parts finds the card that has all of them', async () => {
  const one = await createService({ Code: 'A', Maker: 'Acme', Number: 7 });
  const other = await createService({ Code: 'B', Maker: 'Acme', Number: 8 });

  const verdicts = await verdictsOf(
    'Code,Maker,Number\nA,Acme,007\nC, Acme ,8\nD,Bolt,7\nE,Acme,\nF,Bolt,+7\n',
    'Maker,Number',
  );

  expect(verdicts).toEqual([
    ['unchanged', one],
    ['update', other],
    ['create', null],
    [{ path: '', message: 'has no value for the key' }],
    [{ path: '', message: 'has the same key as row 3' }],
  ]);
});

test.each([
  ['Since', '2026-11-23T08:30:00Z', '2026-11-23 08:30:00'],
  ['Public', true, 'yes'],
  ['Support', 'P42M', 'P3Y6M'],
  ['Uses', ['web', 'mail'], 'web; mail'],
  ['Network', '2001:DB8::/32', '2001:db8:0::/32'],
  ['Price', { amount: '1250.5', currency: 'EUR' }, '1250.5 EUR'],
])('a key %s finds a value however it is written', async (name, value, written) => {
  const id = await createService({ Code: 'A', [name]: value });

  expect(await verdictsOf(`Code,${name}\nA,${written}\n`, name)).toEqual([['unchanged', id]]);
});

test('a key that cannot be read is a fault of its row, and the others find their cards', async () => {
  const id = await createService({ Code: 'A', Number: 7 });

  const verdicts = await verdictsOf('Code,Number\nA,many\nA,7\n', 'Number', 'update');

  expect(verdicts).toEqual([
    expect.arrayContaining([{ path: 'Number', message: 'must be a number, not "many"' }]),
    ['unchanged', id],
  ]);
});

test('the id finds a card, and what is none finds nothing', async () => {
  const id = await createService({ Code: 'A' });

  expect(await verdictsOf(`_id,Code\n${id},A\nA,B\n`, '_id', 'update')).toEqual([
    ['unchanged', id],
    [{ path: '', message: 'has the key of no card' }],
  ]);
});

test('a key by which no card can be found is refused with every fault', async () => {
  const { status, body } = await upload('Code,Extra\nA,1\n', 'Extra,Colour,Code,Code');

  expect(status).toBe(400);
  expect(body.faults).toEqual([
    { path: 'query.key', message: '"Extra" has the type json, by which no card is found' },
    { path: 'query.key', message: '"Colour" is no attribute of the class' },
    { path: 'query.key', message: '"Code" is in it twice' },
  ]);
});
