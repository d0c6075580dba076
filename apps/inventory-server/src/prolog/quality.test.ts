import { expect, test } from 'vitest';
import { nextRegularity } from './quality.ts';

test('the first interval is the mean', () => {
  expect(nextRegularity({ quality: 0, fidelity: 1 }, 2.5)).toEqual({ quality: 2.5, fidelity: 2 });
});

test('later intervals move the mean', () => {
  expect(nextRegularity({ quality: 2, fidelity: 3 }, 6)).toEqual({ quality: 3, fidelity: 4 });
});

test('the mean fits its column', () => {
  expect(nextRegularity({ quality: 0, fidelity: 1 }, 5000).quality).toBe(999.9999);
  expect(nextRegularity({ quality: 0, fidelity: 1 }, -1).quality).toBe(0);
});
