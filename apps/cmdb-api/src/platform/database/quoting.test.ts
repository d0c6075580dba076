import { describe, expect, test } from 'vitest';
import { quoteIdentifier, quoteName } from './quoting.ts';

describe('quoting', () => {
  test('an identifier cannot leave its quotes', () => {
    expect(quoteIdentifier('a"; DROP TABLE card; --')).toBe('"a""; DROP TABLE card; --"');
    expect(() => quoteIdentifier('a\0b')).toThrow(RangeError);
  });

  test('a name that stands in a statement is a name and nothing else', () => {
    expect(quoteName('OSVersion')).toBe("'OSVersion'");
    expect(() => quoteName("x' OR true")).toThrow(RangeError);
  });
});
