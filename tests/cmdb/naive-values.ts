/** What values of several parts mean, worked out from their text: slow, and obviously so. */
export interface ValueRules {
  equal: (one: string, other: string) => boolean;
  /** NaN of two that are not compared. */
  order: (one: string, other: string) => number;
  /** How lists are sorted, where that is not the order. */
  sort?: (one: string, other: string) => number;
}

const durations: ValueRules = {
  equal: (one, other) => partsOf(one).join() === partsOf(other).join(),
  order: (one, other) => lengthOf(one) - lengthOf(other),
};

const networks: ValueRules = {
  equal: (one, other) => orderNetworks(one, other) === 0,
  order: orderNetworks,
};

const money: ValueRules = {
  equal: (one, other) => orderMoney(one, other) === 0,
  order: orderMoney,
  sort(one, other) {
    const [left, right] = [moneyOf(one).currency, moneyOf(other).currency];
    return left === right ? orderMoney(one, other) : left < right ? -1 : 1;
  },
};

const rules: Record<string, ValueRules> = {
  Warranty: durations,
  IPAddress: networks,
  Subnet: networks,
  Price: money,
};

/** The rules of the attribute at the end of a path, by the names that tests use. */
export function rulesOf(path: string): ValueRules | undefined {
  return rules[path.split('.').at(-1) ?? ''];
}

/** Months, days and seconds. */
function partsOf(text: string): number[] {
  const numbers = { Y: 0, M: 0, W: 0, D: 0, H: 0, m: 0, S: 0 };
  let isTime = false;
  for (const [, digits = '', unit = ''] of text.matchAll(/([\d.]*)([A-Z])/g)) {
    if (unit === 'T') isTime = true;
    const key = unit === 'M' && isTime ? 'm' : unit;
    if (Object.hasOwn(numbers, key)) Object.assign(numbers, { [key]: Number(digits) });
  }
  const { Y, M, W, D, H, m, S } = numbers;
  return [Y * 12 + M, W * 7 + D, H * 3_600 + m * 60 + S];
}

function lengthOf(text: string): number {
  const [months = 0, days = 0, seconds = 0] = partsOf(text);
  return (months * 30 + days) * 86_400 + seconds;
}

function moneyOf(text: string): { amount: number; currency: string } {
  const currency = /[A-Z]{3}/.exec(text)?.[0] ?? '';
  return { amount: Number(text.replace(currency, '')), currency };
}

function orderMoney(one: string, other: string): number {
  const [left, right] = [moneyOf(one), moneyOf(other)];
  return left.currency === right.currency ? left.amount - right.amount : Number.NaN;
}

export interface Network {
  /** Its address as binary digits. */
  bits: string;
  prefix: number;
  length: number;
}

/** Family, the bits that both networks have, the shorter prefix, the rest: `network_cmp` of PostgreSQL. */
function orderNetworks(one: string, other: string): number {
  const [left, right] = [networkOf(one), networkOf(other)];
  if (left === undefined || right === undefined) return Number.NaN;
  if (left.length !== right.length) return left.length - right.length;
  const shared = Math.min(left.prefix, right.prefix);
  const start = compareText(left.bits.slice(0, shared), right.bits.slice(0, shared));
  return start || left.prefix - right.prefix || compareText(left.bits, right.bits);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Reads `10.0.0.1/8` and the full or shortened forms of version 6. */
export function networkOf(text: string): Network | undefined {
  const [address = '', prefix] = text.toLowerCase().split('/');
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) {
    const bits = address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
    return { bits, prefix: Number(prefix ?? 32), length: 32 };
  }
  if (!/^[0-9a-f:]+$/.test(address) || !address.includes(':')) return undefined;
  const [head = '', tail] = address.split('::').map((part) => part.split(':').filter((word) => word !== ''));
  const before = [...head];
  const after = tail === undefined ? [] : [...tail];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bits = [...before, ...zeros, ...after]
    .map((word) => Number.parseInt(word, 16).toString(2).padStart(16, '0'))
    .join('');
  return { bits, prefix: Number(prefix ?? 128), length: 128 };
}
