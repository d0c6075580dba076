import { expect, test } from 'vitest';
import { retryAfterSeconds } from './retry-after.ts';

test('nobody comes back too early, and not all together', () => {
  expect(retryAfterSeconds(60, () => 0)).toBe(60);
  expect(retryAfterSeconds(60, () => 0.999999)).toBe(120);
  expect(retryAfterSeconds(0, () => 0)).toBe(1);
  expect(new Set(Array.from({ length: 200 }, () => retryAfterSeconds(60))).size).toBeGreaterThan(20);
});
