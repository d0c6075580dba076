import { describe, expect, test } from 'vitest';
import type { ClassSummary } from '../api/types.ts';
import { buildClassTree, flattenTree, isWithin, lineageOf } from './class-tree.ts';

function summary(name: string, superclass: string | null = null): ClassSummary {
  const kept = { retention: null, keptDays: null };
  return { name, label: name, description: '', superclass, abstract: false, ...kept, cards: 1 };
}

const classes = [
  summary('Memory', 'Item'),
  summary('Sector'),
  summary('Item'),
  summary('Laptop', 'Computer'),
  summary('Computer', 'Item'),
];

describe('the tree of classes', () => {
  test('has subclasses below their superclass, by label', () => {
    const rows = flattenTree(buildClassTree(classes)).map((row) => `${row.depth} ${row.name}`);

    expect(rows).toEqual(['0 Item', '1 Computer', '2 Laptop', '1 Memory', '0 Sector']);
  });

  test('shows a class as a root when its superclass is not visible', () => {
    const rows = flattenTree(buildClassTree([summary('Computer', 'Item')]));

    expect(rows.map((row) => row.name)).toEqual(['Computer']);
  });

  test('knows what a class descends from', () => {
    expect(lineageOf('Laptop', classes)).toEqual(['Laptop', 'Computer', 'Item']);
    expect(isWithin('Laptop', 'Item', classes)).toBe(true);
    expect(isWithin('Sector', 'Item', classes)).toBe(false);
  });

  test('ends for a superclass that descends from itself', () => {
    expect(lineageOf('A', [summary('A', 'B'), summary('B', 'A')])).toEqual(['A', 'B']);
  });
});
