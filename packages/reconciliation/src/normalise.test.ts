import { describe, expect, test } from 'vitest';
import { normaliseRecord } from './normalise.ts';
import { catalogue, mapping, rawComputer, rawModule, rawSoftware } from './test-builders.ts';

function read(raw: Parameters<typeof normaliseRecord>[0], cards: readonly string[] = []) {
  return normaliseRecord(raw, mapping, catalogue, () => cards);
}

describe('reading a record through the model', () => {
  test('gives each value its type', () => {
    const { record } = read(rawComputer(1, ' PC-1 ', { RAM: '4096', OS: '', Status: 'In stock' }));

    expect(record?.key).toBe('PC-1');
    expect(record?.attributes).toMatchObject({ RAM: 4096, OS: null, Status: 'in-stock' });
  });

  test('finds each code of a list by code or label', () => {
    const good = read(rawComputer(1, 'PC-1', { Uses: 'In use; in-stock' }));
    const list = read(rawComputer(1, 'PC-1', { Uses: ['In use', 'in-use'] }));
    const bad = read(rawComputer(1, 'PC-1', { Uses: 'in-use; lost' }));

    expect(good.record?.attributes.Uses).toEqual(['in-stock', 'in-use']);
    expect(list.record?.attributes.Uses).toEqual(['in-use']);
    expect(bad.faults).toEqual([
      { path: 'attributes.Uses', message: '"lost" is not a value of the lookup ItemStatus' },
    ]);
  });

  test('finds a referenced card by its Code or Description', () => {
    const { record } = read(rawComputer(1, 'PC-1', { Room: 'B-214' }), ['room-id']);

    expect(record?.attributes.Room).toBe('room-id');
  });

  test.each([
    [[], 'no card of Room with Code or Description "B-214"'],
    [['one', 'other'], '2 cards of Room with Code or Description "B-214"'],
  ])('does not guess among %j', (cards, message) => {
    const { faults } = read(rawComputer(1, 'PC-1', { Room: 'B-214' }), cards);

    expect(faults).toEqual([{ path: 'attributes.Room', message }]);
  });

  test('drops attributes outside the mapping', () => {
    const { record } = read(rawComputer(1, 'PC-1', { Notes: 'mine' }));

    expect(record?.attributes).not.toHaveProperty('Notes');
  });

  test('reports every fault at once, with its path', () => {
    const memory = { ...rawModule('M', 'D', 'two', '1'), domain: 'ComputerSoftware' };
    const software = { ...rawSoftware('Writer', '7'), direction: 'inverted' as const };
    const { faults } = read(rawComputer(1, 'PC-1', { RAM: 'NaN', Status: 'broken' }, [memory, software]));

    expect(faults?.map((fault) => fault.path)).toEqual([
      'attributes.RAM',
      'attributes.Status',
      'parts[0]',
      'parts[0].domain',
      'parts[1].domain',
    ]);
  });

  test('refuses a class that is unknown, abstract or not a master of the mapping', () => {
    const faultsOf = (name: string) => read({ ...rawComputer(1, 'PC-1'), class: name }).faults;

    expect(faultsOf('Toaster')?.map((fault) => fault.message)).toContain('there is no class Toaster');
    expect(faultsOf('Item')?.map((fault) => fault.message)).toContain('Item is abstract and has no cards');
    expect(faultsOf('Memory')?.map((fault) => fault.message)).toContain(
      'Memory is not a master class of the mapping',
    );
  });

  test('refuses a part whose identity is not mapped', () => {
    const { faults } = read(rawComputer(1, 'PC-1', {}, [rawModule('M', 'D', '1', '1', ['Serial'])]));

    expect(faults).toEqual([{ path: 'parts[0].identify', message: 'Serial is not mapped here' }]);
  });
});
