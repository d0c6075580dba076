import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildCatalogue } from './catalogue.ts';
import { checkFilter } from './check-filter.ts';
import type { AttributeDefinition, Cardinality, ClassDefinition, ModelDefinition } from './definitions.ts';
import { filterSchema, readFilter } from './filter.ts';

function attribute(
  name: string,
  type: AttributeDefinition['type'],
  more: Partial<AttributeDefinition> = {},
): AttributeDefinition {
  const rest = { mandatory: false, unique: false, default: null, unit: null, position: 0, group: null };
  return { name, label: name, type, ...rest, ...more };
}

function classOf(name: string, attributes: AttributeDefinition[]): ClassDefinition {
  return { name, label: name, description: '', superclass: null, abstract: false, attributes };
}

function domainOf(name: string, source: string, cardinality: Cardinality, target: string) {
  return {
    ...{ name, label: name, source, target, cardinality, attributes: [] },
    ...{ directLabel: 'to', inverseLabel: 'from', impact: 'none' as const },
  };
}

const model: ModelDefinition = {
  classes: [
    classOf('Floor', [attribute('Level', 'integer')]),
    classOf('Room', [attribute('Floor', 'reference', { domain: 'FloorRooms' })]),
    classOf('Computer', [
      attribute('RAM', 'integer'),
      attribute('Address', 'ipAddress'),
      attribute('Bought', 'date'),
      attribute('Seen', 'timestamp'),
      attribute('Status', 'lookup', { lookup: 'Status' }),
      attribute('Uses', 'lookupArray', { lookup: 'Status' }),
      attribute('Support', 'interval'),
      attribute('Subnet', 'ipNetwork'),
      attribute('Price', 'money'),
      attribute('Room', 'reference', { domain: 'RoomComputers' }),
    ]),
  ],
  domains: [
    domainOf('FloorRooms', 'Floor', '1:N', 'Room'),
    domainOf('RoomComputers', 'Room', '1:N', 'Computer'),
    domainOf('Dependencies', 'Computer', 'N:N', 'Computer'),
  ],
  lookups: [
    {
      name: 'Status',
      label: 'Status',
      values: [
        { code: 'use', label: 'In use', position: 1, active: true },
        { code: 'out', label: 'Out of use', position: 2, active: true },
      ],
    },
  ],
};

const now = new Date('2026-11-23T10:30:00Z');
const scope = { catalogue: buildCatalogue(model), className: 'Computer', now };

function check(given: unknown) {
  return checkFilter(filterSchema.parse(given), scope);
}

function faultsOf(given: unknown): string[] {
  const { filter, faults } = readFilter(given);
  const found = faults.length > 0 ? faults : checkFilter(filter, scope, '').faults;
  return found.map(({ path }) => path);
}

describe('the form of a filter', () => {
  test('has every fault told at once, with its path', () => {
    const faults = faultsOf({
      and: [
        { attribute: 'RAM', operator: 'sql', value: 1 },
        { attribute: 'RAM', operator: 'equal', value: 1, or: [] },
        { not: [] },
        { relation: { domain: 'Dependencies', type: 'some' } },
        { relation: { domain: 'Dependencies', type: 'oneOf' } },
        { changedSince: 7 },
        { CQL: 'from Computer' },
      ],
    });

    expect(faults).toEqual([
      'and.0.operator',
      'and.1.or',
      'and.2.not',
      'and.3.relation.type',
      'and.4.relation.cards',
      'and.5.changedSince',
      'and.6.CQL',
    ]);
  });

  test('has a greatest depth, however deep it is', () => {
    let filter: object = { attribute: 'RAM', operator: 'isnull' };
    for (let depth = 0; depth < 100_000; depth += 1) filter = { not: filter };

    expect(readFilter(filter).faults).toHaveLength(1);
    expect(filterSchema.safeParse(filter).success).toBe(false);
  });

  test('has a greatest number of conditions', () => {
    const part = { and: Array.from({ length: 100 }, () => ({ attribute: 'RAM', operator: 'isnull' })) };

    expect(readFilter({ or: [part, part] }).faults).toEqual([]);
    expect(readFilter({ or: [part, part, part] }).faults).toHaveLength(1);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        const { filter, faults } = readFilter(given);
        if (faults.length === 0) checkFilter(filter, scope);
      }),
    );
  });
});

describe('a filter', () => {
  test('is checked in all its parts at once', () => {
    const faults = faultsOf({
      and: [
        { attribute: 'RAM', operator: 'greater', value: 'much' },
        { not: { attribute: 'Colour', operator: 'equal', value: 'red' } },
        { or: [{ attribute: 'RAM', operator: 'contain', value: '4' }] },
        { attribute: 'RAM', operator: 'between', value: [1] },
        { attribute: 'Room.Colour', operator: 'isnull' },
        { attribute: 'RAM.Code', operator: 'isnull' },
        { attribute: 'Dependencies.Code', operator: 'isnull' },
        { attribute: 'Room', operator: 'greater', value: 'x' },
        { attribute: 'Code', operator: 'net_contained', value: '10.0.0.0/8' },
        { attribute: 'Address', operator: 'net_contained', value: '10.0.0.0/33' },
        { attribute: 'Code', operator: 'like', value: '\\' },
        { attribute: 'Code', operator: 'greater', value: '' },
        { attribute: 'Code', operator: 'description_begin', value: 'x' },
        { relation: { domain: 'FloorRooms', type: 'any' } },
        { relation: { domain: 'RoomComputers', type: 'any', direction: 'directed' } },
        {
          relation: {
            domain: 'RoomComputers',
            type: 'any',
            filter: { attribute: 'RAM', operator: 'isnull' },
          },
        },
        { changedSince: 'lately' },
      ],
    });

    expect(faults).toEqual([
      '.and.0.value',
      '.and.1.not.attribute',
      '.and.2.or.0.operator',
      '.and.3.value',
      '.and.4.attribute',
      '.and.5.attribute',
      '.and.6.attribute',
      '.and.7.operator',
      '.and.8.operator',
      '.and.9.value',
      '.and.10.value',
      '.and.11.value',
      '.and.12.operator',
      '.and.13.relation.domain',
      '.and.14.relation.domain',
      '.and.15.relation.filter.attribute',
      '.and.16.changedSince',
    ]);
  });

  test('types its values', () => {
    expect(check({ attribute: 'RAM', operator: 'in', value: [1, 2] }).filter).toMatchObject({
      operator: 'in',
      values: [1, 2],
    });
    expect(check({ attribute: 'Bought', operator: 'less', value: '-90d' }).filter).toMatchObject({
      values: ['2026-08-25'],
    });
    expect(check({ attribute: 'Seen', operator: 'between', value: ['today', 'now'] }).filter).toMatchObject({
      values: ['2026-11-23T00:00:00.000Z', '2026-11-23T10:30:00.000Z'],
    });
    expect(check({ changedSince: '-1h' }).filter).toEqual({ changedSince: '2026-11-23T09:30:00.000Z' });
  });

  test('says with few operators what the others mean', () => {
    expect(check({ attribute: 'RAM', operator: 'notequal', value: 1 }).filter).toMatchObject({
      not: { operator: 'equal', values: [1] },
    });
    expect(check({ attribute: 'Code', operator: 'equal', value: '' }).filter).toMatchObject({
      operator: 'isnull',
      values: [],
    });
    expect(check({ attribute: 'Code', operator: 'in', value: ['', 'x'] }).filter).toMatchObject({
      or: [{ operator: 'in', values: ['x'] }, { operator: 'isnull' }],
    });
    expect(
      check({ attribute: 'Status', operator: 'description_contains', value: 'USE' }).filter,
    ).toMatchObject({
      operator: 'in',
      values: ['use', 'out'],
    });
    expect(check({ attribute: 'Room', operator: 'description_notbegin', value: 'B' }).filter).toMatchObject({
      not: { steps: [{ className: 'Room' }], attribute: { name: 'Description' }, operator: 'begin' },
    });
    expect(check({ relation: { domain: 'RoomComputers', type: 'none' } }).filter).toMatchObject({
      not: { relation: { step: { direction: 'inverted', className: 'Room', many: false } } },
    });
  });

  test('follows a path, and no longer one than it may', () => {
    const paths = [
      'Room.Floor.Level',
      'Dependencies:inverted.Room.Code',
      'Dependencies:directed.Dependencies:directed.Dependencies:directed.Dependencies:directed.Dependencies:directed.Code',
    ];
    for (const path of paths) {
      expect(check({ attribute: path, operator: 'isnotnull' }).faults).toEqual([]);
      expect(check({ attribute: `Dependencies:inverted.${path}`, operator: 'isnull' }).faults).toHaveLength(
        path === paths[2] ? 1 : 0,
      );
    }
  });

  test('has a greatest number of steps', () => {
    const long = { attribute: 'Room.Floor.Level', operator: 'isnull' };

    expect(check({ and: Array.from({ length: 30 }, () => long) }).faults).toEqual([]);
    expect(check({ and: Array.from({ length: 31 }, () => long) }).faults).toHaveLength(1);
  });
});

describe('a condition on a value of several parts', () => {
  const condition = (attribute: string, operator: string, value: unknown) =>
    check({ attribute, operator, value });

  test('compares with the stored form', () => {
    expect(condition('Support', 'greater', 'P24M').filter).toMatchObject({ values: ['P2Y'] });
    expect(condition('Price', 'between', ['1 EUR', 'EUR 2']).filter).toMatchObject({
      values: ['1.00 EUR', '2.00 EUR'],
    });
    expect(condition('Uses', 'equal', ['use', 'out', 'use']).filter).toMatchObject({
      values: [['out', 'use']],
    });
    expect(condition('Uses', 'equal', []).filter).toMatchObject({ operator: 'isnull' });
    expect(condition('Subnet', 'net_contains', '10.1.2.3').faults).toEqual([]);
  });

  test('finds a code in a list by its label', () => {
    expect(condition('Uses', 'description_begin', 'in').filter).toMatchObject({
      operator: 'containsAny',
      values: ['use'],
    });
    expect(condition('Uses', 'notcontainsAll', ['use']).filter).toMatchObject({
      not: { operator: 'containsAll', values: ['use'] },
    });
  });

  test.each<[string, string, unknown]>([
    ['Price', 'between', ['1 EUR', '2 RSD']],
    ['Price', 'greater', '1'],
    ['Price', 'greater', 1],
    ['Uses', 'containsAny', []],
    ['Uses', 'containsAny', 'use'],
    ['Uses', 'containsAll', ['']],
    ['Subnet', 'equal', '10.0.0.1/8'],
    ['Support', 'less', ''],
  ])('%s %s %j has a fault of its value', (attribute, operator, value) => {
    expect(condition(attribute, operator, value).faults.map(({ path }) => path)).toEqual(['filter.value']);
  });

  test.each([
    ['Uses', 'greater'],
    ['Uses', 'contain'],
    ['Uses', 'net_contains'],
    ['Status', 'containsAny'],
    ['Support', 'contain'],
  ])('%s %s has a fault of its operator', (attribute, operator) => {
    expect(condition(attribute, operator, 'x').faults.map(({ path }) => path)).toEqual(['filter.operator']);
  });
});
