import { expect, test } from 'vitest';
import { listAnswerChoices } from './answer-choices.ts';

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
