import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

const file = {
  format: 'popis-model',
  version: 1,
  lookups: [
    {
      name: 'Series',
      parent: 'Maker',
      values: [
        { code: 'latitude', label: 'Latitude', parent: 'dell', position: 1, description: 'For offices' },
        { code: 'swift', parent: 'acer', position: 2 },
        { code: 'other', position: 3 },
      ],
    },
    {
      name: 'Maker',
      parent: 'Country',
      values: [
        { code: 'dell', label: 'Dell', parent: 'us', position: 1, default: true },
        { code: 'acer', parent: 'tw', position: 2 },
        { code: 'none', parent: 'tw', position: 3 },
      ],
    },
    {
      name: 'Country',
      values: [
        { code: 'us', label: 'United States', position: 1 },
        { code: 'tw', position: 2 },
      ],
    },
  ],
  classes: [
    {
      name: 'Laptop',
      attributes: [
        { name: 'Code', type: 'string' },
        { name: 'Series', type: 'lookup', lookup: 'Series' },
        { name: 'Maker', type: 'lookup', lookup: 'Maker' },
      ],
    },
  ],
};

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const made = await call('POST', '/model/apply', file);
  expect(made.status, JSON.stringify(made.body)).toBe(200);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

const codesOf = (items: { code: string }[]) => items.map(({ code }) => code);

describe('the values of a lookup', () => {
  test('are listed with those above them', async () => {
    const { body } = await call('GET', '/lookups/Series/values');

    expect(body.items[0]).toEqual({
      code: 'latitude',
      label: 'Latitude',
      position: 1,
      active: true,
      description: 'For offices',
      parent: 'dell',
      ancestors: [
        { lookup: 'Maker', code: 'dell', label: 'Dell' },
        { lookup: 'Country', code: 'us', label: 'United States' },
      ],
    });
    expect(body.items[2].ancestors).toEqual([]);
  });

  test('are narrowed by the box before', async () => {
    const below = await call('GET', '/lookups/Maker/values?parent=tw&active=true');
    const nowhere = await call('GET', '/lookups/Nix/values');

    expect(codesOf(below.body.items)).toEqual(['acer', 'none']);
    expect(nowhere.status).toBe(404);
  });

  test('stand in the model file, which differs in nothing from its model', async () => {
    const { body } = await call('GET', '/model');

    const diff = await call('POST', '/model/diff?mode=replace', body);
    const maker = body.lookups.find(({ name }: { name: string }) => name === 'Maker');

    expect(diff.body).toEqual({ differences: [] });
    expect(maker).toMatchObject({
      parent: 'Country',
      values: [{ code: 'dell', default: true, parent: 'us' }, {}, {}],
    });
  });
});

describe('what stands above', () => {
  test('is what filters ask by', async () => {
    for (const [Code, Series] of [
      ['L1', 'latitude'],
      ['L2', 'swift'],
      ['L3', 'other'],
      ['L4', null],
    ]) {
      await call('POST', '/classes/Laptop/cards', { attributes: { Code, Series } });
    }
    const found = async (attribute: string, operator: string, value?: unknown) => {
      const filter = { attribute, operator, ...(value === undefined ? {} : { value }) };
      const { body } = await call('POST', '/classes/Laptop/cards/query', { filter, sort: ['Code'] });
      return body.items.map((card: { attributes: { Code: string } }) => card.attributes.Code);
    };

    expect(await found('Series.parent()', 'equal', 'acer')).toEqual(['L2']);
    expect(await found('Series.parent().parent()', 'description_contains', 'states')).toEqual(['L1']);
    expect(await found('Series.parent().parent()', 'notequal', 'us')).toEqual(['L2', 'L3', 'L4']);
    expect(await found('Series.parent()', 'isnull')).toEqual(['L3', 'L4']);
    expect((await call('GET', '/classes/Laptop/cards?sort=Series.parent()')).status).toBe(400);
  });

  test('is neither deleted nor taken out of use while something stands below it', async () => {
    const deleted = await call('DELETE', '/lookups/Maker/values/dell');
    const inactive = await call('PATCH', '/lookups/Maker/values/acer', { active: false });
    const lookup = await call('DELETE', '/lookups/Country');

    for (const { status } of [deleted, inactive, lookup]) expect(status).toBe(409);
    expect(deleted.body.current.uses).toEqual([
      { item: 'lookup value Maker.dell', by: 'lookup values', count: 1, names: ['Series.latitude'] },
    ]);
    expect(inactive.body.current.uses).toEqual([
      { item: 'lookup value Maker.acer', by: 'lookup values', count: 1, names: ['Series.swift'] },
    ]);
    expect(lookup.body.current.uses).toEqual([
      { item: 'lookup Country', by: 'lookups', count: 1, names: ['Maker'] },
    ]);
  });

  test('goes together with what stands below it', async () => {
    const edit = (lookup: string, name: string, changes: object) => ({
      kind: 'lookupValue',
      action: 'update',
      lookup,
      name,
      changes,
    });
    const off = [edit('Maker', 'acer', { active: false }), edit('Series', 'swift', { active: false })];
    const on = [edit('Maker', 'acer', { active: true }), edit('Series', 'swift', { active: true })];

    expect((await call('POST', '/model/edits', { edits: off })).status).toBe(200);
    expect((await call('PATCH', '/lookups/Series/values/swift', { active: true })).body.faults).toEqual([
      { path: 'lookups.Series.values.swift.parent', message: '"acer" is not active' },
    ]);
    expect((await call('POST', '/model/edits', { edits: on })).status).toBe(200);
  });

  test('cannot be below', async () => {
    const circle = await call('PATCH', '/lookups/Country', { parent: 'Series' });
    const unknown = await call('PATCH', '/lookups/Series/values/other', { parent: 'apple' });

    expect(circle.status).toBe(400);
    expect(circle.body.faults).toContainEqual({
      path: 'lookups.Country.parent',
      message: 'must not be below itself',
    });
    expect(unknown.body.faults).toEqual([
      { path: 'lookups.Series.values.other.parent', message: '"apple" is no value of Maker' },
    ]);
  });

  test('is taken off, put on, and swept away in one change', async () => {
    const replace = (lookups: object[]) => call('POST', '/model/apply?mode=replace', { ...base, lookups });
    const { body: whole } = await call('GET', '/model');
    const base = {
      ...whole,
      classes: whole.classes.filter(({ name }: { name: string }) => name !== 'Laptop'),
    };
    const others = whole.lookups.filter(
      ({ name }: { name: string }) => !['Series', 'Maker', 'Country'].includes(name),
    );

    const without = await replace([
      ...others,
      { name: 'Maker', values: [{ code: 'dell' }, { code: 'acer' }] },
    ]);
    const again = await call('POST', '/model/apply?mode=replace', whole);

    expect(without.status, JSON.stringify(without.body)).toBe(200);
    expect(again.status, JSON.stringify(again.body)).toBe(200);
    expect((await call('GET', '/model')).body).toEqual(whole);
  });
});

describe('a default', () => {
  test('is given to new cards that say nothing, and moves to another value in one change', async () => {
    const create = async (attributes: object) =>
      (await call('POST', '/classes/Laptop/cards', { attributes })).body.attributes.Maker ?? null;
    expect(await create({ Code: 'A' })).toBe('dell');
    expect(await create({ Code: 'B', Maker: null })).toBeNull();

    const twice = await call('PATCH', '/lookups/Maker/values/acer', { default: true });
    const moved = await call('POST', '/model/edits', {
      edits: [
        { kind: 'lookupValue', action: 'update', lookup: 'Maker', name: 'acer', changes: { default: true } },
        { kind: 'lookupValue', action: 'update', lookup: 'Maker', name: 'dell', changes: { default: false } },
      ],
    });

    expect(twice.body.faults).toEqual([
      { path: 'lookups.Maker.values.acer.default', message: '"dell" is the default already' },
    ]);
    expect(moved.status, JSON.stringify(moved.body)).toBe(200);
    expect(await create({ Code: 'C' })).toBe('acer');
    const { body } = await call('GET', '/model/history?kind=lookup&name=Maker');
    for (const { change } of body.items) {
      expect((await call('GET', `/changes/${change.id}`)).body.intact).toBe(true);
    }
  });
});

test('a value that a lookup has already is refused', async () => {
  const again = await call('POST', '/lookups/Country/values', { code: 'us' });
  const twice = await call('POST', '/lookups', { name: 'Twice', values: [{ code: 'x' }, { code: 'x' }] });

  expect([again.status, twice.status]).toEqual([400, 400]);
  expect(twice.body.faults).toEqual([{ path: 'values.x.code', message: 'exists already' }]);
});

test('a lookup is named by saved views that ask by what is above', async () => {
  const filter = { attribute: 'Series.parent()', operator: 'equal', value: 'dell' };
  const view = await call('POST', '/views', { class: 'Laptop', name: 'Of Dell', filter });
  expect(view.status, JSON.stringify(view.body)).toBe(201);

  const series = await call('PATCH', '/lookups/Series?preview=true', { label: 'Product lines' });
  const maker = await call('PATCH', '/lookups/Maker?preview=true', { label: 'Vendors' });
  const country = await call('PATCH', '/lookups/Country?preview=true', { label: 'Lands' });

  expect(series.body.dependants).toEqual([{ kind: 'view', name: 'Of Dell', items: ['lookup Series'] }]);
  expect(maker.body.dependants).toEqual([{ kind: 'view', name: 'Of Dell', items: ['lookup Maker'] }]);
  expect(country.body.dependants).toEqual([]);
});
