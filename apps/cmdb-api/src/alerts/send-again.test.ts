import { expect, test } from 'vitest';
import { nextAttempt } from './send-again.ts';

test('a message that cannot be sent is tried ever later for a day, and then no more', () => {
  const created = new Date('2026-06-01T00:00:00Z');
  const pauses: number[] = [];
  let now = created;
  for (let attempts = 1; attempts < 100; attempts += 1) {
    const next = nextAttempt(created, attempts, now);
    if (next === null) break;
    pauses.push((next.getTime() - now.getTime()) / 60_000);
    now = next;
  }

  expect(pauses.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  expect(now.getTime() - created.getTime()).toBeLessThanOrEqual(24 * 3_600_000);
  expect(pauses.length).toBeGreaterThan(20);
});
