import { describe, expect, test } from 'vitest';
import { compileAttributes } from './card-validator.ts';
import { buildCatalogue } from './catalogue.ts';
import { checkFilter } from './check-filter.ts';
import type { LookupDefinition, LookupValue, ModelDefinition } from './definitions.ts';
import { valuesAbove } from './lookup-tree.ts';
import { describeModel, diffModels } from './model-diff.ts';
import { findModelFaults } from './model-faults.ts';

function lookup(name: string, parent: string | null, values: (Partial<LookupValue> & { code: string })[]) {
  const complete = values.map((value, index) => ({
    label: value.code,
    position: index,
    active: true,
    ...value,
  }));
  return { name, label: name, parent, values: complete } satisfies LookupDefinition;
}

const country = lookup('Country', null, [
  { code: 'us', label: 'United States' },
  { code: 'tw', label: 'Taiwan' },
]);
const maker = lookup('Maker', 'Country', [
  { code: 'dell', parent: 'us', default: true },
  { code: 'acer', label: 'Acer Inc.', parent: 'tw' },
  { code: 'noname' },
]);
const series = lookup('Series', 'Maker', [
  { code: 'latitude', parent: 'dell' },
  { code: 'xps', parent: 'dell' },
  { code: 'swift', parent: 'acer' },
  { code: 'clone', parent: 'noname' },
  { code: 'other' },
]);

const rest = { mandatory: false, unique: false, default: null, unit: null, position: 0, group: null };
const attributes = [
  { ...rest, name: 'Series', label: 'Series', type: 'lookup' as const, lookup: 'Series' },
  { ...rest, name: 'Fits', label: 'Fits', type: 'lookupArray' as const, lookup: 'Series' },
  { ...rest, name: 'RAM', label: 'RAM', type: 'integer' as const },
];

function modelOf(...lookups: LookupDefinition[]): ModelDefinition {
  return {
    classes: [
      { name: 'Computer', label: '', description: '', superclass: null, abstract: false, attributes },
    ],
    domains: [],
    lookups,
  };
}

const model = modelOf(series, maker, country);
const catalogue = buildCatalogue(model);

function check(attribute: string, operator: string, value?: unknown) {
  const filter = { attribute, operator, ...(value === undefined ? {} : { value }) };
  return checkFilter(filter as never, { catalogue, className: 'Computer', now: new Date() });
}

test('a value knows those above it, the nearest first', () => {
  const [latitude] = series.values;
  const above = latitude === undefined ? [] : valuesAbove(catalogue, { lookup: series, value: latitude });

  expect(above.map(({ lookup: at, value }) => `${at.name}.${value.code}`)).toEqual([
    'Maker.dell',
    'Country.us',
  ]);
});

describe('a model with lookups above others', () => {
  test('has no fault', () => {
    expect(findModelFaults(model)).toEqual([]);
  });

  test('is written down with what is said, and differs by it', () => {
    const described = describeModel(model).lookups.find(({ name }) => name === 'Maker');
    const flat = modelOf(series, { ...maker, parent: undefined }, country);

    expect(described).toEqual({
      name: 'Maker',
      label: 'Maker',
      parent: 'Country',
      values: [
        { code: 'dell', label: 'dell', position: 0, active: true, default: true, parent: 'us' },
        { code: 'acer', label: 'Acer Inc.', position: 1, active: true, parent: 'tw' },
        { code: 'noname', label: 'noname', position: 2, active: true },
      ],
    });
    expect(diffModels(flat, model).map(({ name }) => name)).toEqual(['Maker']);
  });

  test.each<[string, LookupDefinition[], string]>([
    ['a parent that does not exist', [series], 'lookups.Series.parent'],
    ['a parent that is below', [series, { ...maker, parent: 'Series' }], 'lookups.Maker.parent'],
    ['itself above', [lookup('A', 'A', [])], 'lookups.A.parent'],
    [
      'a value above that does not exist',
      [country, lookup('A', 'Country', [{ code: 'x', parent: 'rs' }])],
      'lookups.A.values.x.parent',
    ],
    [
      'a value above without a lookup above',
      [lookup('A', null, [{ code: 'x', parent: 'us' }])],
      'lookups.A.values.x.parent',
    ],
    [
      'an active value below one that is not',
      [lookup('A', null, [{ code: 'a', active: false }]), lookup('B', 'A', [{ code: 'b', parent: 'a' }])],
      'lookups.B.values.b.parent',
    ],
    ['a value twice', [lookup('A', null, [{ code: 'x' }, { code: 'x' }])], 'lookups.A.values.x.code'],
    [
      'two defaults',
      [
        lookup('A', null, [
          { code: 'x', default: true },
          { code: 'y', default: true },
        ]),
      ],
      'lookups.A.values.y.default',
    ],
    [
      'a default that is not active',
      [lookup('A', null, [{ code: 'x', default: true, active: false }])],
      'lookups.A.values.x.default',
    ],
  ])('cannot have %s', (_what, lookups, path) => {
    const faults = findModelFaults({ classes: [], domains: [], lookups });

    expect(faults.map((fault) => fault.path)).toContain(path);
  });
});

test('the default of a lookup is given where an attribute has none', () => {
  const one = { ...rest, name: 'One', label: '', type: 'lookup' as const, lookup: 'Maker' };
  const many = { ...one, name: 'Many', type: 'lookupArray' as const };
  const own = { ...one, name: 'Own', default: 'acer' };
  const { checkNew } = compileAttributes(catalogue, [one, many, own]);

  expect(checkNew({}).values).toEqual({ One: 'dell', Many: ['dell'], Own: 'acer' });
  expect(checkNew({ One: null, Many: [] }).values).toEqual({ One: null, Many: null, Own: 'acer' });
});

describe('a filter by what is above', () => {
  test.each<[string, string, unknown, unknown]>([
    ['Series.parent()', 'equal', 'dell', { operator: 'in', values: ['latitude', 'xps'] }],
    ['Series.parent().Code', 'in', ['acer', 'noname'], { operator: 'in', values: ['swift', 'clone'] }],
    ['Series.parent().parent()', 'equal', 'us', { operator: 'in', values: ['latitude', 'xps'] }],
    ['Series.parent().parent()', 'notequal', 'us', { not: { operator: 'in', values: ['latitude', 'xps'] } }],
    ['Series.parent()', 'description_begin', 'ACER', { operator: 'in', values: ['swift'] }],
    ['Series.parent()', 'contain', 'E', { operator: 'in', values: ['latitude', 'xps', 'swift', 'clone'] }],
    [
      'Series.parent()',
      'isnull',
      undefined,
      { not: { operator: 'in', values: ['latitude', 'xps', 'swift', 'clone'] } },
    ],
    [
      'Series.parent().parent()',
      'isnotnull',
      undefined,
      { operator: 'in', values: ['latitude', 'xps', 'swift'] },
    ],
    ['Series.parent()', 'equal', '', { or: [{ values: [] }, { not: {} }] }],
    ['Fits.parent()', 'equal', 'dell', { operator: 'containsAny', values: ['latitude', 'xps'] }],
  ])('%s %s %j is one by what is below', (path, operator, value, checked) => {
    const { filter, faults } = check(path, operator, value);

    expect(faults).toEqual([]);
    expect(filter).toMatchObject(checked as object);
  });

  test.each<[string, string, unknown, string]>([
    ['RAM.parent()', 'equal', 'x', 'attribute'],
    ['parent()', 'equal', 'x', 'attribute'],
    ['Series.parent().parent().parent()', 'equal', 'x', 'attribute'],
    ['Series.parent().Label', 'equal', 'x', 'attribute'],
    ['Series.parent()', 'greater', 'x', 'operator'],
    ['Series.parent()', 'equal', 7, 'value'],
    ['Series.parent()', 'in', 'dell', 'value'],
    ['Series.parent()', 'begin', ['x'], 'value'],
  ])('%s %s %j has a fault of its %s', (path, operator, value, key) => {
    expect(check(path, operator, value).faults.map((fault) => fault.path)).toEqual([`filter.${key}`]);
  });
});
