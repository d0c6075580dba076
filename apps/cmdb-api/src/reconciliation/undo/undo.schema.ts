import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import type { UndoReport } from './undo-run.service.ts';

const runParams = z.object({ run: z.uuid().meta({ description: 'Id of the run' }) });
const count = z.number().int();

const undoSchema = z
  .object({
    id: z
      .uuid()
      .nullable()
      .meta({ description: 'The runId of the changes that the undo makes; null for a preview' }),
    reason: z.string().nullable(),
    startedBy: z.string().nullable(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable().meta({
      description: 'Null with an id: it was interrupted, and goes on when asked for again',
    }),
    counts: z.object({
      retired: count.meta({ description: 'Cards that the run had created' }),
      restored: count.meta({ description: 'Cards that the run had retired' }),
      updated: count,
      related: count,
      unrelated: count,
      left: count,
    }),
    left: z
      .array(
        z.object({
          cardId: z.uuid(),
          class: z.string(),
          key: z.string().nullable(),
          attribute: z
            .string()
            .nullable()
            .meta({ description: 'Null: the card itself, or a relation of it' }),
          reason: z.string(),
        }),
      )
      .meta({ description: 'What is not undone and why; the first 1,000 of counts.left' }),
  })
  .meta({ id: 'RunUndo' });

export const undoRunRoute = defineRoute({
  method: 'POST',
  path: '/runs/{run}/undo',
  summary: 'Take back what a run wrote, and keep what was done since',
  description:
    'Attribute by attribute: what the run changed becomes what it was, unless somebody has changed it since. Cards that it created retire, unless they were edited or others hang on them; cards that it retired come back with their relations. `dry` says what would be done and writes nothing. Interrupted, it goes on when asked for again; done, it changes nothing more.',
  access: 'administer',
  params: runParams,
  body: z
    .strictObject({
      dry: z.boolean().default(false),
      reason: z.string().trim().min(1).max(1_000).optional().meta({ description: 'Needed unless dry' }),
    })
    .refine((body) => body.dry || body.reason !== undefined, { path: ['reason'], error: 'must say why' }),
  responses: { 200: undoSchema },
  problems: [404, 409],
});

export const getUndoRoute = defineRoute({
  method: 'GET',
  path: '/runs/{run}/undo',
  summary: 'What the undo of a run has done, and what it left',
  access: 'read',
  params: runParams,
  responses: { 200: undoSchema },
  problems: [404],
});

/** The report of an undo as it is sent. */
export function toUndoAnswer({ undo, counts, left }: UndoReport): z.input<typeof undoSchema> {
  return {
    id: undo?.id ?? null,
    reason: undo?.reason ?? null,
    startedBy: undo?.startedBy ?? null,
    startedAt: undo?.startedAt.toISOString() ?? null,
    finishedAt: undo?.finishedAt?.toISOString() ?? null,
    counts,
    left: [...left],
  };
}
