/** How far back and ahead a relative date may reach, in its own unit. */
const maxCount = 9_999;
const grammar =
  /^(now|today|yesterday|tomorrow|startOfWeek|startOfMonth|startOfQuarter|startOfYear)?(?:([+-])(\d{1,4})([hdwmy]))?$/;

/** Whether a text is a relative date, whatever it resolves to. */
export function isRelativeDate(text: string): boolean {
  return text !== '' && grammar.test(text);
}

/**
 * Resolves a relative date against an instant, in UTC: a word (`now`, `today`, `yesterday`, `tomorrow`, `startOfWeek`,
 * `startOfMonth`, `startOfQuarter`, `startOfYear`), a distance (`-90d`; hours, days, weeks, months, years), or a word
 * with a distance (`today-1w`). A word but for `now` is midnight; a distance alone starts at `now`. A week starts on
 * Monday. A month later than 31 January is the last of February.
 *
 * @returns `undefined` when the text is no relative date, or leads out of the years 1 to 9999
 */
export function resolveRelativeDate(text: string, now: Date): Date | undefined {
  const match = text === '' ? null : grammar.exec(text);
  if (match === null) return undefined;
  const [, word = 'now', sign, digits, unit] = match;
  const start = startOf(word, now);
  if (digits === undefined || unit === undefined) return start;
  const count = Math.min(Number(digits), maxCount) * (sign === '-' ? -1 : 1);
  const moved = move(start, count, unit);
  return moved.getUTCFullYear() < 1 || moved.getUTCFullYear() > 9_999 ? undefined : moved;
}

function startOf(word: string, now: Date): Date {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const day = now.getUTCDate();
  switch (word) {
    case 'today':
      return midnight(year, month, day);
    case 'yesterday':
      return midnight(year, month, day - 1);
    case 'tomorrow':
      return midnight(year, month, day + 1);
    case 'startOfWeek':
      return midnight(year, month, day - ((now.getUTCDay() + 6) % 7));
    case 'startOfMonth':
      return midnight(year, month, 1);
    case 'startOfQuarter':
      return midnight(year, month - (month % 3), 1);
    case 'startOfYear':
      return midnight(year, 0, 1);
    default:
      return now;
  }
}

/** `Date.UTC` takes the years 0 to 99 for those of the twentieth century; `setUTCFullYear` does not. */
function midnight(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date;
}

const hourMs = 3_600_000;

function move(start: Date, count: number, unit: string): Date {
  if (unit === 'h') return new Date(start.getTime() + count * hourMs);
  if (unit === 'd') return new Date(start.getTime() + count * 24 * hourMs);
  if (unit === 'w') return new Date(start.getTime() + count * 7 * 24 * hourMs);
  return moveMonths(start, unit === 'm' ? count : count * 12);
}

function moveMonths(start: Date, count: number): Date {
  const moved = new Date(start);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + count);
  const lastDay = midnight(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0).getUTCDate();
  moved.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return moved;
}
