import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const made = await call('POST', '/classes', {
    name: 'Car',
    superclass: 'Item',
    attributes: [
      { name: 'Plate', type: 'string', validation: { pattern: '[A-Z]{2}-\\d+', max: 8 } },
      { name: 'Seats', type: 'integer', indexed: true, validation: { min: 1, max: 9 } },
      { name: 'Chassis', type: 'string', mode: 'immutable' },
      { name: 'Mileage', type: 'integer', mode: 'read', default: 0 },
      { name: 'Garage', type: 'string' },
    ],
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

describe('the validation of an attribute', () => {
  test('holds for every value that is written', async () => {
    const { body } = await call('POST', '/classes/Car/cards', { attributes: { Plate: 'ns1', Seats: 12 } });
    const good = await call('POST', '/classes/Car/cards', { attributes: { Plate: 'NS-1', Seats: 5 } });

    expect(body.faults).toEqual([
      { path: 'attributes.Plate', message: 'must match the pattern [A-Z]{2}-\\d+' },
      { path: 'attributes.Seats', message: 'must be at most 9' },
    ]);
    expect(good.status).toBe(201);
  });

  test('is refused where cards break it, with those cards, and where it makes no sense', async () => {
    await call('POST', '/classes/Car/cards', { attributes: { Code: 'A', Seats: 5 } });

    const broken = await call('PATCH', '/classes/Car/attributes/Seats', { validation: { max: 4 } });
    const senseless = await call('PATCH', '/classes/Car/attributes/Seats', {
      validation: { min: 5, max: 4, pattern: 'x' },
    });
    const open = await call('PATCH', '/classes/Car/attributes/Plate', { validation: { pattern: '(a+)+' } });

    expect(broken.body.current.broken).toMatchObject([{ count: 1, cards: [{ code: 'A', value: 5 }] }]);
    expect(senseless.body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      'classes.Car.attributes.Seats.validation.pattern',
      'classes.Car.attributes.Seats.validation.min',
    ]);
    expect(open.body.faults[0].message).toContain('there are no groups');
  });
});

describe('the mode of an attribute', () => {
  test('keeps what is immutable as it was created', async () => {
    const made = await call('POST', '/classes/Car/cards', { attributes: { Chassis: 'X1' } });
    const same = await call(
      'PATCH',
      `/cards/${made.body.id}`,
      { attributes: { Chassis: 'X1', Seats: 4 } },
      '*',
    );
    const other = await call('PATCH', `/cards/${made.body.id}`, { attributes: { Chassis: 'X2' } }, '*');

    expect([made.status, same.status, other.status]).toEqual([201, 200, 400]);
    expect(other.body.faults).toEqual([
      { path: 'attributes.Chassis', message: 'can be set at creation only' },
    ]);
  });

  test('leaves what people may not write to sources', async () => {
    const refused = await call('POST', '/classes/Car/cards', { attributes: { Mileage: 5 } });
    const made = await call('POST', '/classes/Car/cards', { attributes: {} });
    const edited = await call('PATCH', `/cards/${made.body.id}`, { attributes: { Mileage: 5 } }, '*');

    expect([refused.status, made.status, edited.status]).toEqual([400, 201, 400]);
    expect(edited.body.faults).toMatchObject([{ message: 'is set by sources only' }]);
  });
});

test('an index is built when it is wanted, and gone when it is not', async () => {
  const listIndexes = () =>
    cmdb.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE indexname ~ '^card_c[0-9]+_a[0-9]+_idx$'`,
    );

  const first = await listIndexes();
  await call('PATCH', '/classes/Car/attributes/Garage', { indexed: true });
  const second = await listIndexes();
  await call('PATCH', '/classes/Car/attributes/Garage', { indexed: false });
  await call('PATCH', '/classes/Car/attributes/Seats', { indexed: false });
  const text = await call('PATCH', '/classes/Car/attributes/Notes', { indexed: true });

  expect(first).toMatchObject([{ indexdef: expect.stringContaining("'Seats'") }]);
  expect(second).toHaveLength(2);
  expect(await listIndexes()).toEqual([]);
  expect(text.body.faults).toMatchObject([{ message: 'does not go with the type text' }]);
});

test('unit, group, place and default are altered, and are the usual ones again when taken back', async () => {
  const properties = { unit: 'km', group: 'Use', position: 7, default: 3, label: 'Seats there are' };

  const altered = await call('PATCH', '/classes/Car/attributes/Seats', properties);
  const faulty = await call('PATCH', '/classes/Car/attributes/Seats', { default: 'many' });
  const usual = await call('PATCH', '/classes/Car/attributes/Seats', {
    mode: 'write',
    unit: null,
    default: null,
  });

  expect(altered.body).toMatchObject(properties);
  expect(faulty.body.faults).toMatchObject([{ path: 'classes.Car.attributes.Seats.default' }]);
  expect(usual.body).not.toHaveProperty('mode');
});

test('attributes that say no place go behind all others, each to its own, and several are put in order at once', async () => {
  await call('POST', '/classes', { name: 'Bike', label: 'Bike' });
  const add = (name: string) => call('POST', '/classes/Bike/attributes', { name, type: 'string' });
  const namesOf = async () => {
    const { body } = await call('GET', '/classes/Bike/attributes');
    return body.items.map((attribute: { name: string }) => attribute.name);
  };
  const placeAt = (name: string, position: number) => {
    return { kind: 'attribute', action: 'update', class: 'Bike', name, changes: { position } };
  };

  const added = [await add('Frame'), await add('Brake')];
  const edited = await call('POST', '/model/edits', {
    edits: ['Wheel', 'Bell'].map((name) => {
      return { kind: 'attribute', action: 'create', class: 'Bike', definition: { name, type: 'string' } };
    }),
  });
  const asAdded = await namesOf();
  await call('POST', '/model/edits', {
    edits: [placeAt('Bell', 0), placeAt('Wheel', 10), placeAt('Brake', 20), placeAt('Frame', 30)],
  });

  expect(added.map(({ body }) => body.position)).toEqual([0, 10]);
  expect(edited.status).toBe(200);
  expect(asAdded).toEqual(['Code', 'Description', 'Frame', 'Brake', 'Wheel', 'Bell', 'Notes']);
  expect(await namesOf()).toEqual(['Code', 'Description', 'Bell', 'Wheel', 'Brake', 'Frame', 'Notes']);
});
