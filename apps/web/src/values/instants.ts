const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/;
const DAY_MS = 86_400_000;

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** `2026-01-31 14:03` in the zone given, by default the reader's own. Text that is no instant comes back as it is. */
export function formatInstant(instant: string, timeZone?: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  // Swedish dates are ISO 8601 dates.
  return new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** `3 hours ago`: the distance in its largest whole unit. */
export function formatDistance(instant: string, now: Date): string {
  const distanceMs = new Date(instant).getTime() - now.getTime();
  if (Number.isNaN(distanceMs)) return '';
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, lengthMs] of units) {
    if (Math.abs(distanceMs) >= lengthMs) return format.format(Math.trunc(distanceMs / lengthMs), unit);
  }
  return 'just now';
}

/** `4 min 12 s` between two instants. */
export function formatDuration(from: string, to: string): string {
  const seconds = Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) return '';
  if (seconds < 1) return '< 1 s';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Accepts what the address bar may hold as a point in time: a day or an instant. */
export function parseAsOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const wellFormed = DATE.test(text) || INSTANT.test(text);
  return wellFormed && !Number.isNaN(new Date(text).getTime()) ? text : undefined;
}

/** A day means its last moment where the reader is: everything that happened on it has happened. */
export function toAsOfInstant(asOf: string | undefined): string | undefined {
  if (asOf === undefined || !DATE.test(asOf)) return asOf;
  return new Date(`${asOf}T23:59:59.999`).toISOString();
}

/** What the banner says: the day, or the instant to the minute. */
export function formatAsOf(asOf: string): string {
  return DATE.test(asOf) ? asOf : formatInstant(asOf);
}

/** The day that a date control shows for a point in time. */
export function toDay(asOf: string | undefined): string {
  if (asOf === undefined) return '';
  return DATE.test(asOf) ? asOf : formatInstant(asOf).slice(0, 10);
}
