import { expect, test } from 'vitest';
import { type DraftAttribute, placeAttribute } from './attribute-places.ts';
import { builtInAttributes, type ClassDefinition } from './definitions.ts';

const draft: DraftAttribute = {
  ...{ name: 'New', label: 'New', type: 'string' },
  ...{ mandatory: false, unique: false, default: null, unit: null, group: null },
};

function defineClass(name: string, superclass: string | null, positions: number[]): ClassDefinition {
  const attributes = positions.map((position) => ({ ...draft, name: `${name}${position}`, position }));
  return { name, label: name, description: '', superclass, abstract: false, attributes };
}

function place(classes: ClassDefinition[], className: string): number {
  return placeAttribute({ classes }, className, draft).position;
}

test('an attribute keeps the position that it says', () => {
  expect(placeAttribute({ classes: [] }, 'Car', { ...draft, position: -3 }).position).toBe(-3);
});

test('the first of a class comes first, each other one behind all that the class has, inherited ones too', () => {
  expect(place([defineClass('Car', null, [])], 'Car')).toBe(0);
  expect(place([defineClass('Car', null, [0, 14])], 'Car')).toBe(20);
  expect(place([defineClass('Item', null, [1_000]), defineClass('Car', 'Item', [30])], 'Car')).toBe(1_010);
});

test('no attribute of a descendant has that place already', () => {
  const classes = [
    defineClass('Item', null, [0]),
    defineClass('Car', 'Item', [10]),
    defineClass('Van', 'Car', [20, 40]),
    defineClass('Other', null, [30]),
  ];

  expect(place(classes, 'Item')).toBe(30);
});

test('a restated built-in attribute is not behind which the next one goes', () => {
  const car = defineClass('Car', null, [20]);

  expect(place([{ ...car, attributes: [...car.attributes, ...builtInAttributes] }], 'Car')).toBe(30);
});
