import { QueryFailedError } from 'typeorm';
import { expect, test } from 'vitest';
import { toLogged } from './problem-filter.ts';

test('the log gets an error and its causes without the values of the statement', () => {
  const failed = new QueryFailedError('SELECT $1', ['the password'], new Error('bad'));
  const error = new Error('writing the card', { cause: failed });

  const logged = JSON.stringify(toLogged(error));

  expect(logged).toContain('writing the card');
  expect(logged).toContain('QueryFailedError');
  expect(logged).not.toContain('the password');
});
