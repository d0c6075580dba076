import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { sourceParams } from '../sources.schema.ts';

const basis = z.string().min(1).max(200).meta({
  description: 'The source’s own name for all that decides what its rows become, beside the rows themselves',
});
const marks = z.record(z.string().max(200), z.string().max(200)).meta({
  description: 'By the source’s own name of a thing: what is another one when the thing has changed',
});

export const putMarksRoute = defineRoute({
  method: 'PUT',
  path: '/runs/{run}/marks',
  summary: 'Keep what tells whether things of the source have changed',
  description:
    'The CMDB reads nothing out of them. What a later run may take for unchanged has to be among them, and nothing that this run did not bring or take for unchanged itself.',
  access: 'reconcile',
  params: z.object({ run: z.uuid().meta({ description: 'Id of the run' }) }),
  body: z.strictObject({ basis, marks }),
  responses: { 200: z.object({ kept: z.number().int() }) },
  problems: [404, 409],
});

export const getMarksRoute = defineRoute({
  method: 'GET',
  path: '/sources/{source}/marks',
  summary: 'What the next run may build on when it brings only changes',
  access: 'reconcile',
  params: sourceParams,
  responses: {
    200: z.object({
      base: z
        .object({ run: z.uuid(), basis, marks })
        .nullable()
        .meta({ description: 'The run to name in `since`; null when the next run has to bring everything' }),
      whole: z.string().nullable().meta({ description: 'Why it has to' }),
    }),
  },
  problems: [404],
});
