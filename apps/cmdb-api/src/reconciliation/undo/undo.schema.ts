import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import {
  count,
  leftSchema,
  takingBackBody,
  takingBackFields,
  toTakingBackFields,
} from '../taking-back.schema.ts';
import type { UndoReport } from './undo-run.service.ts';

const runParams = z.object({ run: z.uuid().meta({ description: 'Id of the run' }) });
const undoSchema = z
  .object({
    ...takingBackFields,
    id: takingBackFields.id.meta({
      description: 'The runId of the changes that the undo makes; null for a preview',
    }),
    counts: z.object({
      retired: count.meta({ description: 'Cards that the run had created' }),
      restored: count.meta({ description: 'Cards that the run had retired' }),
      updated: count,
      related: count,
      unrelated: count,
      handedBack: count,
      left: count,
    }),
    left: leftSchema,
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
  body: takingBackBody,
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
    ...toTakingBackFields(undo),
    counts,
    left: [...left],
  };
}
