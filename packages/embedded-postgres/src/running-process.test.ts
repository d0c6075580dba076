import { expect, test } from 'vitest';
import { findProcess, isSameProcess, parseProcStat, thisProcess } from './running-process.ts';

test('state and start time are read past a name with blanks and brackets', () => {
  const stat = `4242 (a) b (c) S 1 4242 4242 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 987654 1 2`;

  expect(parseProcStat(stat)).toEqual({ state: 'S', startTicks: '987654' });
});

test('a number used again by a later process is another process', () => {
  const recorded = { pid: 7, startedAt: 'boot:100' };

  expect(isSameProcess(recorded, { pid: 7, startedAt: 'boot:100' })).toBe(true);
  expect(isSameProcess(recorded, { pid: 7, startedAt: 'boot:101' })).toBe(false);
  expect(isSameProcess(recorded, { pid: 7, startedAt: 'other-boot:100' })).toBe(false);
  expect(isSameProcess(recorded, undefined)).toBe(false);
});

test('where the system tells no start time the number alone decides', () => {
  expect(isSameProcess({ pid: 7 }, { pid: 7 })).toBe(true);
  expect(isSameProcess({ pid: 7 }, undefined)).toBe(false);
});

test('this process is found, an absent one is not', async () => {
  expect(isSameProcess(await thisProcess(), await findProcess(process.pid))).toBe(true);
  // Above the largest number that Linux gives (PID_MAX_LIMIT), and the largest of macOS.
  expect(await findProcess(2 ** 22 + 1)).toBeUndefined();
});
