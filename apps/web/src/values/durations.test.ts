import { expect, test } from 'vitest';
import { formatDuration } from './durations.ts';

test.each([
  ['P3Y6M', '3 years 6 months'],
  ['P1D', '1 day'],
  ['PT8H1M0.5S', '8 hours 1 minute 0.5 seconds'],
  ['PT0S', '0 seconds'],
  ['soon', 'soon'],
  ['P', 'P'],
])('%s reads %s', (stored, shown) => {
  expect(formatDuration(stored)).toBe(shown);
});
