import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

describe('the seeded model', () => {
  test('has the classes of the paper, and counts cards of descendants', async () => {
    await cmdb.edit({
      create: [
        { class: 'Computer', attributes: { Code: 'PC-1' } },
        { class: 'Memory', attributes: {} },
      ],
    });

    const { body } = await call('GET', '/classes');

    const counts = new Map(
      body.items.map((each: { name: string; cards: number }) => [each.name, each.cards]),
    );
    expect(counts).toEqual(
      new Map([
        ['Employee', 0],
        ['Sector', 0],
        ['Building', 0],
        ['Floor', 0],
        ['Room', 0],
        ['Workspace', 0],
        ['Item', 2],
        ['Computer', 1],
        ['Monitor', 0],
        ['Memory', 1],
        ['Storage', 0],
        ['Printer', 0],
        ['NetworkDevice', 0],
        ['Software', 0],
        ['Supplier', 0],
        ['Contract', 0],
        ['Licence', 0],
      ]),
    );
  });

  test('tells of each attribute where it is from and what it refers to', async () => {
    const { body } = await call('GET', '/classes/Computer');

    const find = (name: string) => body.attributes.find((each: { name: string }) => each.name === name);
    expect(body).toMatchObject({ superclass: 'Item', abstract: false });
    expect(find('Code')).toMatchObject({ label: 'Tag', mandatory: true, unique: true, inheritedFrom: null });
    expect(find('RAM')).toMatchObject({ type: 'integer', unit: 'MB', inheritedFrom: null });
    expect(find('Room')).toMatchObject({ domain: 'RoomItems', references: 'Room', inheritedFrom: 'Item' });
    expect(find('Status')).toMatchObject({ lookup: 'ItemStatus', default: 'in-use' });
    expect((await call('GET', '/classes/Computer/attributes')).body.items).toEqual(body.attributes);
  });

  test('has domains and lookups', async () => {
    const domains = await call('GET', '/domains');
    const lookup = await call('GET', '/lookups/ItemStatus');

    expect(domains.body.items).toContainEqual({
      name: 'EmployeeWorkspaces',
      label: 'Employee workspaces',
      source: 'Employee',
      target: 'Workspace',
      cardinality: 'N:N',
      directLabel: 'uses',
      inverseLabel: 'is used by',
      impact: 'inverted',
      attributes: [],
    });
    expect(lookup.body.values[0]).toEqual({ code: 'in-use', label: 'In use', position: 0, active: true });
    expect((await call('GET', '/lookups')).body.total).toBeGreaterThan(4);
    expect((await call('GET', '/lookups/Nix')).status).toBe(404);
    expect((await call('GET', '/classes/Nix')).status).toBe(404);
  });
});

describe('a model that is changed at run time', () => {
  test('takes cards of a new class at once: inheritance, uniqueness, lookup, reference and domain', async () => {
    await call('POST', '/lookups', { name: 'Fuel', values: [{ code: 'petrol' }, { code: 'electric' }] });
    const car = await call('POST', '/classes', {
      name: 'Car',
      superclass: 'Item',
      attributes: [
        { name: 'Plate', type: 'string', unique: true, mandatory: true },
        { name: 'Fuel', type: 'lookup', lookup: 'Fuel', default: 'petrol' },
      ],
    });
    expect(car.status, JSON.stringify(car.body)).toBe(201);
    const domain = await call('POST', '/domains', {
      name: 'CarDriver',
      source: 'Car',
      target: 'Employee',
      cardinality: 'N:1',
      directLabel: 'is driven by',
      inverseLabel: 'drives',
      attributes: [{ name: 'Since', type: 'date' }],
    });
    expect(domain.status, JSON.stringify(domain.body)).toBe(201);
    const attribute = await call('POST', '/classes/Car/attributes', {
      name: 'Driver',
      type: 'reference',
      domain: 'CarDriver',
    });
    expect(attribute.body).toMatchObject({ name: 'Driver', references: 'Employee' });
    const { created } = await cmdb.edit({ create: [{ class: 'Employee', attributes: { Code: 'E1' } }] });

    const first = await call('POST', '/classes/Car/cards', {
      attributes: { Plate: 'NS-1', Driver: created[0], Purpose: 'errands' },
    });
    const twin = await call('POST', '/classes/Car/cards', { attributes: { Plate: 'NS-1', Fuel: 'coal' } });
    const again = await call('POST', '/classes/Car/cards', { attributes: { Plate: 'NS-1' } });

    expect(first.body.attributes).toMatchObject({ Fuel: 'petrol', Status: 'in-use', Driver: { code: 'E1' } });
    expect(twin.body.faults).toMatchObject([{ path: 'attributes.Fuel' }]);
    expect(again.body.faults).toMatchObject([{ path: 'attributes.Plate' }]);
    const [partition] = await cmdb.query<{ name: string }>(
      'SELECT tableoid::regclass::text AS name FROM card WHERE id = $1',
      [first.body.id],
    );
    expect(partition?.name).toMatch(/^card_c\d+$/);
    const items = await call('GET', '/classes/Item/cards');
    expect(items.body.items).toMatchObject([{ class: 'Car' }]);
  });

  test('gives an attribute of a superclass to all descendants', async () => {
    const made = await call('POST', '/classes/Item/attributes', { name: 'Colour', type: 'string' });
    const card = await call('POST', '/classes/Printer/cards', { attributes: { Colour: 'red' } });

    expect(made.status).toBe(201);
    expect(card.body.attributes.Colour).toBe('red');
  });

  test('is refused with every fault, by its path', async () => {
    const { status, body } = await call('POST', '/classes', {
      name: 'Bike',
      superclass: 'Computer',
      attributes: [
        { name: 'Code', type: 'integer' },
        { name: 'Kind', type: 'lookup', lookup: 'Nix' },
        { name: 'Owner', type: 'string' },
      ],
    });
    const syntax = await call('POST', '/classes', {
      name: 'x"y',
      attributes: [{ name: '1', type: 'blob' }],
      more: 1,
    });

    expect(status).toBe(400);
    expect(body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      'superclass',
      'attributes.Code',
      'attributes.Kind.lookup',
      'attributes.Owner.name',
    ]);
    expect(syntax.body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      'name',
      'attributes.0.name',
      'attributes.0.type',
      'more',
    ]);
  });

  test('promises no value that the cards there are do not have', async () => {
    await cmdb.edit({ create: [{ class: 'Software', attributes: { Code: 'S' } }] });

    const made = await call('POST', '/classes/Software/attributes', {
      name: 'Kind',
      type: 'string',
      mandatory: true,
    });
    const twice = await call('POST', '/classes/Software/attributes', { name: 'version', type: 'string' });

    expect(made.status).toBe(409);
    expect(made.body.current.broken).toMatchObject([{ count: 1, cards: [{ code: 'S' }] }]);
    expect(twice.body.faults).toMatchObject([{ path: 'name', message: 'exists already' }]);
  });

  test('of two who make the same class at once, one does', async () => {
    const answers = await Promise.all([1, 2].map(() => call('POST', '/classes', { name: 'Chair' })));

    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 400]);
  });

  test('is one change, with its hash', async () => {
    await call('POST', '/classes', { name: 'Table' });

    const [change] = await cmdb.query<{ id: string; actor: string }>(
      "SELECT change.id, change.actor FROM change JOIN class ON class.change_id = change.id WHERE class.name = 'Table'",
    );
    const { body } = await call('GET', `/changes/${change?.id}`);

    expect(change?.actor).toBe('admin');
    expect(body.intact).toBe(true);
  });
});
