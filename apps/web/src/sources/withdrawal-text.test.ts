import { expect, test } from 'vitest';
import { countCards, describeExample, isConfirmed, withdrawalEffects } from './withdrawal-text.ts';

const counts = { retired: 3, updated: 2, unchanged: 1, left: 4 };
const card = { cardId: '01900000-0000-7000-8000-000000000001', class: 'Computer', key: 'PC-1' };

test('what taking back does to none is not told', () => {
  expect(withdrawalEffects({ retired: 3, updated: 0, unchanged: 0, left: 1 })).toEqual([
    ['Cards that only this source has created and spoken of: they retire', 3],
    ['Left as they are, with the reason of each', 1],
  ]);
});

test('what is left is no card more', () => {
  expect(countCards(counts)).toBe(6);
});

test('an example says to what each value falls, and who says so', () => {
  const becomes = [
    { attribute: 'RAM', old: 4096, value: 4000, source: 'snmp' },
    { attribute: 'OS', old: 'Debian', value: null, source: null },
    { attribute: 'Code', old: 'PC-1', value: 'PC-1', source: 'snmp' },
  ];

  expect(describeExample({ ...card, action: 'update', becomes })).toEqual([
    'RAM 4096 → 4000, as snmp says',
    'OS Debian → —, as in a new card',
    'Code stays PC-1, as snmp says',
  ]);
  expect(describeExample({ ...card, action: 'retire', becomes: [] })).toEqual(['retires']);
});

test('the name must be typed to the letter', () => {
  expect(['ocs', ' ocs ', 'OCS', 'oc', ''].map((typed) => isConfirmed(typed, 'ocs'))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
