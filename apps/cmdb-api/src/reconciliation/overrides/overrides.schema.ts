import { z } from 'zod';
import { reasonSchema } from '../../cards/cards.schema.ts';
import { ifMatchHeaders } from '../../platform/http/etag.ts';
import { defineRoute } from '../../platform/http/route.ts';
import type { ShownCandidate } from './overrides.service.ts';

const cardId = z.uuid().meta({ description: 'Id of a card' });

const candidateSchema = z
  .object({
    attribute: z.string(),
    source: z.string().meta({ description: 'Empty: it is not known who gave the value' }),
    value: z.unknown().meta({ description: 'Null: the source says that there is no value' }),
    rank: z.number().nullable().meta({
      description: 'The higher one holds, of equal ones the later; null = out of date, below all others',
    }),
    holds: z.boolean().meta({ description: 'Whether it is the value of the card' }),
    runId: z.uuid().nullable(),
    at: z.iso.datetime().nullable().meta({ description: 'Since when the source has said so' }),
    expiresAt: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ValueCandidate' });

export const listCandidatesRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/candidates',
  summary: 'Why a card has its values: what each source says of each attribute, and by which rank it counts',
  access: 'read',
  params: z.object({ id: cardId }),
  responses: { 200: z.object({ items: z.array(candidateSchema) }) },
  problems: [404],
});

export const endOverrideRoute = defineRoute({
  method: 'DELETE',
  path: '/cards/{id}/overrides/{attribute}',
  summary: 'Take back what people have set on an attribute: the next source holds it',
  description:
    'Where no source says anything, the attribute becomes what a new card has. What is already up to a source is not found.',
  access: 'edit',
  params: z.object({ id: cardId, attribute: z.string().max(100) }),
  headers: ifMatchHeaders,
  query: z.object({ reason: reasonSchema }),
  responses: { 204: 'empty' },
  problems: [404, 409, 412],
});

export function toCandidateAnswer(candidate: ShownCandidate): z.input<typeof candidateSchema> {
  const { attribute, source, value, holds, runId, at, expiresAt, reason } = candidate;
  return {
    ...{ attribute, source, value, holds, runId },
    rank: Number.isFinite(candidate.rank) ? candidate.rank : null,
    at: at === '' ? null : at,
    expiresAt: expiresAt ?? null,
    reason: reason ?? null,
  };
}
