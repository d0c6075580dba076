import { z } from 'zod';
import { defineRoute } from '../platform/http/route.ts';
import type { CheckedChange } from './verification.service.ts';

const changeSchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.string(),
    source: z.string(),
    runId: z.uuid().nullable(),
    reason: z.string().nullable(),
    requestId: z.string().nullable(),
    hash: z.string().meta({ description: 'SHA-256 of the change and all it wrote, in hexadecimal' }),
    intact: z.boolean().meta({
      description:
        'Whether the tables still hold what the hash was made of, but for what was removed by retention',
    }),
    removed: z
      .object({ items: z.int(), by: z.array(z.uuid()) })
      .meta({ description: 'What retention removed of what it wrote: how many things, by which changes' }),
  })
  .meta({ id: 'Change' });

export const getChangeRoute = defineRoute({
  method: 'GET',
  path: '/changes/{id}',
  summary: 'A change, and whether what it wrote is still as it was written',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  responses: { 200: changeSchema },
  problems: [404],
});

export function toChange({ change, hash, intact, removed }: CheckedChange): z.input<typeof changeSchema> {
  return { ...change, at: change.at.toISOString(), hash: hash.toString('hex'), intact, removed };
}
