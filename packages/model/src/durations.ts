import type { ReadValue } from './values.ts';

const grammar =
  /^P(?=\d|T\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,6}))?S)?)?$/;

/** The three parts that do not turn into each other: a month has 28 to 31 days, a day need not have 24 hours. */
interface Parts {
  months: bigint;
  days: bigint;
  micros: bigint;
}

const second = 1_000_000n;
const day = 86_400n * second;
/** As PostgreSQL compares intervals. */
const month = 30n * day;
const longest = 9_999n * 12n * month;

/**
 * Reads a duration of ISO 8601 into its one form: years of 12 months, days instead of weeks, hours of 60 minutes, no part
 * that is zero. `P42M` becomes `P3Y6M`, `P2W` becomes `P14D`, `PT90M` becomes `PT1H30M`. Months are not turned into days,
 * nor days into hours.
 */
export function readDuration(given: string): ReadValue {
  const parts = parse(given.trim().toUpperCase());
  if (parts === undefined) return { fault: 'must be a duration, like P3Y6M or PT8H' };
  if (lengthOf(parts) > longest) return { fault: 'must be at most 9999 years' };
  return { value: format(parts) };
}

/**
 * Says which of two durations is longer, with a month of 30 days and a day of 24 hours, as PostgreSQL has it: `P1M` is neither
 * longer nor shorter than `P30D`, though not equal to it.
 */
export function compareDurations(one: string, other: string): number {
  const [left, right] = [parse(one), parse(other)].map((parts) => (parts ? lengthOf(parts) : 0n));
  if (left === undefined || right === undefined || left === right) return 0;
  return left < right ? -1 : 1;
}

function parse(text: string): Parts | undefined {
  const match = grammar.exec(text);
  if (match === null) return undefined;
  const [, ...groups] = match;
  const [years, months, weeks, days, hours, minutes, seconds] = groups.map((group) => BigInt(group ?? 0));
  const fraction = BigInt((groups[7] ?? '').padEnd(6, '0'));
  const time = (hours ?? 0n) * 3_600n + (minutes ?? 0n) * 60n + (seconds ?? 0n);
  return {
    months: (years ?? 0n) * 12n + (months ?? 0n),
    days: (weeks ?? 0n) * 7n + (days ?? 0n),
    micros: time * second + fraction,
  };
}

function format({ months, days, micros }: Parts): string {
  const fraction = `.${String(micros % second).padStart(6, '0')}`.replace(/\.?0+$/, '');
  const seconds = micros / second;
  const part = (count: bigint, unit: string) => (count === 0n ? '' : `${count}${unit}`);
  const rest = seconds % 60n;
  const time = [
    part(seconds / 3_600n, 'H'),
    part((seconds / 60n) % 60n, 'M'),
    rest === 0n && fraction === '' ? '' : `${rest}${fraction}S`,
  ].join('');
  const date = `${part(months / 12n, 'Y')}${part(months % 12n, 'M')}${part(days, 'D')}`;
  if (date === '' && time === '') return 'PT0S';
  return time === '' ? `P${date}` : `P${date}T${time}`;
}

function lengthOf({ months, days, micros }: Parts): bigint {
  return months * month + days * day + micros;
}
