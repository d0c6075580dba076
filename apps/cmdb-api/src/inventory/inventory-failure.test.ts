import { type PopisError, toProblem } from '@popis/errors';
import { expect, test } from 'vitest';
import { toInventoryFailure } from './inventory-failure.ts';

const faults = [{ path: 'value', message: 'must be a whole number' }];

test.each([
  [400, 400],
  [403, 403],
  [404, 404],
  [409, 409],
  [413, 400],
  [503, 503],
])('%i of the inventory server is %i here, in its own words', (status, expected) => {
  const failure = toInventoryFailure(status, { detail: 'Not so' });

  expect(toProblem(failure)).toMatchObject({ status: expected, detail: 'Not so' });
});

test.each([401, 500, 502, 301])('%i of the inventory server is no fault of who asked', (status) => {
  const failure = toInventoryFailure(status, { detail: 'password=secret' });

  expect(toProblem(failure)).toMatchObject({ status: 502 });
  expect(toProblem(failure).detail).not.toContain('secret');
});

test('every fault is handed on, and what stands there now', () => {
  expect(toProblem(toInventoryFailure(400, { detail: 'Two faults', faults })).faults).toEqual(faults);
  expect(toProblem(toInventoryFailure(409, { detail: 'Late', current: 'same' })).current).toBe('same');
});

test('what is no problem of RFC 9457 is told by its status alone', () => {
  const failure = toInventoryFailure(404, '<html>') as PopisError;

  expect(failure.message).toBe('The inventory server answered 404');
});
