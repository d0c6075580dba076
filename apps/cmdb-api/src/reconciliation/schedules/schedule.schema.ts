import {
  decideNextStep,
  defaultSchedule,
  missedPolicies,
  mostJitterSeconds,
  startOfSlot,
} from '@popis/schedule';
import { z } from 'zod';
import type { SourceStanding } from './schedules.read-model.ts';

const instant = z.iso.datetime();

const parts = {
  cron: z.string().max(200).meta({
    description:
      'Minute, hour, day of the month, month, day of the week; a time that summer time leaves out comes at the end of the gap, one that comes twice comes once',
    example: '0 2 * * *',
  }),
  zone: z
    .string()
    .max(100)
    .default(defaultSchedule.zone)
    .meta({ description: 'The time zone that it speaks of, by its IANA name', example: 'Europe/Belgrade' }),
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
    zone: z.string(),
    jitterSeconds: z.int(),
    missed: z.enum(missedPolicies),
    since: instant.meta({ description: 'What lies before was never missed' }),
    setBy: z.string(),
  })
  .meta({ id: 'StandingSchedule' });

/** What a source says of its schedule and its runs. */
export const standingShape = {
  schedule: standingScheduleSchema.nullable(),
  nextStartAt: instant.nullable().meta({
    description: 'When the next run is to start; in the past when it is overdue. Null without a schedule',
  }),
  coveredUntil: instant.nullable().meta({
    description: 'Runs that came to an end make up for the times of the schedule up to here',
  }),
  lastGood: z
    .object({ id: z.uuid(), at: instant })
    .nullable()
    .meta({ description: 'The latest run that wrote what it may' }),
};

const standingSchema = z.object(standingShape);

/** What a source stands like, as it is sent. */
export function toStanding(
  source: string,
  { schedule, coveredUntil, lastGood }: SourceStanding,
  now = new Date(),
): z.input<typeof standingSchema> {
  return {
    schedule:
      schedule === null
        ? null
        : { ...schedule.schedule, since: schedule.since.toISOString(), setBy: schedule.setBy },
    nextStartAt: schedule === null ? null : nextStart(source, schedule, coveredUntil, now),
    coveredUntil: coveredUntil?.toISOString() ?? null,
    lastGood: lastGood === null ? null : { id: lastGood.id, at: lastGood.at.toISOString() },
  };
}

function nextStart(
  source: string,
  { schedule, since }: NonNullable<SourceStanding['schedule']>,
  coveredUntil: Date | null,
  now: Date,
): string | null {
  const step = decideNextStep({ source, schedule, since, coveredUntil }, now);
  const at = step.action === 'run' ? startOfSlot(schedule, source, step.slot) : step.until;
  return at?.toISOString() ?? null;
}
