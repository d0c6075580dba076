import { z } from 'zod';
import { reasonSchema } from '../cards/cards.schema.ts';
import { cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { heldActions, leaseSchema, runSchema } from './run.schema.ts';
import type { RecordOutcome } from './run-records.repository.ts';

const runParams = z.object({ run: z.uuid().meta({ description: 'Id of the run' }) });
const faults = z.array(z.object({ path: z.string(), message: z.string() }));
const pageQuery = z.object({ limit: limitParameter, cursor: cursorParameter });

export const planActions = [
  'create',
  'update',
  'retire',
  'relate',
  'unrelate',
  'handover',
  'keep',
  'quarantine',
] as const;

export const stepStates = [
  'planned',
  'applied',
  'failed',
  'reported',
  'held',
  'approved',
  'refused',
  'superseded',
  'cancelled',
] as const;

/** What planning can make of a record. */
export const recordOutcomes = [
  'planned',
  'unchanged',
  'quarantined',
  'ignored',
] as const satisfies readonly RecordOutcome['outcome'][];

export const planChangeSchema = z
  .object({
    seq: z.number().int(),
    unit: z.number().int().meta({ description: 'Steps of a unit are written together or not at all' }),
    action: z.enum(planActions),
    class: z.string(),
    key: z.string().nullable(),
    cardId: z.uuid().nullable(),
    reason: z.string(),
    differences: z.array(z.object({ attribute: z.string(), old: z.json(), new: z.json() })),
    relation: z
      .object({ domain: z.string(), direction: z.enum(['directed', 'inverted']), masterId: z.uuid() })
      .nullable()
      .meta({ description: 'Of a part: its relation with its master' }),
    state: z.enum(stepStates),
    fault: z.string().nullable(),
    heldFor: z.string().nullable().meta({
      description:
        'Why it waits, or waited, for a person; null when only because another step of its unit does',
    }),
    heldAs: z
      .enum(heldActions)
      .nullable()
      .meta({ description: 'What it is held back as: an update may be because it takes a value away' }),
  })
  .meta({ id: 'PlanChange' });

export const getRunRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}',
  summary: 'One run',
  access: 'read',
  params: runParams,
  responses: { 200: runSchema },
  problems: [404],
});

export const sendRecordsRoute = defineRoute({
  method: 'POST',
  path: '/runs/{run}/records',
  summary: 'Send records of an open run',
  description:
    'NDJSON, a Record or an UnchangedRecord a line, `seq` ascending; gzip with `Content-Encoding: gzip`. Lines up to the run’s lastSeq are ignored, so a broken request is simply sent again. A faulty line is reported and stops no other.',
  access: 'reconcile',
  params: runParams,
  body: { mediaType: 'application/x-ndjson', description: 'A Record or an UnchangedRecord a line' },
  responses: {
    200: z.object({
      accepted: z.number().int(),
      lastSeq: z.number().int(),
      rejected: z.array(z.object({ seq: z.number().int().nullable(), key: z.string().nullable(), faults })),
    }),
  },
  problems: [404, 409, 415],
});

const reportedRecordSchema = z
  .object({
    seq: z.number().int(),
    class: z.string(),
    key: z.string(),
    isKept: z
      .boolean()
      .meta({ description: 'It stands for the record of an earlier run, and was not sent again' }),
    outcome: z
      .enum(recordOutcomes)
      .nullable()
      .meta({ description: 'What planning made of it; null until then' }),
    cardId: z.uuid().nullable(),
    faults,
    reason: z.string().nullable().meta({ description: 'Why it is in quarantine; null when it is not' }),
    steps: z
      .array(
        z.object({
          action: z.enum(planActions),
          state: z.enum(stepStates),
          ofParts: z.boolean().meta({ description: 'For parts of its card, or for their relations with it' }),
          count: z.number().int(),
          fault: z.string().nullable(),
          heldFor: z.string().nullable().meta({
            description:
              'Why they wait, or waited, for a person; null for what waits only beside others of its unit',
          }),
        }),
      )
      .meta({ description: 'The steps for its card and the parts of that' }),
  })
  .meta({ id: 'ReportedRecord' });

export const listRecordsRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/records',
  summary: 'What became of each record of a run',
  description: 'Records are kept of the latest run and of the latest full one; of others the plan is.',
  access: 'read',
  params: runParams,
  query: pageQuery.extend({
    outcome: z.enum(recordOutcomes).optional(),
    state: z
      .enum(stepStates)
      .optional()
      .meta({ description: 'Only records of which a step stands like this' }),
    class: z.string().optional(),
    key: z.string().optional().meta({ description: 'The key of its card, as the source has it' }),
  }),
  responses: { 200: listOf(reportedRecordSchema) },
  problems: [404],
});

export const listFingerprintsRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/fingerprints',
  summary: 'What need not be sent again',
  description:
    'The fingerprints of the latest full run of the source. For a record that still has the same one, `{"seq": 7, "unchanged": "…"}` is sent in place of the record.',
  access: 'reconcile',
  params: runParams,
  query: pageQuery.extend({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(20_000)
      .default(5_000)
      .meta({ description: 'Most items to answer with' }),
  }),
  responses: { 200: listOf(z.string()) },
  problems: [404],
});

export const closeRunRoute = defineRoute({
  method: 'POST',
  path: '/runs/{run}/close',
  summary: 'Say that no more records come, and how reading went',
  access: 'reconcile',
  params: runParams,
  body: z.object({
    read: z.int32().min(0),
    errors: z.int32().min(0),
    complete: z.boolean().meta({ description: 'The source was read to its end' }),
  }),
  responses: { 200: runSchema },
  problems: [404, 409],
});

export const renewLeaseRoute = defineRoute({
  method: 'PUT',
  path: '/runs/{run}/lease',
  summary: 'Say that the holder of a run is alive',
  description:
    'Answered at once, also while the run is being planned or applied. The run has to have been started with a lease of this holder; 409 when it is at its end, or another’s.',
  access: 'reconcile',
  params: runParams,
  body: leaseSchema,
  responses: { 200: z.object({ until: z.iso.datetime() }) },
  problems: [404, 409],
});

export const planRunRoute = defineRoute({
  method: 'POST',
  path: '/runs/{run}/plan',
  summary: 'Compare the records with the CMDB and store what has to be done',
  description: 'Writes nothing but the plan. A run may be planned again until it is applied.',
  access: 'reconcile',
  params: runParams,
  responses: { 200: runSchema },
  problems: [404, 409],
});

export const listPlanRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/changes',
  summary: 'The plan of a run, step by step, and what became of each step',
  access: 'read',
  params: runParams,
  query: pageQuery.extend({
    action: z.enum(planActions).optional(),
    state: planChangeSchema.shape.state.optional(),
    class: z.string().max(100).optional(),
    card: z.uuid().optional().meta({ description: 'Steps about this card, and about parts of it' }),
    attribute: z.string().max(100).optional().meta({ description: 'Steps that alter this attribute' }),
    heldAs: planChangeSchema.shape.heldAs.unwrap().optional(),
    unit: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
  }),
  responses: { 200: listOf(planChangeSchema) },
  problems: [404],
});

export const countPlanRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/counts',
  summary: 'How many steps of a plan do what to cards of which class',
  access: 'read',
  params: runParams,
  responses: {
    200: listOf(
      z.object({
        class: z.string(),
        action: z.enum(planActions),
        state: z.enum(stepStates),
        count: z.number().int(),
      }),
    ),
  },
  problems: [404],
});

const comparedStepSchema = planChangeSchema.pick({ action: true, differences: true });

export const compareRunsRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/comparison',
  summary: 'Which cards the plans of two runs of a source treat differently',
  access: 'read',
  params: runParams,
  query: z.object({ with: z.uuid().meta({ description: 'Id of the other run' }), limit: limitParameter }),
  responses: {
    200: z.object({
      items: z.array(
        z.object({
          class: z.string(),
          key: z.string().nullable(),
          one: z.array(comparedStepSchema).meta({ description: 'What this run would do' }),
          other: z.array(comparedStepSchema).meta({ description: 'What the other run would do' }),
        }),
      ),
      total: z.number().int(),
    }),
  },
  problems: [404],
});

export const cancelRunRoute = defineRoute({
  method: 'POST',
  path: '/runs/{run}/cancel',
  summary: 'End a run at any stage',
  description:
    'What is written already stays: it can be undone. Nothing else of the plan is written. Cancelling again changes nothing.',
  access: 'reconcile',
  params: runParams,
  body: z.strictObject({
    reason: reasonSchema,
    givenUp: z.boolean().default(false).meta({
      description:
        'Its connector ends it, not a person: it ends as abandoned, and the time of the schedule that it was for is due again',
    }),
  }),
  responses: { 200: runSchema },
  problems: [404, 409],
});

export const applyRunRoute = defineRoute({
  method: 'POST',
  path: '/runs/{run}/apply',
  summary: 'Write the plan into the CMDB',
  description:
    'What is held back waits, and the run is then `waiting`; what is approved later is written when asked again. Refused (409) when a card has changed since the plan was made: plan again. A master and its parts are written together or not at all; one that cannot be written is reported and stops no other. Interrupted, it goes on where it stopped when asked again.',
  access: 'reconcile',
  params: runParams,
  responses: { 200: runSchema },
  problems: [404, 409],
});
