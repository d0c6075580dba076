import { z } from 'zod';
import { guardedActions } from './policies/policy.schema.ts';
import type { Run } from './run.ts';

const instant = z.iso.datetime();

export const runModes = ['full', 'delta'] as const;
export const runStates = [
  'open',
  'closed',
  'planned',
  'waiting',
  'applied',
  'failed',
  'abandoned',
  'cancelled',
] as const;

/** What steps can be held back as. */
export const heldActions = ['create', 'update', 'clear', 'retire', 'relate', 'unrelate'] as const;

const holdSchema = z
  .object({
    class: z.string(),
    action: z.enum(guardedActions).meta({ description: 'What is too much, or needs consent' }),
    holds: z.enum(guardedActions).meta({ description: 'The steps that wait for it' }),
    cause: z.enum(['breaker', 'approval']),
    count: z.number().int(),
    population: z.number().int().meta({ description: 'Cards of the class that the source knows' }),
    limit: z
      .object({ number: z.number().optional(), share: z.number().optional() })
      .nullable()
      .meta({ description: 'What was exceeded; null when consent is needed in any case' }),
    reason: z.string(),
  })
  .meta({ id: 'Hold' });

const countsSchema = z.object({
  create: z.number().int(),
  update: z.number().int(),
  retire: z.number().int(),
  relate: z.number().int(),
  unrelate: z.number().int(),
  handover: z.number().int().meta({
    description: 'Relations that the source does not report any more, and that go by another who does',
  }),
  keep: z
    .number()
    .int()
    .meta({ description: 'Cards where a stronger source holds its value against this one' }),
  unchanged: z.number().int().meta({ description: 'Cards that are as the source says' }),
  quarantine: z.number().int(),
  failed: z.number().int().meta({ description: 'Changes that could not be written' }),
});

export const runSchema = z
  .object({
    id: z.uuid(),
    source: z.string(),
    mode: z.enum(runModes),
    state: z.enum(runStates),
    startedAt: instant,
    finishedAt: instant.nullable(),
    startedBy: z.string(),
    lastSeq: z.number().int(),
    read: z.number().int().nullable(),
    errors: z.number().int().nullable(),
    complete: z.boolean().nullable(),
    counts: countsSchema,
    notes: z.array(z.string()),
    dry: z.boolean().meta({ description: 'Planned only, never to be applied' }),
    slot: instant
      .nullable()
      .meta({ description: 'The time of the schedule that it is for; null when somebody started it' }),
    undone: z
      .enum(['begun', 'done'])
      .nullable()
      .meta({ description: 'Whether it was taken back; begun = an undo was interrupted, or is at work' }),
    held: z.number().int().meta({ description: 'Steps that wait for a person' }),
    holds: z.array(holdSchema).meta({ description: 'Why they wait' }),
    policy: z.json().meta({ description: 'The SourcePolicy that the plan was made by; null until planned' }),
  })
  .meta({ id: 'Run' });

/** Who is at a run. */
export const leaseSchema = z
  .strictObject({
    holder: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ description: 'Names one process, for other processes and for people' }),
    seconds: z
      .number()
      .int()
      .min(1)
      .max(3_600)
      .meta({ description: 'How long it holds the run without a further sign of life' }),
  })
  .meta({ id: 'RunLease' });

/** A run as it is sent. */
export function toRunAnswer(run: Run): z.input<typeof runSchema> {
  return {
    id: run.id,
    source: run.source,
    mode: run.mode,
    state: run.state,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    startedBy: run.startedBy,
    lastSeq: run.lastSeq,
    read: run.read,
    errors: run.errors,
    complete: run.complete,
    counts: run.counts,
    notes: run.notes,
    dry: run.dry,
    slot: run.slot?.toISOString() ?? null,
    undone: run.undone,
    held: run.held,
    holds: run.holds,
    policy: JSON.parse(JSON.stringify(run.policy)),
  };
}
