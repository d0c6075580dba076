import { describe, expect, test } from 'vitest';
import { compileAttributes, compileCardValidator } from './card-validator.ts';
import { buildCatalogue } from './catalogue.ts';
import type { AttributeDefinition, ClassDefinition, ModelDefinition } from './definitions.ts';
import { compareStates, listDifferences } from './differences.ts';
import { findModelFaults } from './model-faults.ts';

function attribute(
  name: string,
  type: AttributeDefinition['type'],
  more: Partial<AttributeDefinition> = {},
): AttributeDefinition {
  const usual = { mandatory: false, unique: false, default: null, unit: null, position: 0, group: null };
  return { name, label: name, type, ...usual, ...more };
}

function defineClass(
  name: string,
  attributes: AttributeDefinition[],
  more: Partial<ClassDefinition> = {},
): ClassDefinition {
  return { name, label: name, description: '', superclass: null, abstract: false, attributes, ...more };
}

const domain = {
  label: '',
  directLabel: 'holds',
  inverseLabel: 'stands in',
  impact: 'none',
  attributes: [],
} as const;
const model: ModelDefinition = {
  classes: [
    defineClass('Room', [attribute('Code', 'string', { mandatory: true, unique: true })]),
    defineClass(
      'Item',
      [
        attribute('Status', 'lookup', { lookup: 'Status', default: 'new' }),
        attribute('Room', 'reference', { domain: 'RoomItems' }),
      ],
      { abstract: true },
    ),
    defineClass(
      'Computer',
      [attribute('Code', 'string', { mandatory: true, unique: true }), attribute('RAM', 'integer')],
      { superclass: 'Item' },
    ),
    defineClass('Laptop', [], { superclass: 'Item' }),
  ],
  domains: [{ ...domain, name: 'RoomItems', source: 'Room', target: 'Item', cardinality: '1:N' }],
  lookups: [
    {
      name: 'Status',
      label: 'Status',
      values: [
        { code: 'new', label: 'New', position: 0, active: true },
        { code: 'lost', label: 'Lost', position: 1, active: false },
      ],
    },
  ],
};
const catalogue = buildCatalogue(model);

describe('inheritance', () => {
  test('a superclass stands for all its descendants that have cards', () => {
    expect(catalogue.findClass('Item')?.concrete).toEqual(['Computer', 'Laptop']);
    expect(catalogue.isA('Laptop', 'Item')).toBe(true);
    expect(catalogue.isA('Room', 'Item')).toBe(false);
  });

  test('attributes of a superclass say where they are from', () => {
    expect(catalogue.findAttribute('Computer', 'Status')?.inheritedFrom).toBe('Item');
    expect(catalogue.findAttribute('Computer', 'RAM')?.inheritedFrom).toBeNull();
  });

  test('a built-in attribute can be restated for one class only', () => {
    expect(catalogue.findAttribute('Computer', 'Code')?.unique).toBe(true);
    expect(catalogue.findAttribute('Laptop', 'Code')?.unique).toBe(false);
    expect(catalogue.findAttribute('Laptop', 'Notes')?.type).toBe('text');
  });
});

describe('checking a card', () => {
  const validator = compileCardValidator(catalogue, 'Computer');

  test('finds every fault at once, each with its path', () => {
    const { faults } = validator.checkNew({ RAM: 'much', Status: 'lost', Colour: 'red', Room: 'R1' });

    expect(faults.map((fault) => fault.path).sort()).toEqual([
      'attributes.Code',
      'attributes.Colour',
      'attributes.RAM',
      'attributes.Room',
      'attributes.Status',
    ]);
  });

  test('a new card gets defaults, and its references apart', () => {
    const room = '01a2098f-55db-7015-b906-90a17ada8344';
    const checked = validator.checkNew({ Code: 'PC-1', RAM: 4096, Room: room });

    expect(checked).toEqual({
      values: { Code: 'PC-1', RAM: 4096, Status: 'new' },
      references: { Room: room },
      faults: [],
    });
  });

  test('an edit is checked for what it says and nothing else', () => {
    expect(validator.checkEdit({ RAM: null })).toEqual({ values: { RAM: null }, references: {}, faults: [] });
    expect(validator.checkEdit({ Code: ' ' }).faults).toEqual([
      { path: 'attributes.Code', message: 'is mandatory' },
    ]);
  });
});

describe('bounds', () => {
  const bounded = (type: AttributeDefinition['type'], min: string, max: string) =>
    attribute('X', type, { validation: { min, max } });
  const faultOf = (definition: AttributeDefinition, value: string) =>
    compileAttributes(catalogue, [definition]).checkEdit({ X: value }).faults[0]?.message;
  const modelFaults = (definition: AttributeDefinition) =>
    findModelFaults({ classes: [defineClass('A', [definition])], domains: [], lookups: [] }).map(
      ({ path }) => path,
    );

  test('of durations are held by their length', () => {
    const support = bounded('interval', 'P12M', 'P5Y');

    expect(faultOf(support, 'P18M')).toBeUndefined();
    expect(faultOf(support, 'P200D')).toBe('must be at least P12M');
    expect(faultOf(support, 'P61M')).toBe('must be at most P5Y');
    expect(modelFaults(bounded('interval', 'P2Y', 'P1Y'))).toEqual(['classes.A.attributes.X.validation.min']);
  });

  test('of money say its currency', () => {
    const price = bounded('money', '0 EUR', '100 EUR');

    expect(faultOf(price, '99.99 EUR')).toBeUndefined();
    expect(faultOf(price, '-1 EUR')).toBe('must be at least 0 EUR');
    expect(faultOf(price, '50 RSD')).toBe('must be in EUR, as its bounds are');
    expect(modelFaults(bounded('money', '0 EUR', '100 RSD'))).toEqual([
      'classes.A.attributes.X.validation.max',
    ]);
  });
});

test('every code of a list must be one of the lookup', () => {
  const uses = attribute('Uses', 'lookupArray', { lookup: 'Status', default: ['new'] });
  const { checkEdit, checkNew } = compileAttributes(catalogue, [uses]);

  expect(checkNew({}).values).toEqual({ Uses: ['new'] });
  expect(checkEdit({ Uses: ['new', 'lost', 'nix'] }).faults).toEqual([
    { path: 'attributes.Uses', message: 'must be one of new, not "lost"' },
    { path: 'attributes.Uses', message: 'must be one of new, not "nix"' },
  ]);
});

test('a code that is given to no card any more may stay where it stands', () => {
  const uses = attribute('Uses', 'lookupArray', { lookup: 'Status' });
  const { checkEdit } = compileAttributes(catalogue, [
    uses,
    attribute('Status', 'lookup', { lookup: 'Status' }),
  ]);

  expect(checkEdit({ Uses: ['lost', 'new'] }, { Uses: ['lost'] }).faults).toEqual([]);
  expect(checkEdit({ Status: 'lost' }, { Status: 'lost' }).faults).toEqual([]);
  expect(checkEdit({ Status: 'lost' }, { Status: 'new', Uses: ['lost'] }).faults).toHaveLength(1);
});

describe('differences', () => {
  test('are looked for among the wanted attributes only', () => {
    expect(listDifferences({ RAM: 1, OS: 'x' }, { RAM: 2, Model: null })).toEqual([
      { attribute: 'RAM', old: 1, new: 2 },
    ]);
  });

  test('of two states count what is gone', () => {
    expect(compareStates({ RAM: 1, OS: 'x' }, { RAM: 1, Model: 'y' })).toEqual([
      { attribute: 'Model', old: null, new: 'y' },
      { attribute: 'OS', old: 'x', new: null },
    ]);
  });
});

describe('a model', () => {
  test('without fault has none', () => {
    expect(findModelFaults(model)).toEqual([]);
  });

  test.each<[string, Partial<ModelDefinition>, string]>([
    ['a name with a quote', { classes: [defineClass('x"y', [])] }, 'classes.x"y.name'],
    [
      'a superclass that has cards',
      { classes: [defineClass('A', []), defineClass('B', [], { superclass: 'A' })] },
      'classes.B.superclass',
    ],
    [
      'an attribute that is inherited already',
      {
        classes: [
          defineClass('A', [attribute('X', 'string')], { abstract: true }),
          defineClass('B', [attribute('x', 'integer')], { superclass: 'A' }),
        ],
      },
      'classes.B.attributes.x.name',
    ],
    [
      'a built-in attribute of another type',
      { classes: [defineClass('A', [attribute('Code', 'integer')])] },
      'classes.A.attributes.Code',
    ],
    [
      'a lookup that does not exist',
      { classes: [defineClass('A', [attribute('X', 'lookup', { lookup: 'Nix' })])] },
      'classes.A.attributes.X.lookup',
    ],
    [
      'a reference at an end where there can be many',
      {
        classes: [defineClass('A', [attribute('B', 'reference', { domain: 'AB' })]), defineClass('B', [])],
        domains: [{ ...domain, name: 'AB', source: 'A', target: 'B', cardinality: '1:N' }],
      },
      'classes.A.attributes.B.domain',
    ],
    [
      'a domain between classes that do not exist',
      { domains: [{ ...domain, name: 'AB', source: 'A', target: 'B', cardinality: '1:N' }] },
      'domains.AB.source',
    ],
    [
      'a default of another type',
      { classes: [defineClass('A', [attribute('X', 'integer', { default: 'one' })])] },
      'classes.A.attributes.X.default',
    ],
    [
      'an index over lists of codes',
      { classes: [defineClass('A', [attribute('X', 'lookupArray', { lookup: 'Nix', indexed: true })])] },
      'classes.A.attributes.X.indexed',
    ],
    [
      'uniqueness that cannot be promised',
      { classes: [defineClass('A', [attribute('X', 'json', { unique: true })])] },
      'classes.A.attributes.X.unique',
    ],
  ])('cannot have %s', (_what, part, path) => {
    const faults = findModelFaults({ classes: [], domains: [], lookups: [], ...part });

    expect(faults.map((fault) => fault.path)).toContain(path);
  });
});
