import { expect, test } from 'vitest';
import { defaultBreaker, type Policy } from './policy.ts';
import { describePolicy } from './policy-sentences.ts';

const nothing: Policy = { identification: [], precedence: [], vanished: [], approval: [] };

function tell(policy: Partial<Policy>): Record<string, string[]> {
  const topics = describePolicy({ ...nothing, ...policy }, 'ocs');
  return Object.fromEntries(topics.map(({ title, sentences }) => [title, sentences]));
}

test('a policy that says nothing is told as what stands by default', () => {
  expect(tell({})).toEqual({
    'Which card a record means': [
      'By its key; serial number, UUID and hardware addresses support or contradict it.',
    ],
    'Who wins': [
      'On everything what people set holds over ocs; among sources without a rule of their own the later value holds.',
    ],
    'What is no longer mentioned': [
      'A card retires when one full run does not mention it.',
      'Only cards that this source created are concerned, and only complete runs without read errors count.',
    ],
    'What is too much for one run': [
      'By default: when more than 3 and more than 20 % of the cards of a class would retire, those steps wait for a person.',
      'By default: when more than 200 and more than 2 % of the cards of a class would retire, those steps wait for a person.',
      'By default: when more than 3 and more than 50 % of the cards of a class would lose a value, those steps wait for a person.',
      'By default: when more than 20 and more than 20 % of the cards of a class would lose a value, those steps wait for a person.',
      'By default: when more than 3 and more than 50 % of the records of a class cannot be identified, what would retire there waits for a person.',
    ],
    'What always asks': ['Nothing: only what is too much waits for a person.'],
  });
});

test('what of the hardware counts is told', () => {
  const identification: Policy['identification'] = [
    { class: 'Computer', evidence: ['serial', 'uuid'], junk: ['REFURBISHED', 'DEMO'] },
    { class: 'Printer', evidence: ['serial'] },
    { class: 'Monitor', evidence: [] },
    { class: 'Server' },
  ];

  expect(tell({ identification })['Which card a record means']).toEqual([
    'A Computer by its key; of its hardware serial number and UUID count, but for 2 values that say nothing here.',
    'A Printer by its key; of its hardware serial number alone counts.',
    'A Monitor by its key alone: no hardware counts.',
    'A Server by its key; of its hardware serial number, UUID and hardware addresses count.',
    'Of any other class, by its key; serial number, UUID and hardware addresses support or contradict it.',
  ]);
});

test('limits that say the same as those by default are told as such', () => {
  expect(tell({ breaker: defaultBreaker.toReversed() })).toEqual(tell({}));
});

test('each rank is told by whom it holds over', () => {
  const rules = [200, 100, 50, 0, -1].map((rank) => ({ class: 'Computer', rank }));

  expect(tell({ precedence: rules })['Who wins']).toEqual([
    'On every attribute of Computer ocs holds over what people set (rank 200).',
    'On every attribute of Computer ocs counts as much as people: the later value holds (rank 100).',
    'On every attribute of Computer ocs holds over sources without a rule and gives way to what people set (rank 50).',
    'On every attribute of Computer ocs counts as any source without a rule (rank 0).',
    'On every attribute of Computer ocs gives way to people and to sources without a rule (rank -1).',
    'On everything else what people set holds over ocs; among sources without a rule of their own the later value holds.',
  ]);
});

test('a value that grows old says when', () => {
  const precedence = [{ class: 'Computer', attribute: 'RAM', rank: 200, freshDays: 30 }];

  expect(tell({ precedence })['Who wins']?.[0]).toBe(
    'On RAM of Computer ocs holds over what people set (rank 200). A value that it has not confirmed for 30 days gives way to all others.',
  );
});

test('what becomes of the vanished is told for each class and for all others', () => {
  const vanished: Policy['vanished'] = [
    { class: 'Computer', action: 'set', attribute: 'Status', value: 'not-seen', missedRuns: 3 },
    { class: 'Monitor', action: 'leave', missedRuns: 1 },
    {
      class: 'Printer',
      action: 'retire',
      missedRuns: 14,
      within: { domain: 'RoomItems', cards: ['a', 'b'] },
    },
  ];

  expect(tell({ vanished })['What is no longer mentioned']).toEqual([
    'A Computer gets Status “not-seen” when 3 full runs in a row do not mention it, until it is mentioned again.',
    'A Monitor that is no longer mentioned stays as it is.',
    'A Printer retires when 14 full runs in a row do not mention it. This holds only where RoomItems relates it to one of 2 named cards; others stay.',
    'A card of any other class retires when one full run does not mention it.',
    'Only cards that this source created are concerned, and only complete runs without read errors count.',
  ]);
});

test('limits and consent are told, and so is that there are none', () => {
  const told = tell({
    breaker: [{ class: 'Computer', action: 'retire', share: 0.025 }],
    approval: [{ action: 'create' }, { class: 'Computer', action: 'retire' }],
  });

  expect(told['What is too much for one run']).toEqual([
    'When more than 2.5 % of the cards of Computer would retire, those steps wait for a person.',
  ]);
  expect(told['What always asks']).toEqual([
    'Every card, of whatever class, that would be created waits for a person, however few they are.',
    'Every Computer that would retire waits for a person, however few they are.',
  ]);
  expect(tell({ breaker: [] })['What is too much for one run']).toEqual([
    'There is no limit: however much a run does, none of it waits for being too much.',
  ]);
});
