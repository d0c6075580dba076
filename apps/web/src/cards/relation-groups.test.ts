import { describe, expect, test } from 'vitest';
import type { ClassSummary, Domain, RelationGroup } from '../api/types.ts';
import { isPartGroup, listRelationChoices } from './relation-groups.ts';

function summary(name: string, superclass: string | null = null): ClassSummary {
  const kept = { retention: null, keptDays: null };
  return { name, label: name, description: '', superclass, abstract: false, ...kept, cards: 0 };
}

function domain(name: string, source: string, cardinality: Domain['cardinality'], target: string): Domain {
  return {
    name,
    label: name,
    source,
    target,
    cardinality,
    directLabel: 'has',
    inverseLabel: 'is of',
    impact: 'none',
    attributes: [],
  };
}

function group(name: string, direction: RelationGroup['direction']): RelationGroup {
  return { domain: name, label: '', direction, total: 1, relations: [] };
}

const classes = [
  summary('Item'),
  summary('Computer', 'Item'),
  summary('Memory', 'Item'),
  summary('Room'),
  summary('Employee'),
];
const domains = [
  domain('ComputerMemory', 'Computer', '1:N', 'Memory'),
  domain('RoomItems', 'Room', '1:N', 'Item'),
  domain('ItemDependencies', 'Item', 'N:N', 'Item'),
  domain('ItemResponsible', 'Item', 'N:1', 'Employee'),
];

describe('parts', () => {
  test('are items that belong to one other item', () => {
    const groups = [
      group('ComputerMemory', 'directed'),
      group('ComputerMemory', 'inverted'),
      group('RoomItems', 'directed'),
      group('ItemDependencies', 'directed'),
      group('Unknown', 'directed'),
    ];

    expect(groups.map((each) => isPartGroup(each, domains, classes))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a relation to add', () => {
  test('is offered for each end at which a card of the class can stand', () => {
    const choices = listRelationChoices('Computer', domains, classes);

    expect(choices.map((choice) => `${choice.domain.name} ${choice.direction} ${choice.otherClass}`)).toEqual(
      [
        'ComputerMemory directed Memory',
        'RoomItems inverted Room',
        'ItemDependencies directed Item',
        'ItemDependencies inverted Item',
        'ItemResponsible directed Employee',
      ],
    );
  });
});
