import { expect, test } from 'vitest';
import { findCardOfKey, listAnswerChoices, meansCardOfKey } from './answer-choices.ts';

test.each([
  ['no-key', ['same-card', 'ignore']],
  ['other-hardware', ['same-card', 'ignore']],
  ['shared-hardware', ['same-card', 'ignore']],
  ['answered-card-gone', ['same-card', 'ignore']],
  ['several-cards', ['ignore']],
  ['fault', ['ignore']],
  ['doubled-key', []],
] as const)('to %s may be answered: %j', (kind, answers) => {
  expect(listAnswerChoices(kind).map((choice) => choice.answer)).toEqual(answers);
});

test('the card of the key is found where one card alone has it', () => {
  const card = (id: string, code: string) => ({ id, class: 'Computer', code, description: null });
  const found = [card('a', 'PC-1'), card('b', 'PC-10')];

  expect(findCardOfKey({ key: 'PC-1' }, found)?.id).toBe('a');
  expect(findCardOfKey({ key: 'PC-2' }, found)).toBeUndefined();
  expect(findCardOfKey({ key: 'PC-1' }, [...found, card('c', 'PC-1')])).toBeUndefined();
  expect(meansCardOfKey({ kind: 'other-hardware' })).toBe(true);
  expect(meansCardOfKey({ kind: 'no-key' })).toBe(false);
});
