import { buildCatalogue, findModelFaults } from '@popis/model';
import { describe, expect, test } from 'vitest';
import { seedModel } from './seed-model.ts';

describe('the seeded model', () => {
  test('has no fault', () => {
    expect(findModelFaults(seedModel)).toEqual([]);
  });

  test('knows what an item is, in all its forms', () => {
    const catalogue = buildCatalogue(seedModel);

    expect(catalogue.findClass('Item')?.concrete).toEqual([
      'Computer',
      'Monitor',
      'Memory',
      'Storage',
      'Printer',
      'NetworkDevice',
    ]);
  });

  test('shows where a computer stands as an attribute of the computer', () => {
    const catalogue = buildCatalogue(seedModel);

    expect(catalogue.findReferenceEnd('Computer', 'RoomItems')).toBe('inverted');
    expect(catalogue.findReferenceEnd('Computer', 'ItemResponsible')).toBe('directed');
    expect(catalogue.findReferenceEnd('Computer', 'ContractItems')).toBeUndefined();
  });
});
