import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
    lookups: [{ name: 'Use', values: [{ code: 'mail' }, { code: 'a;b' }, { code: 'web', active: true }] }],
    classes: [
      {
        name: 'Service',
        attributes: [
          { name: 'Code', type: 'string' },
          { name: 'Support', type: 'interval', unique: true },
          { name: 'Uses', type: 'lookupArray', lookup: 'Use' },
          { name: 'Network', type: 'ipNetwork', indexed: true },
          { name: 'Address', type: 'ipAddress', unique: true },
          { name: 'Price', type: 'money' },
          { name: 'Plain', type: 'string' },
        ],
      },
    ],
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

const full = {
  Code: 'S1',
  Support: 'P42M',
  Uses: ['web', 'a;b', 'web'],
  Network: '2001:DB8::/32',
  Price: { amount: '-1250.5', currency: 'EUR' },
};
const stored = {
  Support: 'P3Y6M',
  Uses: ['a;b', 'web'],
  Network: '2001:db8::/32',
  Price: '-1250.50 EUR',
};

function create(attributes: object) {
  return call('POST', '/classes/Service/cards', { attributes });
}

describe('an address', () => {
  test('is one, however it is spelt: unique, found, and the same again is no change', async () => {
    const { body } = await create({ Address: '2001:DB8:0:0:0:0:0:1' });
    const twin = await create({ Address: '2001:db8::0001' });
    const again = await call('PATCH', `/cards/${body.id}`, { attributes: { Address: '2001:db8:0::1' } }, '*');
    const find = (condition: object) =>
      call('POST', '/classes/Service/cards/query', { filter: { attribute: 'Address', ...condition } });

    expect(body.attributes.Address).toBe('2001:db8::1');
    expect(twin.body.faults).toMatchObject([{ path: 'attributes.Address' }]);
    expect(again.body.changeId).toBe(body.changeId);
    for (const condition of [
      { operator: 'equal', value: '2001:0DB8:0000::1' },
      { operator: 'in', value: ['::1', '2001:db8:0:0::1'] },
      { operator: 'net_contained', value: '2001:DB8:0:0::/32' },
      { operator: 'between', value: ['2001:db8:0:0:0:0:0:0', '2001:db8::0001'] },
    ]) {
      expect((await find(condition)).body, JSON.stringify(condition)).toMatchObject({ total: 1 });
    }
  });
});

describe('a value of several parts', () => {
  test('is given back in its one form, and the same again is no change', async () => {
    const { status, body } = await create(full);
    expect(status, JSON.stringify(body)).toBe(201);
    const { headers } = await call('GET', `/cards/${body.id}`);

    const again = await call(
      'PATCH',
      `/cards/${body.id}`,
      { attributes: { ...full, Uses: ['a;b', 'web'] } },
      headers.get('etag') ?? '',
    );

    expect(body.attributes).toMatchObject(stored);
    expect(again.body.changeId).toBe(body.changeId);
  });

  test('is unique in that form', async () => {
    await create({ Support: 'P3Y' });

    expect((await create({ Support: 'P36M' })).body.faults).toMatchObject([{ path: 'attributes.Support' }]);
    expect((await create({ Support: 'P1095D' })).status).toBe(201);
  });

  test('that is none is told by its attribute, whatever it is', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'P',
        'P1',
        '10.0.0.1/8',
        '::/200',
        '1 ABC',
        '1e9 EUR',
        'NaN EUR',
        'P9999999999Y',
        '[',
        '\0',
      ),
    );
    // A body with these keys is refused as a whole, before anybody looks for attributes in it.
    const isRead = (value: unknown) => !/"(__proto__|constructor)":/.test(JSON.stringify(value));
    const given = fc.oneof(text, fc.jsonValue().filter(isRead));
    const names = ['Support', 'Uses', 'Network', 'Price'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), given, async (name, value) => {
        const { status, body } = await create({ [name]: value });

        expect([201, 400], JSON.stringify(body)).toContain(status);
        if (status === 400) {
          const paths = body.faults.map(({ path }: { path: string }) => path);
          expect([...new Set(paths)]).toEqual([`attributes.${name}`]);
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('comes back unchanged from a file that it was exported to', async () => {
    await create(full);
    await create({ Code: 'S2', Support: 'PT0.5S', Uses: ['mail'], Network: '10.0.0.0/8', Price: '100 JPY' });
    await create({ Code: 'S3', Uses: ['mail', 'web'] });
    const exported = await fetch(`${cmdb.url}/api/classes/Service/cards/export?sort=Code`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const file = await exported.text();

    const form = new FormData();
    form.set('file', new Blob([file]), 'services.csv');
    const uploaded = await fetch(`${cmdb.url}/api/classes/Service/imports?key=Code`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}` },
      body: form,
    });
    const { id } = await uploaded.json();

    const job = () => call('GET', `/imports/${id}`);
    await expect.poll(async () => (await job()).body.state, { timeout: 20_000 }).toBe('checked');
    expect(file).toContain('P3Y6M');
    expect(file).toContain('mail; web');
    expect((await job()).body.counts).toEqual({ unchanged: 3 });
  });

  test('is found by search', async () => {
    await create(full);

    for (const q of ['1250.50 eur', '2001:db8', 'a;b']) {
      const { body } = await call('GET', `/search?${new URLSearchParams({ q })}`);
      expect(body.items, q).toMatchObject([{ card: { code: 'S1' } }]);
    }
  });
});

describe('amounts', () => {
  test('of other currencies are never compared', async () => {
    await create({ Code: 'E1', Price: '9.99 EUR' });
    await create({ Code: 'E2', Price: '10 EUR' });
    await create({ Code: 'R1', Price: '1000 RSD' });
    const codes = async (parameters: object) => {
      const { body } = await call('POST', '/classes/Service/cards/query', parameters);
      return body.items.map((card: { attributes: { Code: string } }) => card.attributes.Code);
    };

    const price = { attribute: 'Price' };
    expect(
      await codes({ filter: { ...price, operator: 'less', value: '10000 EUR' }, sort: ['Code'] }),
    ).toEqual(['E1', 'E2']);
    expect(await codes({ filter: { ...price, operator: 'end', value: ' RSD' } })).toEqual(['R1']);
    expect(await codes({ sort: ['-Price'] })).toEqual(['R1', 'E2', 'E1']);
  });
});

describe('a list of codes', () => {
  test('has no order', async () => {
    const { status, body } = await call('GET', '/classes/Service/cards?sort=Uses');

    expect(status).toBe(400);
    expect(body.faults[0].message).toContain('has no order');
  });

  test('keeps a code that is not active any more, and others beside it', async () => {
    const { body, headers } = await create({ Code: 'S1', Uses: ['mail'] });
    await call('PATCH', '/lookups/Use/values/mail', { active: false });

    const more = await call(
      'PATCH',
      `/cards/${body.id}`,
      { attributes: { Uses: ['mail', 'web'] } },
      headers.get('etag') ?? '',
    );
    const other = await create({ Code: 'S2', Uses: ['mail'] });
    await call('PATCH', '/lookups/Use/values/mail', { active: true });

    expect(more.body.attributes.Uses).toEqual(['mail', 'web']);
    expect(other.body.faults).toEqual([
      { path: 'attributes.Uses', message: 'must be one of a;b, web, not "mail"' },
    ]);
  });

  test('keeps its codes in the lookup', async () => {
    await create(full);

    const used = await call('DELETE', '/lookups/Use/values/web');
    const free = await call('DELETE', '/lookups/Use/values/mail?preview=true');

    expect(used.status).toBe(409);
    expect(used.body.current.uses).toEqual([
      { item: 'lookup value Use.web', by: 'cards', count: 1, names: ['S1'] },
    ]);
    expect(free.body.allowed).toBe(true);
  });
});

describe('a change of type', () => {
  const change = (name: string, type: string, more: object = {}) =>
    call('PATCH', `/classes/Service/attributes/${name}?preview=true`, { type, ...more });

  test('to one that the values are of is allowed', async () => {
    await create({ Code: 'S1', Plain: 'P3Y', ...{ Price: '1 EUR' } });

    expect((await change('Plain', 'interval')).body.allowed).toBe(true);
    expect((await change('Price', 'string')).body.allowed).toBe(true);
  });

  test.each([
    ['interval', 'P36M', 'is none of the type interval'],
    ['interval', 'soon', 'must be a duration, like P3Y6M or PT8H'],
    ['ipNetwork', '10.0.0.1/8', 'has bits beyond its prefix: the network is 10.0.0.0/8'],
    ['money', '1 EUR', 'is none of the type money'],
  ])('to %s shows that %s breaks', async (type, value, message) => {
    await create({ Code: 'S1', Plain: value });

    const { body } = await change('Plain', type);

    expect(body.allowed).toBe(false);
    expect(body.broken).toMatchObject([
      {
        path: 'classes.Service.attributes.Plain',
        message: `cannot be promised: 1 cards have a value that ${message}`,
        count: 1,
        cards: [{ code: 'S1', value }],
      },
    ]);
  });

  test('to a list of codes shows that a single one breaks', async () => {
    await create({ Code: 'S1', Plain: 'web' });

    const { body } = await change('Plain', 'lookupArray', { lookup: 'Use' });

    expect(body.broken).toMatchObject([{ count: 1, cards: [{ value: 'web' }] }]);
  });
});

test('reports have columns of these types', async () => {
  await create(full);
  const types = await cmdb.query<{ name: string; type: string }>(
    `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
     WHERE table_schema = 'report' AND table_name = 'service'`,
  );

  const [row] = await cmdb.query(
    `SELECT support = interval '42 months' AS support, uses, network::text, price::text, price_currency
     FROM report.service`,
  );

  expect(Object.fromEntries(types.map(({ name, type }) => [name, type]))).toMatchObject({
    support: 'interval',
    uses: '_text',
    network: 'cidr',
    price: 'numeric',
    price_currency: 'text',
  });
  expect(row).toEqual({
    support: true,
    uses: ['a;b', 'web'],
    network: '2001:db8::/32',
    price: '-1250.50',
    price_currency: 'EUR',
  });
});
