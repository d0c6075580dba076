import { expect, test } from 'vitest';
import { operations } from './operations.ts';
import { readInput } from './read-input.ts';

test('what comes as text is read as what it means, and what is not given has its default', () => {
  const { input, faults } = readInput(operations.listDevices, {
    params: {},
    query: { limit: '5', silentDays: '30' },
    body: undefined,
  });

  expect(faults).toEqual([]);
  expect(input.query).toEqual({ limit: 5, silentDays: 30, sort: 'name', order: 'ascending' });
});

test('every fault of every part is named at once', () => {
  const { faults } = readInput(operations.putHeldSetting, {
    params: { id: 'x', name: 'prolog' },
    query: { colour: 'red' },
    body: { value: 1, who: 'me' },
  });

  expect(faults.map((fault) => fault.path)).toEqual(['params.id', 'params.name', 'who', 'query.colour']);
});

test('a NUL is refused, which PostgreSQL could not keep', () => {
  const { faults } = readInput(operations.createGroup, {
    params: {},
    query: {},
    body: { name: 'a\0b' },
  });

  expect(faults).toEqual([{ path: 'name', message: 'must not contain a NUL character' }]);
});

test('no two operations have the same address', () => {
  const addresses = Object.values(operations).map((each) => `${each.method} ${each.path}`);

  expect(new Set(addresses).size).toBe(addresses.length);
});
