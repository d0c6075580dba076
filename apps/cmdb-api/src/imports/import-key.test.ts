import type { AttributeDefinition, AttributeType } from '@popis/model';
import { expect, test } from 'vitest';
import { findKeyFaults, keyOf, toKeyParts } from './import-key.ts';

const attributes: AttributeDefinition[] = [];
for (const type of [
  'string',
  'integer',
  'boolean',
  'timestamp',
  'interval',
  'lookupArray',
  'money',
] as const) {
  attributes.push(attributeOf(type));
}
const columns = attributes.map(({ name }) => ({ heading: name, attribute: name }));

function attributeOf(type: AttributeType): AttributeDefinition {
  return {
    name: type,
    label: type,
    type,
    mandatory: false,
    unique: false,
    default: null,
    unit: null,
    position: 0,
    group: null,
  };
}

function keyFrom(key: string[], cells: string[]): unknown {
  const text = keyOf(toKeyParts(attributes, columns, key), cells);
  return text === null ? null : JSON.parse(text);
}

test('a key is the stored form of its parts, however they are written', () => {
  const names = attributes.map(({ name }) => name);
  const written = [' a ', '007', 'yes', '2026-11-23 08:30:00', 'P42M', 'web; mail; web', '-1250.5 EUR'];
  const stored = ['a', '7', 'true', '2026-11-23T08:30:00.000Z', 'P3Y6M', '["mail","web"]', '-1250.50 EUR'];

  expect(keyFrom(names, written)).toEqual(stored);
  expect(keyFrom(names, stored)).toEqual(stored);
});

test('a row without a part of its key has none', () => {
  expect(keyFrom(['string', 'integer'], ['a', ' '])).toBeNull();
  expect(keyFrom(['string', 'lookupArray'], ['a', '1', '', '', '', ';'])).toBeNull();
});

test('a part that cannot be read stays as it is', () => {
  expect(keyFrom(['string', 'integer'], ['a', 'many'])).toEqual(['a', 'many']);
});

test('every fault of a key is told with its name', () => {
  const all = [...attributes, attributeOf('json'), attributeOf('date')];

  expect(findKeyFaults(all, columns, ['string', 'Colour', 'json', 'string', 'date'])).toEqual([
    { path: 'query.key', message: '"Colour" is no attribute of the class' },
    { path: 'query.key', message: '"json" has the type json, by which no card is found' },
    { path: 'query.key', message: '"string" is in it twice' },
    { path: 'query.key', message: '"date" is read from no column of the file' },
  ]);
});
