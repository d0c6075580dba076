import { z } from 'zod';
import type { Seal } from '../changes/seal.ts';
import { cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { changeKinds } from './change-filter.ts';
import type { FeedChange } from './feed.read-model.ts';
import type { ProvenChange } from './seals.service.ts';

const instantParameter = z.iso
  .datetime({ offset: true, error: 'must be an instant, like 2026-11-23T08:30:00Z' })
  .transform((given) => new Date(given))
  .optional();

const hashSchema = z.string().meta({ description: 'SHA-256 in hexadecimal' });

const sealSchema = z
  .object({
    id: z.int().meta({ description: 'Counted from 1 without a gap' }),
    firstChange: z.uuid(),
    lastChange: z.uuid(),
    count: z.int().meta({ description: 'Changes that it covers' }),
    total: z.int().meta({ description: 'Changes sealed with it: the position of its last one' }),
    horizon: z.iso.datetime().meta({ description: 'No change that is sealed later is dated before this' }),
    merkleRoot: hashSchema,
    prevHash: hashSchema,
    hash: hashSchema,
    at: z.iso.datetime(),
  })
  .meta({ id: 'Seal' });

const proofSchema = z
  .object({
    changeId: z.uuid(),
    hash: hashSchema,
    position: z.int(),
    index: z.int().meta({ description: 'Place among the changes of the seal, from 0' }),
    path: z.array(hashSchema).meta({ description: 'From the leaf to the root (RFC 6962, section 2.1.1)' }),
    seal: sealSchema,
  })
  .meta({ id: 'InclusionProof' });

const feedChangeSchema = z
  .object({
    position: z.int(),
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.string(),
    source: z.string(),
    runId: z.uuid().nullable(),
    reason: z.string().nullable(),
    requestId: z.string().nullable(),
    kinds: z.array(z.enum(changeKinds)).meta({ description: 'Of what kinds is what it wrote' }),
    cards: z.array(
      z.object({
        id: z.uuid(),
        class: z.string(),
        action: z.enum(['created', 'restored', 'updated', 'retired']),
        attributes: z.array(z.string()).meta({ description: 'Whose values came to differ' }),
      }),
    ),
    removed: z
      .object({ items: z.int(), by: z.array(z.uuid()) })
      .meta({ description: 'What retention removed of what it wrote: how many things, by which changes' }),
    relations: z.array(
      z.object({
        id: z.uuid(),
        domain: z.string(),
        source: z.uuid(),
        target: z.uuid(),
        action: z.enum(['related', 'updated', 'unrelated']),
        attributes: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'FeedChange' });

export const listChangesRoute = defineRoute({
  method: 'GET',
  path: '/changes',
  summary: 'The change feed: every change once, in an order that never alters',
  description:
    'Hand `next` on as `after` to go on, with the same filters or others; the end is reached when it stays as it was. With filters an answer can have fewer items than `limit`, or none, before the end. A change appears some seconds after it is committed, when it has its seal; none ever appears before a place that was answered already.',
  access: 'read',
  query: z.object({
    after: z.coerce
      .number()
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .default(0)
      .meta({ description: 'The `next` of the answer before; 0 begins with the first change' }),
    limit: limitParameter,
    source: z.string().min(1).optional().meta({ description: 'Came through this source' }),
    run: z.uuid().optional().meta({ description: 'Belongs to this run' }),
    actor: z.string().min(1).optional().meta({ description: 'Was made by this actor' }),
    class: z.string().optional().meta({
      description:
        'Wrote a card of this class or one below, a relation of such a card, or a document or note on it',
    }),
    card: z
      .uuid()
      .optional()
      .meta({ description: 'Wrote this card, a relation of it, or a document or note on it' }),
    from: instantParameter.meta({ description: 'Was made at this instant or later' }),
    to: instantParameter.meta({ description: 'Was made before this instant' }),
    kind: z
      .enum(changeKinds)
      .optional()
      .meta({ description: 'Wrote something of this kind; beside `class` or `card`, something of them' }),
  }),
  responses: { 200: z.object({ items: z.array(feedChangeSchema), next: z.int() }) },
});

export const listSealsRoute = defineRoute({
  method: 'GET',
  path: '/seals',
  summary: 'Seals over the changes, the newest first',
  description: 'Keep `id` and `hash` of one elsewhere: it is an anchor that `popis history verify` checks.',
  access: 'read',
  query: z.object({ limit: limitParameter, cursor: cursorParameter }),
  responses: { 200: listOf(sealSchema) },
});

export const getProofRoute = defineRoute({
  method: 'GET',
  path: '/changes/{id}/proof',
  summary: 'Proof that a change is among those of its seal',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  responses: { 200: proofSchema },
  problems: [404],
});

export function toSealAnswer(seal: Seal): z.input<typeof sealSchema> {
  return {
    ...seal,
    horizon: seal.horizon.toISOString(),
    merkleRoot: seal.merkleRoot.toString('hex'),
    prevHash: seal.prevHash.toString('hex'),
    hash: seal.hash.toString('hex'),
    at: seal.at.toISOString(),
  };
}

export function toProofAnswer({ seal, path, hash, ...proven }: ProvenChange): z.input<typeof proofSchema> {
  return {
    ...proven,
    hash: hash.toString('hex'),
    path: path.map((sibling) => sibling.toString('hex')),
    seal: toSealAnswer(seal),
  };
}

export function toFeedAnswer({ change, ...rest }: FeedChange): z.input<typeof feedChangeSchema> {
  return { ...change, at: change.at.toISOString(), ...rest };
}
