import { expect, test } from 'vitest';
import { chosenOf, narrowValues } from './lookup-choices.ts';
import { testAttribute } from './test-card.ts';

const value = (code: string, ...above: [lookup: string, code: string][]) => ({
  code,
  label: code,
  position: 0,
  active: true,
  ancestors: above.map(([lookup, over]) => ({ lookup, code: over, label: over })),
});
const models = [
  value('latitude', ['Maker', 'dell'], ['Country', 'us']),
  value('swift', ['Maker', 'acer'], ['Country', 'tw']),
  value('clone'),
];
const narrowedBy = (...chosen: [string, string[]][]) =>
  narrowValues(models, new Map(chosen.map(([lookup, codes]) => [lookup, new Set(codes)]))).map(
    ({ code }) => code,
  );

test('what is chosen above narrows the values, however far above', () => {
  expect(narrowedBy(['Maker', ['dell']])).toEqual(['latitude']);
  expect(narrowedBy(['Country', ['tw']])).toEqual(['swift']);
  expect(narrowedBy(['Maker', ['dell']], ['Country', ['tw']])).toEqual([]);
});

test('of two fields of one lookup, each lets its values through', () => {
  expect(narrowedBy(['Maker', ['dell', 'acer']])).toEqual(['latitude', 'swift']);
});

test('what is above none of the values narrows nothing', () => {
  expect(narrowedBy()).toHaveLength(3);
  expect(narrowedBy(['Colour', ['red']], ['Model', ['swift']])).toHaveLength(3);
});

test('a form has chosen what stands in its fields of one code', () => {
  const chosen = chosenOf(
    [
      testAttribute('Maker', { type: 'lookup', lookup: 'Maker' }),
      testAttribute('Former', { type: 'lookup', lookup: 'Maker' }),
      testAttribute('Model', { type: 'lookup', lookup: 'Model' }),
      testAttribute('Uses', { type: 'lookupArray', lookup: 'Use' }),
      testAttribute('Notes', {}),
    ],
    { Maker: 'dell', Former: 'acer', Model: '', Uses: 'web', Notes: 'dell' },
  );

  expect([...chosen]).toEqual([['Maker', new Set(['dell', 'acer'])]]);
});
