import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from './canonical-json.ts';
import { currencyDigits } from './currencies.ts';
import { compareMoney } from './money.ts';
import { readValue } from './values.ts';

describe('money', () => {
  test.each<[JsonValue, string]>([
    ['1250 EUR', '1250.00 EUR'],
    ['eur 1250.5', '1250.50 EUR'],
    ['1250.50EUR', '1250.50 EUR'],
    ['+007.10 RSD', '7.10 RSD'],
    ['-0.00 EUR', '0.00 EUR'],
    ['-3 EUR', '-3.00 EUR'],
    ['100 JPY', '100 JPY'],
    ['100.50 JPY', '100.5 JPY'],
    ['1.5 KWD', '1.500 KWD'],
    ['0.0012 USD', '0.0012 USD'],
    ['999999999999999.999999 USD', '999999999999999.999999 USD'],
    [{ amount: '12.5', currency: 'EUR' }, '12.50 EUR'],
    [{ amount: 12.5, currency: 'EUR' }, '12.50 EUR'],
  ])('%j is stored as %s', (given, stored) => {
    expect(readValue('money', given)).toEqual({ value: stored });
  });

  test.each<JsonValue>([
    12.5,
    '12.50',
    'EUR',
    '12,50 EUR',
    '1.2.3 EUR',
    '1e3 EUR',
    '12.50 ABC',
    '12.50 XAU',
    '1234567890123456 EUR',
    '0.1234567 EUR',
    { amount: '1' },
    { amount: '1', currency: 'EUR', more: 1 },
    { amount: 1e21, currency: 'EUR' },
    ['1', 'EUR'],
  ])('%j is a fault', (given) => {
    expect(readValue('money', given)).toHaveProperty('fault');
  });

  test('of two currencies is not compared', () => {
    expect(compareMoney('2.00 EUR', '1.99 EUR')).toBe(1);
    expect(compareMoney('-2.00 EUR', '-1.99 EUR')).toBe(-1);
    expect(compareMoney('100.5 JPY', '100.50 JPY')).toBe(0);
    expect(compareMoney('1.00 EUR', '1000.00 RSD')).toBeUndefined();
  });

  test('in its stored form stays as it is, however it was written', () => {
    const amount = fc.tuple(fc.constantFrom('', '-', '+'), fc.nat(), fc.stringMatching(/^\d{1,6}$/));
    fc.assert(
      fc.property(amount, fc.constantFrom(...currencyDigits.keys()), ([sign, whole, behind], currency) => {
        const read = readValue('money', `${sign}${whole}.${behind} ${currency}`);

        const stored = 'value' in read ? String(read.value) : '';
        expect(readValue('money', stored)).toEqual({ value: stored });
        expect(Number.parseFloat(stored)).toBeCloseTo(Number(`${sign}${whole}.${behind}`), 6);
      }),
    );
  });
});
