import { expect, test } from 'vitest';
import {
  countCards,
  describeExample,
  describeRelation,
  isConfirmed,
  withdrawalEffects,
} from './withdrawal-text.ts';

const none = { retired: 0, updated: 0, unchanged: 0, relationsEnded: 0, relationsHandedOver: 0, left: 0 };
const counts = { ...none, retired: 3, updated: 2, unchanged: 1, left: 4 };
const card = { cardId: '01900000-0000-7000-8000-000000000001', class: 'Computer', key: 'PC-1' };

test('what taking back does to none is not told', () => {
  expect(withdrawalEffects({ ...none, retired: 3, left: 1 })).toEqual([
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

test('an example of a relation says whether it ends, or by whom it goes', () => {
  const [pc, writer] = [
    { id: card.cardId, class: 'Computer', key: 'PC-1' },
    { id: card.cardId, class: 'Software', key: null },
  ];
  const relation = { relationId: card.cardId, domain: 'ComputerSoftware', source: pc, target: writer };

  expect(describeRelation({ ...relation, heir: null })).toBe(
    'PC-1 — Software (no key) (ComputerSoftware) ends',
  );
  expect(describeRelation({ ...relation, heir: 'snmp' })).toContain('stays, as snmp says');
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
