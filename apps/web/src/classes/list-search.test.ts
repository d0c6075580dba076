import { describe, expect, test } from 'vitest';
import type { Attribute } from '../api/types.ts';
import {
  changeList,
  chooseColumns,
  parseListSearch,
  parseSort,
  stepSort,
  toggleColumn,
} from './list-search.ts';

function attribute(name: string, position: number, type: Attribute['type'] = 'string'): Attribute {
  return {
    name,
    label: name,
    type,
    position,
    mandatory: false,
    unique: false,
    default: null,
    unit: null,
    group: null,
    inheritedFrom: null,
  };
}

describe('the state of a list', () => {
  test('is read from an address, what is empty or foreign left out', () => {
    const search = parseListSearch({ query: 'pc', sort: '', cursor: 'abc', from: '50', other: 'x' });

    expect(search).toEqual({ query: 'pc', cursor: 'abc', from: 50 });
  });

  test('knows no place in the list without a cursor', () => {
    expect(parseListSearch({ from: '50' })).toEqual({});
  });

  test('starts at the first page again when something else is listed', () => {
    const search = { query: 'pc', sort: 'Code', cursor: 'abc', from: 50 };

    expect(changeList(search, { query: 'laptop' })).toEqual({ query: 'laptop', sort: 'Code' });
    expect(changeList(search, { query: '' })).toEqual({ sort: 'Code' });
  });
});

describe('the order of a list', () => {
  test('is read as attributes with their direction', () => {
    expect(parseSort('Code,-RAM,-')).toEqual([
      { attribute: 'Code', descending: false },
      { attribute: 'RAM', descending: true },
    ]);
  });

  test('steps through ascending, descending and none', () => {
    expect(stepSort(undefined, 'RAM')).toBe('RAM');
    expect(stepSort('RAM', 'RAM')).toBe('-RAM');
    expect(stepSort('-RAM', 'RAM')).toBe('');
    expect(stepSort('-RAM', 'Code')).toBe('Code');
  });
});

describe('the columns of a list', () => {
  const attributes = [
    attribute('RAM', 40, 'integer'),
    attribute('Notes', 10_000, 'text'),
    attribute('OS', 10),
    attribute('Description', 5),
    attribute('Raw', 20, 'json'),
    attribute('Code', 30),
  ];

  test('are code, description and the short attributes by position', () => {
    const names = chooseColumns(attributes, undefined).map((each) => each.name);

    expect(names).toEqual(['Code', 'Description', 'OS', 'RAM']);
  });

  test('are those of the address when it names any', () => {
    expect(chooseColumns(attributes, 'Notes,RAM,Gone').map((each) => each.name)).toEqual(['Notes', 'RAM']);
    expect(chooseColumns(attributes, 'Gone').map((each) => each.name)).toContain('Code');
  });

  test('keep the order of the class when one comes or goes', () => {
    const shown = chooseColumns(attributes, 'Code,RAM');

    expect(toggleColumn(attributes, shown, 'OS')).toBe('Code,OS,RAM');
    expect(toggleColumn(attributes, shown, 'Code')).toBe('RAM');
  });
});
