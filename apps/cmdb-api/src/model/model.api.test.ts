import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { computer, makeRun } from '../../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  await call('POST', '/lookups', { name: 'Fuel', values: [{ code: 'petrol' }, { code: 'coal' }] });
  await call('POST', '/classes', {
    name: 'Car',
    superclass: 'Item',
    attributes: [
      { name: 'Plate', type: 'string' },
      { name: 'Fuel', type: 'lookup', lookup: 'Fuel' },
      { name: 'Seats', type: 'string' },
    ],
  });
  await call('POST', '/domains', {
    name: 'CarDriver',
    source: 'Car',
    target: 'Employee',
    cardinality: 'N:N',
    directLabel: 'is driven by',
    inverseLabel: 'drives',
    attributes: [{ name: 'Since', type: 'date' }],
  });
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

function createCars(...attributes: Record<string, string>[]) {
  return cmdb.edit({ create: attributes.map((each) => ({ class: 'Car', attributes: each })) });
}

async function revision(): Promise<string> {
  const { body } = await call('PATCH', '/classes/Car?preview=true', {});
  return body.revision;
}

describe('altering an item', () => {
  test('changes what is given, and is one change that stays intact when others follow', async () => {
    const altered = await call('PATCH', '/classes/Car', { label: 'Motor car', reason: 'clearer' });
    await call('PATCH', '/classes/Car', { description: 'With wheels' });
    const { body } = await call('GET', '/model/history?kind=class&name=Car');

    expect(altered.status, JSON.stringify(altered.body)).toBe(200);
    expect(altered.body).toMatchObject({ label: 'Motor car', superclass: 'Item' });
    expect(body.items).toMatchObject([
      { differences: [{ action: 'update', properties: [{ property: 'description', new: 'With wheels' }] }] },
      {
        change: { actor: 'admin', reason: 'clearer' },
        differences: [
          { kind: 'class', name: 'Car', properties: [{ property: 'label', old: 'Car', new: 'Motor car' }] },
        ],
      },
      { differences: expect.arrayContaining([expect.objectContaining({ action: 'create' })]) },
    ]);
    for (const { change } of body.items) {
      expect((await call('GET', `/changes/${change.id}`)).body.intact).toBe(true);
    }
  });

  test('that alters nothing is no change', async () => {
    const before = await revision();

    const { status } = await call('PATCH', '/classes/Car', {
      label: (await call('GET', '/classes/Car')).body.label,
    });

    expect([status, await revision()]).toEqual([200, before]);
  });

  test('is refused where it would be another item', async () => {
    const answers = await Promise.all([
      call('PATCH', '/classes/Car', { superclass: null }),
      call('PATCH', '/domains/CarDriver', { cardinality: '1:1' }),
      call('PATCH', '/classes/Item/attributes/Room', { type: 'string' }),
      call('PATCH', '/classes/Car/attributes/Room', { label: 'Where' }),
      call('PATCH', '/classes/Car/attributes/Nix', { label: 'Nix' }),
      call('PATCH', '/lookups/Nix', { label: 'Nix' }),
    ]);

    expect(answers.map((answer) => answer.status)).toEqual([400, 400, 400, 404, 404, 404]);
    expect(answers[2]?.body.faults).toContainEqual({
      path: 'classes.Item.attributes.Room.type',
      message: 'cannot be changed',
    });
  });

  test('of an older revision than the one that stands is refused', async () => {
    const seen = await revision();
    await call('PATCH', '/classes/Car', { label: 'Automobile' });

    const late = await call('PATCH', '/classes/Car', { label: 'Auto' }, `"${seen}"`);
    const fresh = await call('PATCH', '/classes/Car', { label: 'Auto' }, `"${await revision()}"`);

    expect([late.status, fresh.status]).toEqual([412, 200]);
  });

  test('restates a built-in attribute for the class, and deleting that takes it back', async () => {
    const restated = await call('PATCH', '/classes/Car/attributes/Code', { label: 'Number' });
    const deleted = await call('DELETE', '/classes/Car/attributes/Code');
    const { body } = await call('GET', '/classes/Car/attributes');

    expect(restated.body).toMatchObject({ label: 'Number', inheritedFrom: null });
    expect(deleted.status, JSON.stringify(deleted.body)).toBe(200);
    expect(body.items.find(({ name }: { name: string }) => name === 'Code').label).not.toBe('Number');
  });
});

describe('a promise that cards would break', () => {
  test('of uniqueness names the cards that collide, and is kept by an index once made', async () => {
    await createCars(
      { Code: 'A', Plate: 'NS-1' },
      { Code: 'B', Plate: 'NS-1' },
      { Code: 'C', Plate: 'NS-2' },
    );

    const refused = await call('PATCH', '/classes/Car/attributes/Plate', { unique: true });
    await cmdb.clear();
    const made = await call('PATCH', '/classes/Car/attributes/Plate', { unique: true });
    await createCars({ Plate: 'NS-1' });
    const twin = await call('POST', '/classes/Car/cards', { attributes: { Plate: 'NS-1' } });
    await call('PATCH', '/classes/Car/attributes/Plate', { unique: false });
    const allowed = await call('POST', '/classes/Car/cards', { attributes: { Plate: 'NS-1' } });

    expect(refused.status).toBe(409);
    expect(refused.body.current.broken).toMatchObject([
      { count: 2, cards: [{ code: 'A', value: 'NS-1' }, { code: 'B' }] },
    ]);
    expect([made.status, twin.status, allowed.status]).toEqual([200, 400, 201]);
  });

  test('of a value names the cards without one, unless they are given one', async () => {
    await createCars({ Code: 'A' }, { Code: 'B', Plate: 'NS-2' });

    const refused = await call('PATCH', '/classes/Car/attributes/Plate', { mandatory: true });
    const filled = await call('PATCH', '/classes/Car/attributes/Plate', { mandatory: true, fill: 'none' });
    const { body } = await call('GET', '/classes/Car/cards?sort=Code');
    await call('PATCH', '/classes/Car/attributes/Plate', { mandatory: false });

    expect(refused.body.current.broken).toMatchObject([{ count: 1, cards: [{ code: 'A' }] }]);
    expect(refused.body.detail).toContain('1 cards have no value');
    expect(filled.status, JSON.stringify(filled.body)).toBe(200);
    expect(body.items.map((card: { attributes: { Plate: string } }) => card.attributes.Plate)).toEqual([
      'none',
      'NS-2',
    ]);
  });

  test('of a type lists the values that are none of it, today and in the past', async () => {
    const { created } = await createCars({ Code: 'A', Seats: 'five' });

    const today = await call('PATCH', '/classes/Car/attributes/Seats', { type: 'url' });
    await cmdb.edit({ update: [{ id: created[0] ?? '', attributes: { Seats: null } }] });
    const past = await call('PATCH', '/classes/Car/attributes/Seats', { type: 'integer' });
    const wider = await call('PATCH', '/classes/Car/attributes/Seats', { type: 'text' });
    await call('PATCH', '/classes/Car/attributes/Seats', { type: 'string' });

    expect(today.body.current.broken[0]).toMatchObject({ count: 1, cards: [{ code: 'A', value: 'five' }] });
    expect(past.body.current.broken).toMatchObject([{ path: 'classes.Car.attributes.Seats.type', count: 1 }]);
    expect(wider.status).toBe(200);
  });
});

describe('deleting what is in use is refused, saying by what', () => {
  test('a class by its cards, past versions, domains and subclasses', async () => {
    const { created } = await createCars({ Code: 'A' });
    const active = await call('DELETE', '/classes/Car');
    await cmdb.edit({ retire: [{ id: created[0] ?? '' }] });
    const past = await call('DELETE', '/classes/Car');
    const above = await call('DELETE', '/classes/Item');

    const usesOf = (answer: typeof active) =>
      answer.body.current.uses.map((use: { by: string; count: number }) => `${use.count} ${use.by}`);
    expect([active.status, past.status, above.status]).toEqual([409, 409, 409]);
    expect(usesOf(active)).toEqual(['1 domains', '1 cards']);
    expect(usesOf(past)).toEqual(['1 domains', '1 past versions']);
    expect(above.body.detail).toMatch(/class Item is used by \d+ classes \(Computer/);
  });

  test('an attribute by the cards that have a value of it', async () => {
    await createCars({ Code: 'A', Plate: 'NS-1' }, { Code: 'B' });

    const { status, body } = await call('DELETE', '/classes/Car/attributes/Plate');

    expect(status).toBe(409);
    expect(body.current.uses).toEqual([{ item: 'attribute Car.Plate', by: 'cards', count: 1, names: ['A'] }]);
  });

  test('a domain by its relations and reference attributes, and an attribute of it by relations', async () => {
    const { created } = await cmdb.edit({
      create: [
        { class: 'Car', attributes: { Code: 'A' } },
        { class: 'Employee', attributes: { Code: 'E' } },
      ],
    });
    const [source = '', target = ''] = created;
    await cmdb.edit({
      relate: [{ domain: 'CarDriver', source, target, attributes: { Since: '2026-01-01' } }],
    });

    const domain = await call('DELETE', '/domains/CarDriver');
    const attribute = await call('PATCH', '/domains/CarDriver', { attributes: [] });
    const shown = await call('DELETE', '/domains/RoomItems');

    expect(domain.body.current.uses).toMatchObject([{ by: 'relations', count: 1 }]);
    expect(attribute.body.current.uses).toMatchObject([{ item: 'attribute CarDriver.Since', count: 1 }]);
    expect(shown.body.current.uses).toContainEqual({
      item: 'domain RoomItems',
      by: 'attributes',
      count: 1,
      names: ['Item.Room'],
    });
  });

  test('a lookup by attributes, a value of it by cards', async () => {
    await createCars({ Code: 'A', Fuel: 'coal' });

    const lookup = await call('DELETE', '/lookups/Fuel');
    const value = await call('DELETE', '/lookups/Fuel/values/coal');
    const other = await call('DELETE', '/lookups/Fuel/values/petrol');
    const again = await call('POST', '/lookups/Fuel/values', { code: 'petrol', label: 'Petrol' });
    const inactive = await call('PATCH', '/lookups/Fuel/values/coal', { active: false });
    const refused = await call('POST', '/classes/Car/cards', { attributes: { Fuel: 'coal' } });
    await call('PATCH', '/lookups/Fuel/values/coal', { active: true });

    expect(lookup.body.current.uses).toMatchObject([{ by: 'attributes', names: ['Car.Fuel'] }]);
    expect(value.body.current.uses).toMatchObject([
      { item: 'lookup value Fuel.coal', by: 'cards', names: ['A'] },
    ]);
    expect([other.status, again.status, inactive.status, refused.status]).toEqual([200, 200, 200, 400]);
  });

  test('what a source maps, by that source, unless that is to be disregarded', async () => {
    await makeRun(cmdb, [computer('PC-1')]);

    const preview = await call('PATCH', '/classes/Computer/attributes/OS?preview=true', { label: 'System' });
    const refused = await call('DELETE', '/classes/Computer/attributes/OS?preview=true');
    const allowed = await call(
      'DELETE',
      '/classes/Computer/attributes/OS?preview=true&ignoreDependants=true',
    );

    expect(preview.body).toMatchObject({
      allowed: true,
      dependants: [{ kind: 'source', name: 'ocs', items: ['attribute Computer.OS'] }],
    });
    expect(refused.body).toMatchObject({ allowed: false, uses: [{ by: 'sources', names: ['ocs'] }] });
    expect(allowed.body.allowed).toBe(true);
  });

  test('what a saved view shows, by that view', async () => {
    const view = { name: 'Seats of cars', class: 'Car', columns: ['Code'], sort: ['-Seats'] };
    const made = await call('POST', '/views', view);

    const { body } = await call('DELETE', '/classes/Car/attributes/Seats?preview=true');

    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(body.uses).toEqual([
      { item: 'attribute Car.Seats', by: 'views', count: 1, names: ['Seats of cars'] },
    ]);
  });

  test('what nothing uses goes, and its change stays intact', async () => {
    await call('POST', '/classes', {
      name: 'Boat',
      attributes: [{ name: 'Mast', type: 'string', unique: true }],
    });
    const [partition] = await cmdb.query<{ id: number }>("SELECT id FROM class WHERE name = 'Boat'");

    const { status } = await call('DELETE', '/classes/Boat');

    const gone = await cmdb.query(`SELECT FROM pg_class WHERE relname LIKE 'card%_c${partition?.id}%'`);
    const { body } = await call('GET', '/model/history?kind=class&name=Boat');
    expect([status, gone.length, (await call('GET', '/classes/Boat')).status]).toEqual([200, 0, 404]);
    expect(body.items).toHaveLength(2);
    for (const { change } of body.items) {
      expect((await call('GET', `/changes/${change.id}`)).body.intact).toBe(true);
    }
  });
});

describe('a preview', () => {
  test('says what several edits would do together, and writes nothing', async () => {
    await createCars({ Code: 'A' }, { Code: 'B' });
    const before = await revision();
    const edits = [
      { kind: 'lookup', action: 'create', definition: { name: 'Gear', values: [{ code: 'manual' }] } },
      {
        kind: 'attribute',
        action: 'create',
        class: 'Car',
        definition: { name: 'Gear', type: 'lookup', lookup: 'Gear', mandatory: true },
      },
      { kind: 'attribute', action: 'delete', class: 'Car', name: 'Seats' },
    ];

    const { body } = await call('POST', '/model/preview', { edits });

    expect(body).toMatchObject({ revision: before, allowed: false, cards: 2, relations: 0, faults: [] });
    expect(body.broken).toMatchObject([{ path: 'classes.Car.attributes.Gear.mandatory', count: 2 }]);
    expect(
      body.differences.map((each: { action: string; name: string }) => `${each.action} ${each.name}`),
    ).toEqual(['create Gear', 'create Car.Gear', 'delete Car.Seats']);
    expect(await revision()).toBe(before);
  });

  test('is made exactly as it was seen: all edits or none, on the revision that it was about', async () => {
    const edits = [
      { kind: 'class', action: 'create', definition: { name: 'Bike' } },
      { kind: 'attribute', action: 'create', class: 'Bike', definition: { name: 'Gears', type: 'integer' } },
    ];
    const faulty = [...edits, { kind: 'class', action: 'create', definition: { name: 'car' } }];

    const refused = await call('POST', '/model/edits', { edits: faulty });
    const seen = await call('POST', '/model/preview', { edits });
    const made = await call('POST', '/model/edits', { edits }, `"${seen.body.revision}"`);
    const late = await call('POST', '/model/edits', { edits }, `"${seen.body.revision}"`);

    expect(refused.body.faults).toEqual([{ path: 'classes.car.name', message: 'exists already' }]);
    expect([made.status, late.status]).toEqual([200, 412]);
    expect((await call('GET', '/classes/Bike/attributes')).body.items).toContainEqual(
      expect.objectContaining({ name: 'Gears' }),
    );
  });
});
