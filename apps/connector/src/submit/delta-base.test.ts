import { expect, test } from 'vitest';
import { basisOf, chooseBase } from './delta-base.ts';

const base = { run: 'run-1', basis: basisOf(['1.0', 'mapping']), marks: { 1: 'a' } };

test('a delta builds on the run that the CMDB names, as long as rows become the same', () => {
  expect(chooseBase({ base, whole: null }, basisOf(['1.0', 'mapping']))).toBe(base);
});

test('another mapping or connector reads everything, and says why', () => {
  expect(chooseBase({ base, whole: null }, basisOf(['1.1', 'mapping']))).toEqual({
    whole: expect.stringContaining('the mapping, the connector'),
  });
});

test('what the CMDB says against a delta is handed on', () => {
  const whole = 'a run has been undone since';

  expect(chooseBase({ base: null, whole }, basisOf([]))).toEqual({ whole });
});
