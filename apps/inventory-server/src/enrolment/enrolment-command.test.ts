import { expect, test } from 'vitest';
import { parseEnrolmentCommand } from './enrolment-command.ts';

test('a token has sparing defaults', () => {
  expect(parseEnrolmentCommand(['token'], 1000)).toEqual({
    do: 'token',
    terms: { label: '', uses: 1, expiresAt: 1000 + 24 * 3_600_000, tag: null, approval: 'automatic' },
  });
});

test('a token takes its terms', () => {
  const args = 'token --uses 40 --expires-hours 2 --tag SITE-1 --approval review --label autumn'.split(' ');

  expect(parseEnrolmentCommand(args, 0)).toEqual({
    do: 'token',
    terms: { label: 'autumn', uses: 40, expiresAt: 7_200_000, tag: 'SITE-1', approval: 'review' },
  });
});

test('every fault of a token is named', () => {
  const args = 'token --uses 0 --expires-hours soon --approval none'.split(' ');

  expect(() => parseEnrolmentCommand(args, 0)).toThrow(
    expect.objectContaining({
      faults: ['--uses', '--expires-hours', '--approval'].map((path) => expect.objectContaining({ path })),
    }),
  );
});

test('keys and tokens are named', () => {
  expect(parseEnrolmentCommand(['keys', '--state', 'pending'], 0)).toEqual({ do: 'keys', state: 'pending' });
  expect(parseEnrolmentCommand(['approve', 'k1'], 0)).toEqual({ do: 'approve', keyId: 'k1' });
  expect(parseEnrolmentCommand(['approve', '--', '-k1'], 0)).toEqual({ do: 'approve', keyId: '-k1' });
  expect(parseEnrolmentCommand(['revoke-token', '3'], 0)).toEqual({ do: 'revoke-token', id: 3 });
  expect(() => parseEnrolmentCommand(['keys', '--state', 'lost'], 0)).toThrow('faults');
  expect(() => parseEnrolmentCommand(['revoke-token', 'x'], 0)).toThrow('faults');
  expect(() => parseEnrolmentCommand(['revoke', 'a', 'b'], 0)).toThrow('too much');
  expect(() => parseEnrolmentCommand([], 0)).toThrow('must be token');
});
