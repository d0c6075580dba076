/** When the runs of a source start: pure decisions over schedules, times and what is known of runs. */
export {
  decideNextStep,
  findMissedSlot,
  findNextStarts,
  type MissedSlot,
  mostAheadMs,
  type NextStep,
  onTimeMs,
  type ScheduledSource,
} from './decide.ts';
export {
  defaultSchedule,
  findScheduleFaults,
  isSameSchedule,
  latestSlot,
  missedPolicies,
  mostJitterSeconds,
  nextSlot,
  type Schedule,
  type SlotMode,
  startOfSlot,
} from './schedule.ts';
