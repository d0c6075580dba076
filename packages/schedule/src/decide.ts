import { latestSlot, nextSlot, type Schedule, type SlotMode, startOfSlot, toDeltaTimes } from './schedule.ts';

/** What is known of a source when its next run is decided on. */
export interface ScheduledSource {
  readonly source: string;
  readonly schedule: Schedule;
  /** Since when the schedule stands: what lies before was never missed. */
  readonly since: Date;
  /** Up to when full runs that came to an end make up for the times of full runs; null when there has been none. */
  readonly coveredUntil: Date | null;
  /** The same of runs of either kind: they make up for the times of deltas. */
  readonly deltasCoveredUntil: Date | null;
}

/** What is to be done now. */
export type NextStep =
  | { readonly action: 'run'; readonly mode: SlotMode; readonly slot: Date; readonly isLate: boolean }
  | Wait;

interface Wait {
  readonly action: 'wait';
  /** Null when the schedule never comes again. */
  readonly until: Date | null;
  /** A time that passed without a run, and that nothing is done about. */
  readonly skipped?: Date;
}

/** A time that no run has made up for. */
export interface MissedSlot {
  readonly slot: Date;
  readonly mode: SlotMode;
}

/** A run that starts no later than this is on time. */
export const onTimeMs = 5 * 60_000;

/** An instant further ahead than this comes from a clock that went wrong: it makes up for nothing. */
export const mostAheadMs = 3_600_000;

/**
 * Decides whether a source is to be run now, how, or when. Nothing but what the CMDB knows and the time counts, so that a
 * restart, another process and a clock that was set come to the same. A full run that is due goes before a delta: it reads
 * what that would.
 */
export function decideNextStep(known: ScheduledSource, now: Date): NextStep {
  let wait: Wait = { action: 'wait', until: null };
  for (const times of listTimes(known)) {
    const step = decideStep(times, now);
    if (step.action === 'run') return step;
    wait = toEarlierWait(wait, step);
  }
  return wait;
}

/** When the next run of each kind starts, or was to start when it is due; null when none comes. */
export function findNextStarts(known: ScheduledSource, now: Date): Record<SlotMode, Date | null> {
  const starts: Record<SlotMode, Date | null> = { full: null, delta: null };
  for (const times of listTimes(known)) {
    const step = decideStep(times, now);
    starts[times.mode] =
      step.action === 'run' ? startOfSlot(times.schedule, times.source, step.slot) : step.until;
  }
  return starts;
}

/**
 * The latest time of a schedule that no run has made up for although it was due `graceMs` ago: one of a full run, else one
 * of a delta.
 */
export function findMissedSlot(known: ScheduledSource, now: Date, graceMs: number): MissedSlot | undefined {
  for (const times of listTimes(known)) {
    const slot = findMissed(times, now, graceMs);
    if (slot !== undefined) return { slot, mode: times.mode };
  }
  return undefined;
}

/** The times of one kind, and up to when they have been made up for. */
interface Times {
  readonly mode: SlotMode;
  readonly source: string;
  readonly schedule: Schedule;
  readonly since: Date;
  readonly coveredUntil: Date | null;
}

/** Those of full runs first. */
function listTimes(known: ScheduledSource): Times[] {
  const full: Times = { ...known, mode: 'full' };
  const deltas = toDeltaTimes(known.schedule);
  if (deltas === undefined) return [full];
  return [full, { ...known, mode: 'delta', schedule: deltas, coveredUntil: known.deltasCoveredUntil }];
}

function decideStep(times: Times, now: Date): NextStep {
  const { mode, schedule, source } = times;
  const slot = latestSlot(schedule, now);
  const next = nextSlot(schedule, now);
  const wait = { action: 'wait', until: next ? startOfSlot(schedule, source, next) : null } as const;
  if (slot === undefined || isCovered(times, slot, now)) return wait;
  const start = startOfSlot(schedule, source, slot);
  if (now < start) return { action: 'wait', until: start };
  const isLate = now.getTime() - start.getTime() > onTimeMs;
  if (isLate && schedule.missed === 'skip') return { ...wait, skipped: slot };
  return { action: 'run', mode, slot, isLate };
}

/** Of two waits the one that ends first; what the first of them skips is what is told. */
function toEarlierWait(one: Wait, other: Wait): Wait {
  const isOther = one.until === null || (other.until !== null && other.until < one.until);
  const skipped = one.skipped ?? other.skipped;
  return { action: 'wait', until: isOther ? other.until : one.until, ...(skipped && { skipped }) };
}

function findMissed(times: Times, now: Date, graceMs: number): Date | undefined {
  const { schedule, source } = times;
  const due = new Date(now.getTime() - graceMs);
  let slot = latestSlot(schedule, due);
  if (slot !== undefined && startOfSlot(schedule, source, slot) > due) {
    slot = latestSlot(schedule, new Date(slot.getTime() - 1_000));
  }
  return slot === undefined || isCovered(times, slot, now) ? undefined : slot;
}

function isCovered({ since, coveredUntil }: Times, slot: Date, now: Date): boolean {
  if (slot <= since) return true;
  if (coveredUntil === null || coveredUntil.getTime() - now.getTime() > mostAheadMs) return false;
  return slot <= coveredUntil;
}
