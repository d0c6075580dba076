import { InvalidInputError } from '@popis/errors';
import { expect, test } from 'vitest';
import { describeFailure, findErrorCode } from './failure.ts';

test('a failure is one line with every fault', () => {
  const error = new InvalidInputError('The environment variables have faults', [
    { path: 'PORT', message: 'must be set' },
    { path: 'HOST', message: 'must be set' },
  ]);

  expect(describeFailure(error)).toBe(
    'The environment variables have faults: PORT must be set; HOST must be set',
  );
});

test('a failure names its causes and stays on one line', () => {
  const error = new Error('reading\n  a.xml', { cause: new Error('no such file') });

  expect(describeFailure(error)).toBe('reading a.xml: no such file');
});

test('the code of a system error is found below what wraps it', () => {
  const system = Object.assign(new Error('listen'), { code: 'EADDRINUSE' });

  expect(findErrorCode(new Error('starting', { cause: system }))).toBe('EADDRINUSE');
  expect(findErrorCode(new Error('starting'))).toBeUndefined();
});
