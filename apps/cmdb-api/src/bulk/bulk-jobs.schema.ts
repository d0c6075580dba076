import { z } from 'zod';
import { reasonSchema } from '../cards/cards.schema.ts';
import { defineRoute } from '../platform/http/route.ts';
import { bulkFilter, bulkSampleSchema, bulkWorkShape, refuseTwoWorks } from './bulk.schema.ts';
import { type BulkCardResult, type BulkJob, bulkStates, bulkVerdicts } from './bulk-job.ts';

const jobParams = z.object({ id: z.uuid().meta({ description: 'Id of the bulk job' }) });
const faultsSchema = z.array(z.object({ path: z.string(), message: z.string() }));
const countsSchema = z.object({ written: z.int(), unchanged: z.int(), fault: z.int() });

const jobSchema = z
  .object({
    id: z.uuid(),
    class: z.string(),
    filter: z.record(z.string(), z.json()).nullable(),
    query: z.string(),
    update: z.record(z.string(), z.json()).nullable().meta({ description: 'Null: the cards are retired' }),
    reason: z.string().nullable(),
    state: z.enum(bulkStates),
    total: z.int().meta({ description: 'Cards of the set, once prepared' }),
    done: z.int(),
    counts: countsSchema.meta({ description: 'Verdict → cards that are done' }),
    preview: z
      .object({
        tried: z.int().meta({ description: 'Cards on which the work was done and taken back' }),
        counts: countsSchema,
        sample: z.array(bulkSampleSchema),
        faults: z.array(z.object({ cardId: z.uuid(), faults: faultsSchema })),
      })
      .nullable(),
    token: z.string().nullable().meta({ description: 'Of the preview; starts the job' }),
    fault: z.string().nullable(),
    startedBy: z.string(),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'BulkJob' });

const jobCardSchema = z
  .object({
    number: z.int().meta({ description: 'Place in the set, from 1' }),
    cardId: z.uuid(),
    verdict: z.enum(bulkVerdicts).nullable().meta({ description: 'Null until its turn' }),
    changeId: z.uuid().nullable(),
    faults: faultsSchema.nullable(),
  })
  .meta({ id: 'BulkJobCard' });

export const createBulkJobRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/cards/bulk-jobs',
  summary: 'Prepare an edit or the retirement of every card that a filter finds, however many',
  description:
    'Nothing is written yet: the set of cards is taken, and the work done on the first of them and taken back, which goes on after the answer. The job then is `ready` and has a token to start it.',
  access: 'edit',
  params: z.object({ class: z.string() }),
  body: z
    .strictObject({ ...bulkWorkShape, filter: bulkFilter, reason: reasonSchema })
    .superRefine(refuseTwoWorks),
  responses: { 201: jobSchema },
  problems: [404],
});

export const getBulkJobRoute = defineRoute({
  method: 'GET',
  path: '/bulk-jobs/{id}',
  summary: 'How far a bulk job is',
  access: 'edit',
  params: jobParams,
  responses: { 200: jobSchema },
  problems: [404],
});

export const listBulkJobCardsRoute = defineRoute({
  method: 'GET',
  path: '/bulk-jobs/{id}/cards',
  summary: 'Cards of a bulk job with what became of them',
  access: 'edit',
  params: jobParams,
  query: z.object({
    verdict: z.enum(bulkVerdicts).optional(),
    after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  responses: { 200: z.object({ items: z.array(jobCardSchema) }) },
  problems: [404],
});

export const startBulkJobRoute = defineRoute({
  method: 'POST',
  path: '/bulk-jobs/{id}/start',
  summary: 'Start a prepared bulk job',
  description: 'Writes some hundred cards a change. A job that failed goes on where it was.',
  access: 'edit',
  params: jobParams,
  body: z.strictObject({ token: z.string().max(100).meta({ description: 'Of the preview' }) }),
  responses: { 202: jobSchema },
  problems: [404, 409],
});

export const cancelBulkJobRoute = defineRoute({
  method: 'POST',
  path: '/bulk-jobs/{id}/cancel',
  summary: 'End a bulk job where it is; what is written stays',
  access: 'edit',
  params: jobParams,
  responses: { 200: jobSchema },
  problems: [404, 409],
});

export function toJobAnswer(job: BulkJob, className: string): z.input<typeof jobSchema> {
  const { id, query, changes, reason, state, total, written, unchanged, faulty, preview } = job;
  const { token, fault, startedBy } = job;
  return {
    id,
    class: className,
    filter: job.filter === null ? null : z.record(z.string(), z.json()).parse(job.filter),
    query,
    update: changes,
    reason,
    state,
    total,
    done: written + unchanged + faulty,
    counts: { written, unchanged, fault: faulty },
    preview,
    token,
    fault,
    startedBy,
    startedAt: job.startedAt.toISOString(),
  };
}

export function toJobCardAnswer({ number, cardId, verdict, changeId, faults }: BulkCardResult) {
  return { number, cardId, verdict, changeId, faults };
}
