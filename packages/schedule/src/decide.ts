import { latestSlot, nextSlot, type Schedule, startOfSlot } from './schedule.ts';

/** What is known of a source when its next run is decided on. */
export interface ScheduledSource {
  readonly source: string;
  readonly schedule: Schedule;
  /** Since when the schedule stands: what lies before was never missed. */
  readonly since: Date;
  /** Up to when runs that came to an end make up for the schedule; null when there has been none. */
  readonly coveredUntil: Date | null;
}

/** What is to be done now. */
export type NextStep =
  | { readonly action: 'run'; readonly slot: Date; readonly isLate: boolean }
  | {
      readonly action: 'wait';
      /** Null when the schedule never comes again. */
      readonly until: Date | null;
      /** A time that passed without a run, and that nothing is done about. */
      readonly skipped?: Date;
    };

/** A run that starts no later than this is on time. */
export const onTimeMs = 5 * 60_000;

/** An instant further ahead than this comes from a clock that went wrong: it makes up for nothing. */
export const mostAheadMs = 3_600_000;

/**
 * Decides whether a source is to be run now or when. Nothing but what the CMDB knows and the time counts, so that a
 * restart, another process and a clock that was set come to the same.
 */
export function decideNextStep(known: ScheduledSource, now: Date): NextStep {
  const { schedule, source } = known;
  const slot = latestSlot(schedule, now);
  const next = nextSlot(schedule, now);
  const wait = { action: 'wait', until: next ? startOfSlot(schedule, source, next) : null } as const;
  if (slot === undefined || isCovered(known, slot, now)) return wait;
  const start = startOfSlot(schedule, source, slot);
  if (now < start) return { action: 'wait', until: start };
  const isLate = now.getTime() - start.getTime() > onTimeMs;
  if (isLate && schedule.missed === 'skip') return { ...wait, skipped: slot };
  return { action: 'run', slot, isLate };
}

/** The latest time of a schedule that no run has made up for although it was due `graceMs` ago. */
export function findMissedSlot(known: ScheduledSource, now: Date, graceMs: number): Date | undefined {
  const { schedule, source } = known;
  const due = new Date(now.getTime() - graceMs);
  let slot = latestSlot(schedule, due);
  if (slot !== undefined && startOfSlot(schedule, source, slot) > due) {
    slot = latestSlot(schedule, new Date(slot.getTime() - 1_000));
  }
  return slot === undefined || isCovered(known, slot, now) ? undefined : slot;
}

function isCovered({ since, coveredUntil }: ScheduledSource, slot: Date, now: Date): boolean {
  if (slot <= since) return true;
  if (coveredUntil === null || coveredUntil.getTime() - now.getTime() > mostAheadMs) return false;
  return slot <= coveredUntil;
}
