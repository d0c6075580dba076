import { expect, test } from 'vitest';
import { storedForms } from './stored-forms.ts';

const colour = { name: 'Colour', type: 'string' } as const;

test('a text is looked for as text, and as what else it may have been stored', () => {
  expect(storedForms(colour, ['red'])).toEqual(['{"Colour":"red"}']);
  expect(storedForms(colour, ['a "b"'])).toEqual(['{"Colour":"a \\"b\\""}']);
  expect(storedForms(colour, ['12', 'true', '007'])).toEqual([
    '{"Colour":"12"}',
    '{"Colour":12}',
    '{"Colour":"true"}',
    '{"Colour":true}',
    '{"Colour":"007"}',
  ]);
});

test('nothing is said of columns, of numbers, of what reads as JSON, and of many values', () => {
  expect(storedForms({ name: 'Code', type: 'string' }, ['red'])).toBeUndefined();
  expect(storedForms({ name: 'RAM', type: 'integer' }, [1])).toBeUndefined();
  expect(storedForms(colour, ['{"a": 1}'])).toBeUndefined();
  expect(storedForms(colour, [])).toBeUndefined();
  expect(storedForms(colour, Array.from({ length: 11 }, String))).toBeUndefined();
});
