import type { DoubtKind } from '@popis/reconciliation';
import { z } from 'zod';
import { reasonSchema } from '../cards/cards.schema.ts';
import { cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { QuarantineRow } from './plans.read-model.ts';
import { policyPreviewSchema, policySchema, policyVersionSchema } from './policies/policy.schema.ts';
import { leaseSchema, runModes, runSchema, runStates, toRunAnswer } from './run.schema.ts';
import type { SourceBody, SourceOverview } from './runs.read-model.ts';
import { scheduleSchema, standingShape, toStanding } from './schedules/schedule.schema.ts';
import type { SourceStanding } from './schedules/schedules.read-model.ts';

const name = z.string().min(1).max(100);
const pageQuery = z.object({ limit: limitParameter, cursor: cursorParameter });
export const sourceParams = z.object({
  source: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9._-]{0,59}$/, { error: 'must be a name' })
    .meta({ description: 'Name of the source' }),
});

const sourceSchema = z.object({ name: z.string(), description: z.string() });

const sourceWithPolicySchema = sourceSchema
  .extend({ policy: z.json().meta({ description: 'A SourcePolicy' }), ...standingShape })
  .meta({ id: 'Source' });

const mappingSchema = z.object({
  version: z.string().max(200),
  classes: z
    .array(
      z.object({
        name,
        attributes: z.array(name).max(500),
        master: z.boolean(),
        domain: name.optional().meta({ description: 'Of a part: the domain that ties it to its master' }),
        refers: z.enum(['directed', 'inverted']).optional().meta({
          description:
            'On this domain cards of the class are only referred to, by masters at this end of it; a class may stand here beside its own entry as a master',
        }),
      }),
    )
    .min(1)
    .max(200),
});

const doubtKinds = [
  'no-key',
  'doubled-key',
  'shared-hardware',
  'other-hardware',
  'several-cards',
  'incomplete',
  'fault',
  'answered-card-gone',
  'answered-twice',
] as const satisfies readonly DoubtKind[];

const quarantineSchema = z
  .object({
    id: z.uuid(),
    source: z.string(),
    runId: z.uuid(),
    seq: z.number().int(),
    class: z.string(),
    key: z.string(),
    kind: z.enum(doubtKinds).meta({ description: 'Why it waits, for what may be answered to it' }),
    reason: z.string(),
    faults: z.array(z.object({ path: z.string(), message: z.string() })),
    evidence: z.json(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'QuarantinedRecord' });

export const putSourceRoute = defineRoute({
  method: 'PUT',
  path: '/sources/{source}',
  summary: 'Make a source, or describe it anew',
  access: 'reconcile',
  params: sourceParams,
  description:
    'Without `policy` or `schedule` the one that stands stays. A policy may only be given by who administers; each is kept in history, and a run keeps the one that it was planned by. A connector that has the schedule in its own configuration sets it here when it starts.',
  body: z.strictObject({
    description: z.string().max(1_000).optional(),
    policy: policySchema.optional(),
    schedule: scheduleSchema
      .nullable()
      .optional()
      .meta({ description: 'When its runs start; null = by hand only' }),
    reason: reasonSchema,
  }),
  responses: { 200: sourceWithPolicySchema },
});

export const getSourceRoute = defineRoute({
  method: 'GET',
  path: '/sources/{source}',
  summary: 'A source with the policy that its runs go by',
  access: 'read',
  params: sourceParams,
  responses: { 200: sourceWithPolicySchema },
  problems: [404],
});

export const listPoliciesRoute = defineRoute({
  method: 'GET',
  path: '/sources/{source}/policies',
  summary: 'The policies that a source has had, the newest first',
  access: 'read',
  params: sourceParams,
  responses: { 200: listOf(policyVersionSchema) },
  problems: [404],
});

export const previewPolicyRoute = defineRoute({
  method: 'POST',
  path: '/sources/{source}/policies/preview',
  summary: 'What a policy would alter; nothing is written',
  description: 'Refused as the policy itself would be. The source need not be there yet.',
  access: 'read',
  params: sourceParams,
  body: z.strictObject({ policy: policySchema }),
  responses: { 200: policyPreviewSchema },
});

export const listSourcesRoute = defineRoute({
  method: 'GET',
  path: '/sources',
  summary: 'Everything that values come from',
  access: 'read',
  responses: { 200: listOf(sourceSchema.extend({ lastRun: runSchema.nullable(), ...standingShape })) },
});

export const listRunsRoute = defineRoute({
  method: 'GET',
  path: '/sources/{source}/runs',
  summary: 'The runs of a source, the newest first',
  access: 'read',
  params: sourceParams,
  query: pageQuery.extend({ state: z.enum(runStates).optional() }),
  responses: { 200: listOf(runSchema) },
  problems: [404],
});

const startRunBody = z
  .object({
    mode: z.enum(runModes),
    mapping: mappingSchema,
    dry: z.boolean().default(false).meta({
      description:
        'Planned only: it is never applied, abandons no other run, and writes nothing but its plan',
    }),
    since: z.uuid().optional().meta({
      description:
        'Of a delta run: the run after which what it brings has changed. It is started only if a delta may still build on that one (409)',
    }),
    slot: z.iso.datetime().optional().meta({ description: 'The time of the schedule that it is for' }),
    slotMode: z.enum(runModes).optional().meta({
      description:
        'Whether that is a time of full runs, which only a full run makes up for, or one of deltas, for which any run does, also a full one where a delta cannot be; as `mode` without it',
    }),
    lease: leaseSchema.optional().meta({
      description:
        'Keeps others from starting a run of the source; to be renewed in time. A dry run needs none',
    }),
  })
  .refine(({ mode, slotMode }) => mode === 'full' || slotMode !== 'full', {
    path: ['slotMode'],
    error: 'is a time of full runs, for which no delta makes up',
  });

export const startRunRoute = defineRoute({
  method: 'POST',
  path: '/sources/{source}/runs',
  summary: 'Start a run',
  description:
    'A source has one unfinished run at a time: an earlier one is marked abandoned, unless another holds it by a lease that has not run out, or it is being planned or applied at this moment (409). With `slot` it is started only if no run has made up for that time yet (409).',
  access: 'reconcile',
  params: sourceParams,
  body: startRunBody,
  responses: { 201: runSchema },
  problems: [404, 409],
});

export const listQuarantineRoute = defineRoute({
  method: 'GET',
  path: '/quarantine',
  summary: 'Records that wait for a person, the newest first',
  access: 'read',
  query: pageQuery.extend({ source: sourceParams.shape.source.optional() }),
  responses: { 200: listOf(quarantineSchema) },
});

interface Standing {
  standing: SourceStanding;
}

/** A source as it is sent, with its policy. */
export function toSourceWithPolicy({
  name: sourceName,
  description,
  policy,
  standing,
}: SourceBody & Standing) {
  const plain = JSON.parse(JSON.stringify(policy));
  return { name: sourceName, description, policy: plain, ...toStanding(sourceName, standing) };
}

/** A source as it is sent, with its latest run. */
export function toSourceAnswer(source: SourceOverview) {
  const { name: sourceName, description, lastRun, standing } = source;
  const run = lastRun === null ? null : toRunAnswer(lastRun);
  return { name: sourceName, description, lastRun: run, ...toStanding(sourceName, standing) };
}

/** A quarantined record as it is sent. */
export function toQuarantined(row: QuarantineRow): z.input<typeof quarantineSchema> {
  return {
    id: row.id,
    source: row.source,
    runId: row.runId,
    seq: row.seq,
    class: row.class,
    key: row.key,
    kind: row.kind,
    reason: row.reason,
    faults: row.faults,
    evidence: row.evidence,
    at: row.at.toISOString(),
  };
}

/** The time of the schedule that a run is for, as it was sent. */
export function toSlot({ slot, slotMode, mode }: z.output<typeof startRunBody>) {
  return slot === undefined ? undefined : { at: new Date(slot), mode: slotMode ?? mode };
}
