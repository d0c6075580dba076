import { expect, test } from 'vitest';
import { toInstant } from './local-clock.ts';

test('a local time becomes the instant it means', () => {
  expect(toInstant('2026-11-28 13:00:00', 3_600_000)).toBe('2026-11-28T12:00:00.000Z');
  expect(toInstant('2026-11-28 13:00:00', 0)).toBe('2026-11-28T13:00:00.000Z');
});

test.each([null, '', '0000-00-00 00:00:00', 'soon'])('%s is no time', (local) => {
  expect(toInstant(local, 0)).toBeNull();
});
