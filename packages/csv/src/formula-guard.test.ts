import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardFormula, removeGuard } from './formula-guard.ts';

describe('the guard against formulas', () => {
  test.each([
    '=1+1',
    '=HYPERLINK("http://x")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1',
    "'=1",
    '|cmd',
    '%x',
  ])('puts an apostrophe before %j', (text) => {
    expect(guardFormula(text)).toBe(`'${text}`);
  });

  test.each(['PC-1', 'a=b', "O'Neill", "'quoted'", '', '4096'])('leaves %j as it is', (text) => {
    expect(guardFormula(text)).toBe(text);
    expect(removeGuard(text)).toBe(text);
  });

  test('can be undone for every text', () => {
    const risky = fc.string({
      unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ' ', 'a', '1'),
    });

    fc.assert(
      fc.property(fc.oneof(fc.string(), risky), (text) => {
        expect(removeGuard(guardFormula(text))).toBe(text);
      }),
    );
  });
});
