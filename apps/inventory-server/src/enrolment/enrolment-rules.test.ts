import { describe, expect, test } from 'vitest';
import { findTokenFault, planEnrolment, toMachine } from './enrolment-rules.ts';

const machine = toMachine({
  deviceId: 'pc-2026-01-02-03-04-05',
  serial: ' abc123 ',
  uuid: '4c4c4544-0042-3310-8052-b4c04f4e4d32',
});

describe('a new key', () => {
  test('may report at once when nothing else is known of its machine', () => {
    expect(planEnrolment('automatic', machine, [])).toEqual({ state: 'active', reason: null });
  });

  test('waits for a person when the token says so', () => {
    expect(planEnrolment('review', machine, [])).toMatchObject({ state: 'pending' });
  });

  test.each([
    ['DEVICEID', { deviceId: machine.deviceId, serial: null, uuid: null }],
    ['serial number', toMachine({ deviceId: 'other', serial: 'ABC123' })],
    ['UUID', toMachine({ deviceId: 'other', uuid: '{44454C4C4200103380 52B4C04F4E4D32}'.replace(' ', '') })],
  ])('waits for a person when another key is known for its %s', (fact, other) => {
    expect(planEnrolment('automatic', machine, [other])).toEqual({
      state: 'pending',
      reason: `another key is known for this ${fact}`,
    });
  });

  test('is not held back by what tells nothing', () => {
    const filler = { serial: 'To Be Filled By O.E.M.', uuid: '00000000-0000-0000-0000-000000000000' };
    const one = toMachine({ deviceId: 'one', ...filler });

    expect(planEnrolment('automatic', one, [toMachine({ deviceId: 'other', ...filler })]).state).toBe(
      'active',
    );
  });
});

test('a token opens while it is known, not revoked, not expired and not used up', () => {
  const token = { usesLeft: 1, expiresAt: 1000, isRevoked: false };

  expect(findTokenFault(token, 999)).toBeUndefined();
  expect(findTokenFault(undefined, 0)).toContain('not known');
  expect(findTokenFault(token, 1000)).toContain('expired');
  expect(findTokenFault({ ...token, usesLeft: 0 }, 0)).toContain('used up');
  expect(findTokenFault({ ...token, isRevoked: true }, 0)).toContain('revoked');
});
