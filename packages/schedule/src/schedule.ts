import { createHash } from 'node:crypto';
import type { Fault } from '@popis/errors';
import { Cron } from 'croner';

/** What is done about a time of a schedule that passed without a run. */
export const missedPolicies = ['run-once', 'skip'] as const;

/** What a run for a time of a schedule reads: everything, or only what has changed since the run before. */
export type SlotMode = 'full' | 'delta';

/** When the runs of a source start. */
export interface Schedule {
  /** When full runs do. Five fields of cron: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** When runs in between do that read only what has changed; null: none do. At a time of both the full run is the one. */
  readonly deltaCron: string | null;
  /** The time zone that both speak of, by its IANA name. */
  readonly zone: string;
  /** Runs start up to so many seconds later than these say, each source by a time of its own. */
  readonly jitterSeconds: number;
  /** `run-once`: one run makes up for all that were missed, as soon as possible; `skip`: the next time is soon enough. */
  readonly missed: (typeof missedPolicies)[number];
}

/** What a schedule is where it does not say. */
export const defaultSchedule = {
  deltaCron: null,
  zone: 'UTC',
  jitterSeconds: 0,
  missed: 'run-once',
} as const;

export const mostJitterSeconds = 12 * 3_600;

/** Times that are looked at to see how far they lie apart. */
const looked = 24;

/**
 * Everything that is wrong with a schedule, each fault with its path: an expression that cannot be read or never comes,
 * a zone that is unknown, a jitter beyond the next time.
 */
export function findScheduleFaults(schedule: Schedule, at: string, now = new Date()): Fault[] {
  const faults: Fault[] = [];
  const zoneFault = findZoneFault(schedule.zone);
  if (zoneFault !== undefined) faults.push({ path: `${at}.zone`, message: zoneFault });
  const crons = listCrons(schedule);
  for (const { field, cron } of crons) {
    const cronFault = findCronFault(cron);
    if (cronFault !== undefined) faults.push({ path: `${at}.${field}`, message: cronFault });
  }
  if (faults.length > 0) return faults;
  return crons.flatMap((each) => findTimesFaults({ ...schedule, ...each }, at, now));
}

interface WrittenTimes {
  readonly field: 'cron' | 'deltaCron';
  readonly cron: string;
}

function listCrons({ cron, deltaCron }: Schedule): WrittenTimes[] {
  const full = { field: 'cron', cron } as const;
  return deltaCron === null ? [full] : [full, { field: 'deltaCron', cron: deltaCron }];
}

function findTimesFaults(times: Schedule & WrittenTimes, at: string, now: Date): Fault[] {
  const { field, cron, jitterSeconds } = times;
  const slots = toCron(times).nextRuns(looked, now);
  if (slots.length === 0)
    return [{ path: `${at}.${field}`, message: `is a time that never comes: "${cron}"` }];
  const shortestSeconds = shortestGapMs(slots) / 1_000;
  if (jitterSeconds < shortestSeconds) return [];
  const message = `must be less than the ${shortestSeconds} s between two times of "${cron}"`;
  return [{ path: `${at}.jitterSeconds`, message }];
}

function findZoneFault(zone: string): string | undefined {
  const unknown = `is no time zone by its IANA name, such as Europe/Belgrade: "${zone}"`;
  // Offsets, which JavaScript takes as well, know nothing of summer time.
  if (!/^[A-Za-z]/.test(zone)) return unknown;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return unknown;
  }
}

function findCronFault(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) {
    return `must have five fields (minute, hour, day of the month, month, day of the week), not ${cron.trim() === '' ? 0 : fields.length}: "${cron}"`;
  }
  try {
    new Cron(cron, { paused: true, mode: '5-part' });
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return `cannot be read: ${reason}`;
  }
}

function shortestGapMs(slots: readonly Date[]): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const [index, slot] of slots.entries()) {
    const next = slots[index + 1];
    if (next !== undefined) shortest = Math.min(shortest, next.getTime() - slot.getTime());
  }
  return shortest;
}

/**
 * The first time of a schedule after an instant; undefined when none comes. A time that summer time leaves out is at the
 * end of the gap, and one that comes twice is the first of both.
 */
export function nextSlot(schedule: Schedule, after: Date): Date | undefined {
  return toCron(schedule).nextRun(after) ?? undefined;
}

/** The last time of a schedule that is not later than an instant. */
export function latestSlot(schedule: Schedule, at: Date): Date | undefined {
  // croner looks before the instant, and by whole seconds.
  const nextSecond = new Date((Math.floor(at.getTime() / 1_000) + 1) * 1_000);
  return toCron(schedule).previousRuns(1, nextSecond)[0];
}

/** When the run of a source for a time of its schedule starts: always the same, whoever asks. */
export function startOfSlot(schedule: Schedule, source: string, slot: Date): Date {
  const digest = createHash('sha256').update(`${source} ${slot.toISOString()}`).digest();
  const share = digest.readUInt32BE() / 2 ** 32;
  return new Date(slot.getTime() + Math.floor(share * schedule.jitterSeconds * 1_000));
}

/** The times of deltas, as a schedule of their own; undefined when there are none. */
export function toDeltaTimes(schedule: Schedule): Schedule | undefined {
  const { deltaCron } = schedule;
  return deltaCron === null ? undefined : { ...schedule, cron: deltaCron, deltaCron: null };
}

/** Whether two say the same. */
export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  return (
    one.cron === other.cron &&
    one.deltaCron === other.deltaCron &&
    one.zone === other.zone &&
    one.jitterSeconds === other.jitterSeconds &&
    one.missed === other.missed
  );
}

function toCron({ cron, zone }: Schedule): Cron {
  return new Cron(cron, { timezone: zone, paused: true, mode: '5-part' });
}
