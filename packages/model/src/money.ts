import type { JsonValue } from './canonical-json.ts';
import { currencyDigits } from './currencies.ts';
import type { ReadValue } from './values.ts';

/** An amount as exact text, with its currency. */
export interface Money {
  amount: string;
  currency: string;
}

const amountFirst = /^([-+.\d]+)\s*([A-Z]{3})$/i;
const currencyFirst = /^([A-Z]{3})\s*([-+.\d]+)$/i;
const exact = /^([-+]?)0*(\d{1,15})(?:\.(\d+))?$/;
const scale = 6;

/**
 * Reads `1250 EUR`, `EUR 1250` or `{"amount": "1250", "currency": "EUR"}` into its one form, `1250.00 EUR`: exact, with at most 15
 * digits before the point and 6 behind it, and at least as many there as the currency has.
 */
export function readMoney(given: JsonValue): ReadValue {
  const money = toMoney(given);
  if (money === undefined) return { fault: 'must be an amount with its currency, like 1250.00 EUR' };
  const currency = money.currency.toUpperCase();
  const digits = currencyDigits.get(currency);
  if (digits === undefined) return { fault: `"${money.currency}" is no currency of ISO 4217` };
  const match = exact.exec(money.amount);
  if (match === null)
    return { fault: 'must have an amount of at most 15 digits before the point, like 1250.00' };
  const [, sign, whole = '', fraction = ''] = match;
  const behind = fraction.replace(/0+$/, '').padEnd(digits, '0');
  if (behind.length > scale) return { fault: `must have at most ${scale} digits behind the point` };
  const amount = behind === '' ? whole : `${whole}.${behind}`;
  const isNegative = sign === '-' && /[1-9]/.test(amount);
  return { value: formatMoney({ amount: isNegative ? `-${amount}` : amount, currency }) };
}

/** Parts a value in its stored form. */
export function parseMoney(stored: string): Money {
  const [amount = '', currency = ''] = stored.split(' ');
  return { amount, currency };
}

export function formatMoney({ amount, currency }: Money): string {
  return `${amount} ${currency}`;
}

/** Says which of two stored values is more; `undefined` of two currencies, which nothing here compares. */
export function compareMoney(one: string, other: string): number | undefined {
  const [left, right] = [parseMoney(one), parseMoney(other)];
  if (left.currency !== right.currency) return undefined;
  const difference = scaled(left.amount) - scaled(right.amount);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function scaled(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

function toMoney(given: JsonValue): Money | undefined {
  if (typeof given === 'string') {
    const text = given.trim();
    const [, amount, currency] = amountFirst.exec(text) ?? [];
    if (amount !== undefined && currency !== undefined) return { amount, currency };
    const [, before, after] = currencyFirst.exec(text) ?? [];
    return before === undefined || after === undefined ? undefined : { amount: after, currency: before };
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const { amount, currency, ...rest } = given;
  const isAmount = typeof amount === 'string' || typeof amount === 'number';
  if (!isAmount || typeof currency !== 'string' || Object.keys(rest).length > 0) return undefined;
  return { amount: String(amount).trim(), currency: currency.trim() };
}
