import { DEFAULT_POLICY } from '@popis/reconciliation';
import { expect, test } from 'vitest';
import { defaultBreaker } from '../../apps/web/src/sources/policy.ts';
import { readPolicy } from '../../apps/web/src/sources/read-policy.ts';

test('the page of a source tells the limits by default that runs go by', () => {
  expect(defaultBreaker).toEqual(DEFAULT_POLICY.breaker);
});

test('the page of a source can read what runs go by where nothing is said', () => {
  expect(readPolicy(DEFAULT_POLICY).faults).toEqual([]);
  expect(DEFAULT_POLICY).toMatchObject({ precedence: [], vanished: [], approval: [] });
});
