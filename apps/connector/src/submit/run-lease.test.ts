import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '@popis/errors';
import { expect, test } from 'vitest';
import { newLease, whileHolding } from './run-lease.ts';

test('signs of life are given while the work lasts, and none after it', async () => {
  let signs = 0;
  const renew = async () => {
    signs += 1;
  };

  const result = await whileHolding(
    renew,
    () => undefined,
    () => sleep(60, 'done'),
    5,
  );

  const given = signs;
  await sleep(30);
  expect(result).toBe('done');
  expect(given).toBeGreaterThan(1);
  expect(signs).toBe(given);
});

test('a sign of life that does not arrive is said, and does not end the work', async () => {
  const said: string[] = [];
  const renew = () => Promise.reject(new UnavailableError('The CMDB does not answer'));

  const result = await whileHolding(
    renew,
    (line) => void said.push(line),
    () => sleep(40, 'done'),
    5,
  );

  expect(result).toBe('done');
  expect(said[0]).toBe('no sign of life: The CMDB does not answer');
  expect(said.length).toBeGreaterThan(1);
});

test('work that fails ends them too', async () => {
  let signs = 0;
  const renew = async () => {
    signs += 1;
  };
  const work = () => Promise.reject(new Error('gone'));

  await expect(whileHolding(renew, () => undefined, work, 5)).rejects.toThrow('gone');

  const given = signs;
  await sleep(20);
  expect(signs).toBe(given);
});

test('two leases of one host have different holders', () => {
  expect(newLease(30).holder).not.toBe(newLease(30).holder);
});
