import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let before = '';
const ids: string[] = [];

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const { created } = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: 'R1' } }] });
  const [room = ''] = created;
  for (const [name, attributes] of [
    ['Computer', { Code: 'C1', RAM: 8192, Status: 'in-use', Room: room }],
    ['Computer', { Code: 'C2', RAM: 16_384, Status: 'in-use', Room: room }],
    ['Printer', { Code: 'P1', Status: 'in-use', Room: room }],
  ] as const) {
    ids.push(...(await cmdb.edit({ create: [{ class: name, attributes }] })).created);
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await cmdb.edit({ update: [{ id: ids[1] ?? '', attributes: { RAM: 8192 } }] });
}, 120_000);
afterAll(() => cmdb.stop());

interface Compared {
  cards: { code: string }[];
  attributes: { name: string; differs: boolean; values: { isOfClass: boolean; value: unknown }[] }[];
}

async function compare(cards: readonly (string | undefined)[], more = ''): Promise<Compared> {
  const { status, body } = await call('GET', `/cards/comparison?cards=${cards.join()}${more}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

test('cards stand in the order they were named, and what differs is marked', async () => {
  const now = await compare([ids[1], ids[0]]);
  const then = await compare([ids[1], ids[0]], `&asOf=${before}`);
  const of = ({ attributes }: Compared, name: string) => attributes.find((each) => each.name === name);

  expect(now.cards.map(({ code }) => code)).toEqual(['C2', 'C1']);
  expect([of(now, 'Code')?.differs, of(now, 'Status')?.differs, of(now, 'Room')?.differs]).toEqual([
    true,
    false,
    false,
  ]);
  expect(of(now, 'Room')?.values[0]?.value).toMatchObject({ code: 'R1', class: 'Room' });
  expect(of(now, 'RAM')).toMatchObject({ differs: false, values: [{ value: 8192 }, { value: 8192 }] });
  expect(of(then, 'RAM')).toMatchObject({ differs: true, values: [{ value: 16_384 }, { value: 8192 }] });
});

test('what only some classes have comes after what all have', async () => {
  const { attributes } = await compare([ids[0], ids[2]]);
  const shared = attributes.map(({ values }) => values.every(({ isOfClass }) => isOfClass));
  const ram = attributes.find(({ name }) => name === 'RAM');

  expect(shared).toEqual([...shared].sort((one, other) => Number(other) - Number(one)));
  expect(ram).toMatchObject({
    differs: true,
    values: [
      { isOfClass: true, value: 8192 },
      { isOfClass: false, value: null, provenance: null },
    ],
  });
});

test('a JSON value that looks like a card is compared whole, and exported whole', async () => {
  const made = await call('POST', '/classes/Computer/attributes', {
    name: 'Extra',
    label: 'Extra',
    type: 'json',
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await cmdb.edit({
    update: [1, 2].map((more, index) => ({
      id: ids[index] ?? '',
      attributes: { Extra: { id: 'same', code: 'same', more } },
    })),
  });

  const { attributes } = await compare([ids[0], ids[1]]);
  const exported = await call('GET', '/classes/Computer/cards/export?format=json&columns=Code,Extra');

  expect(attributes.find(({ name }) => name === 'Extra')).toMatchObject({ differs: true });
  expect(JSON.stringify(exported.body)).toContain('"more":1');
});

test('what cannot be compared is refused by name', async () => {
  const absent = '01970000-0000-7000-8000-000000000000';
  const statuses: [string, number, string][] = [
    [`${ids[0]}`, 400, 'query.cards'],
    [`${ids[0]},${ids[0]}`, 400, 'query.cards'],
    [[...ids, ...ids].join(), 400, 'query.cards'],
    [`${ids[0]},x`, 400, 'query.cards.1'],
    [`${ids[0]},${absent}`, 404, absent],
  ];
  for (const [cards, status, told] of statuses) {
    const answer = await call('GET', `/cards/comparison?cards=${cards}`);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining(told)]);
  }
});
