/** What a field of cron names: all of its values, or some. */
interface CronField {
  values: readonly number[];
  isAll: boolean;
}

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** So many times of a day are told one by one. */
const MOST_TIMES = 6;

/** `0 2 * * 1-5` → `At 02:00 on Monday to Friday`; `undefined` for what has no short words, such as `L` or `#`. */
export function describeCron(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const minutes = readField(minute, 0, 59);
  const hours = readField(hour, 0, 23);
  const days = readField(day, 1, 31);
  const months = readField(nameToNumber(month, monthNames, 1), 1, 12);
  const weekdays = readField(nameToNumber(weekday, dayNames, 0), 0, 7);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const onDays = describeDays(days, weekdays);
  const inMonths = months.isAll
    ? ''
    : ` in ${joinRanges(months.values, (each) => monthNames[each - 1] ?? '')}`;
  return capitalise(`${describeTimes(minutes, hours, onDays)}${inMonths}`);
}

function describeTimes(minutes: CronField, hours: CronField, onDays: string): string {
  const times = hours.values.flatMap((hour) =>
    minutes.values.map((minute) => `${twoDigits(hour)}:${twoDigits(minute)}`),
  );
  if (times.length <= MOST_TIMES) return `${onDays === '' ? 'every day ' : ''}at ${joinAnd(times)}${onDays}`;
  const step = stepOf(minutes, 60);
  const often =
    step === undefined
      ? `at ${minutes.values.length === 1 ? 'minute' : 'minutes'} ${joinAnd(minutes.values.map(String))}`
      : step === 1
        ? 'every minute'
        : `every ${step} minutes`;
  if (hours.isAll) return `${step === undefined ? 'every hour ' : ''}${often}${onDays}`;
  return `${often} in the hours ${joinRanges(hours.values, String)}${onDays}`;
}

/** Cron takes either of both where a day of the month and one of the week are named. */
function describeDays(days: CronField, weekdays: CronField): string {
  const ofMonth = days.isAll ? '' : ` on day ${joinRanges(days.values, String)} of the month`;
  const ofWeek = weekdays.isAll
    ? ''
    : ` on ${joinRanges(toWeek(weekdays.values), (each) => dayNames[each % 7] ?? '')}`;
  return ofMonth !== '' && ofWeek !== '' ? `${ofMonth}, and${ofWeek}` : ofMonth + ofWeek;
}

/** Sunday, which may be 0 and 7, once, at the end of the week. */
function toWeek(weekdays: readonly number[]): number[] {
  return [...new Set(weekdays.map((each) => (each === 0 ? 7 : each)))].toSorted(
    (left, right) => left - right,
  );
}

/** How far apart the values of a field are, where they go round evenly. */
function stepOf({ values }: CronField, size: number): number | undefined {
  const step = size / values.length;
  return values.every((value, index) => value === index * step) ? step : undefined;
}

function readField(text: string, least: number, most: number): CronField | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:([*?])|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, all, from = String(least), to, step = '1'] = match;
    const isOpen = all !== undefined || (match[4] !== undefined && to === undefined);
    const last = isOpen ? most : Number(to ?? from);
    if (Number(from) < least || last > most || Number(from) > last || Number(step) < 1) return undefined;
    for (let value = Number(from); value <= last; value += Number(step)) values.add(value);
  }
  const isAll = values.size === most - least + 1;
  return { values: [...values].toSorted((left, right) => left - right), isAll };
}

function nameToNumber(text: string, names: readonly string[], first: number): string {
  return text.replace(/[A-Za-z]{3}/g, (found) => {
    const index = names.findIndex((name) => name.slice(0, 3).toLowerCase() === found.toLowerCase());
    return index < 0 ? found : String(index + first);
  });
}

/** `1, 2, 3, 7` → `1 to 3 and 7`. */
function joinRanges(values: readonly number[], nameOf: (value: number) => string): string {
  const ranges: [number, number][] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === value - 1) last[1] = value;
    else ranges.push([value, value]);
  }
  return joinAnd(
    ranges.flatMap(([from, to]) => {
      if (to - from < 2) return from === to ? [nameOf(from)] : [nameOf(from), nameOf(to)];
      return [`${nameOf(from)} to ${nameOf(to)}`];
    }),
  );
}

function joinAnd(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
