import { expect, test } from 'vitest';
import { formatLocalTime } from './local-time.ts';

test('an instant is written as the console of OCS shows it', () => {
  expect(formatLocalTime(new Date(2026, 10, 8, 7, 4, 9))).toBe('Sun Nov  8 07:04:09 2026');
  expect(formatLocalTime(new Date(2026, 1, 28, 17, 49, 18))).toBe('Sat Feb 28 17:49:18 2026');
});
