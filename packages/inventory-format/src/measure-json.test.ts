import { expect, test } from 'vitest';
import { fitsJsonLimits } from './measure-json.ts';

const limits = { depth: 3, elements: 10 };

test.each([
  ['{"a":[{"b":1}]}', true],
  ['{"a":[{"b":[]}]}', false],
  ['{"a":"[[[[[[","b":"\\"[[[[[","c":"\\\\"}', true],
  [`{"a":"\\\\",${'"b":[['.repeat(2)}`, false],
  ['[1,2,3,4,5,6,7,8,9,0]', true],
  ['[1,2,3,4,5,6,7,8,9,0,1]', false],
  ['[[],[],[],[],[],[]]', false],
  ['"never closed, [[[[[[[[[', true],
  ['"ends in a backslash\\', true],
])('%s fits: %s', (text, fits) => {
  expect(fitsJsonLimits(text, limits)).toBe(fits);
});
