import { defaultSchedule, findNextStarts, missedPolicies, mostJitterSeconds } from '@popis/schedule';
import { z } from 'zod';
import type { SourceStanding } from './schedules.read-model.ts';

const instant = z.iso.datetime();

const parts = {
  cron: z.string().max(200).meta({
    description:
      'Minute, hour, day of the month, month, day of the week; a time that summer time leaves out comes at the end of the gap, one that comes twice comes once',
    example: '0 2 * * *',
  }),
  deltaCron: z.string().max(200).nullable().default(defaultSchedule.deltaCron).meta({
    description:
      'The same for runs in between that read only what has changed since the run before; null for none. At a time of both a full run starts',
    example: '*/15 6-20 * * *',
  }),
  zone: z
    .string()
    .max(100)
    .default(defaultSchedule.zone)
    .meta({ description: 'The time zone that both speak of, by its IANA name', example: 'Europe/Belgrade' }),
  jitterSeconds: z
    .int()
    .min(0)
    .max(mostJitterSeconds)
    .default(defaultSchedule.jitterSeconds)
    .meta({ description: 'A run starts up to so much later, each source by a time of its own' }),
  missed: z.enum(missedPolicies).default(defaultSchedule.missed).meta({
    description:
      'What is done about times that passed without a run: one run makes up for all, or the next time is soon enough',
  }),
};

/** When runs of a source start, on its way in. */
export const scheduleSchema = z.strictObject(parts).meta({ id: 'Schedule' });

const standingScheduleSchema = z
  .object({
    ...parts,
    deltaCron: z.string().nullable(),
    zone: z.string(),
    jitterSeconds: z.int(),
    missed: z.enum(missedPolicies),
    since: instant.meta({ description: 'What lies before was never missed' }),
    setBy: z.string(),
  })
  .meta({ id: 'StandingSchedule' });

const goodRun = z.object({ id: z.uuid(), at: instant }).nullable();

/** What a source says of its schedule and its runs. */
export const standingShape = {
  schedule: standingScheduleSchema.nullable(),
  nextStartAt: instant.nullable().meta({
    description: 'When the next run is to start; in the past when it is overdue. Null without a schedule',
  }),
  nextFullStartAt: instant.nullable().meta({ description: 'The same of the next full run' }),
  coveredUntil: instant.nullable().meta({
    description: 'Full runs that came to an end make up for the times of full runs up to here',
  }),
  deltasCoveredUntil: instant.nullable().meta({
    description: 'Runs of either kind that came to an end make up for the times of deltas up to here',
  }),
  lastGood: goodRun.meta({ description: 'The latest run that wrote what it may' }),
  lastGoodFull: goodRun.meta({ description: 'The latest full one of them' }),
};

const standingSchema = z.object(standingShape);

/** What a source stands like, as it is sent. */
export function toStanding(
  source: string,
  standing: SourceStanding,
  now = new Date(),
): z.input<typeof standingSchema> {
  const { schedule, coveredUntil, deltasCoveredUntil, lastGood, lastGoodFull } = standing;
  return {
    schedule:
      schedule === null
        ? null
        : { ...schedule.schedule, since: schedule.since.toISOString(), setBy: schedule.setBy },
    ...toNextStarts(source, standing, now),
    coveredUntil: coveredUntil?.toISOString() ?? null,
    deltasCoveredUntil: deltasCoveredUntil?.toISOString() ?? null,
    lastGood: toGoodRun(lastGood),
    lastGoodFull: toGoodRun(lastGoodFull),
  };
}

function toGoodRun(run: SourceStanding['lastGood']): z.input<typeof goodRun> {
  return run === null ? null : { id: run.id, at: run.at.toISOString() };
}

function toNextStarts(source: string, { schedule, ...covered }: SourceStanding, now: Date) {
  if (schedule === null) return { nextStartAt: null, nextFullStartAt: null };
  const { full, delta } = findNextStarts({ source, ...schedule, ...covered }, now);
  const next = full === null || (delta !== null && delta < full) ? delta : full;
  return { nextStartAt: next?.toISOString() ?? null, nextFullStartAt: full?.toISOString() ?? null };
}
