import { z } from 'zod';
import { listOf } from '../../platform/http/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { heldActions, runSchema } from '../run.schema.ts';
import { planActions } from '../runs.schema.ts';
import type { Decision } from './decisions.repository.ts';

const runParams = z.object({ run: z.uuid().meta({ description: 'Id of the run' }) });

const selectionSchema = z
  .strictObject({
    class: z.string().min(1).max(100).optional(),
    action: z
      .enum(heldActions)
      .optional()
      .meta({ description: 'What the steps are held back as: their heldAs' }),
    units: z.array(z.int32().min(1)).min(1).max(10_000).optional().meta({ description: 'Units of the plan' }),
  })
  .meta({ description: 'Which held steps: those that fit all that is given; empty = all of them' });

const decisionSchema = z
  .object({
    id: z.uuid(),
    verdict: z.enum(['approved', 'refused']),
    selection: z.json(),
    steps: z.number().int(),
    reason: z.string(),
    decidedBy: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'RunDecision' });

export const decideRoute = defineRoute({
  method: 'POST',
  path: '/runs/{run}/decisions',
  summary: 'Approve or refuse held steps of a run',
  description:
    'Steps of a unit are decided together, and with the creation of a shared card what relates it. Approved steps are written by the next `POST /runs/{run}/apply`; refused ones never. A later run of the source plans anew, and supersedes what is not decided.',
  access: 'administer',
  params: runParams,
  body: z.strictObject({
    verdict: z.enum(['approved', 'refused']),
    selection: selectionSchema,
    reason: z.string().trim().min(1).max(1_000).meta({ description: 'Why; kept with the run' }),
  }),
  responses: { 200: runSchema },
  problems: [404, 409],
});

export const listDecisionsRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/decisions',
  summary: 'Who decided on held steps of a run, and why',
  access: 'read',
  params: runParams,
  responses: { 200: listOf(decisionSchema) },
  problems: [404],
});

export const listHeldGroupsRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/held-groups',
  summary: 'What waits for a person in a run, in the groups that are decided together',
  description:
    'One group for each class and action that is held back now; what is decided is in none. Deciding on a group decides what waits `beside` its steps as well, since steps of a unit are written together.',
  access: 'read',
  params: runParams,
  responses: {
    200: listOf(
      z
        .object({
          class: z.string(),
          action: z.enum(heldActions).meta({ description: 'As a selection of a decision says it' }),
          steps: z.number().int(),
          reasons: z.array(z.string()).meta({ description: 'Why they wait' }),
          beside: z
            .array(z.object({ class: z.string(), action: z.enum(planActions), steps: z.number().int() }))
            .meta({ description: 'Other held steps of the same units' }),
        })
        .meta({ id: 'HeldGroup' }),
    ),
  },
  problems: [404],
});

/** A decision as it is sent. */
export function toDecisionAnswer(decision: Decision): z.input<typeof decisionSchema> {
  return {
    ...decision,
    selection: JSON.parse(JSON.stringify(decision.selection)),
    at: decision.at.toISOString(),
  };
}
