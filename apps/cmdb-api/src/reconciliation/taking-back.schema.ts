import { z } from 'zod';

export const count = z.number().int();

/** What every report of taking something back begins with. */
export const takingBackFields = {
  id: z.uuid().nullable().meta({ description: 'Null for a preview' }),
  reason: z.string().nullable(),
  startedBy: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable().meta({
    description: 'Null with an id: it was interrupted, and goes on when asked for again',
  }),
};

/** What of it stays, and why. */
export const leftSchema = z
  .array(
    z.object({
      cardId: z.uuid(),
      class: z.string(),
      key: z.string().nullable(),
      attribute: z.string().nullable().meta({ description: 'Null: the card itself, or a relation of it' }),
      reason: z.string(),
    }),
  )
  .meta({ description: 'What stays and why; the first 1,000 of counts.left' });

/** How it is asked for: dry, or with the reason for it. */
export const takingBackBody = z
  .strictObject({
    dry: z.boolean().default(false),
    reason: z.string().trim().min(1).max(1_000).optional().meta({ description: 'Needed unless dry' }),
  })
  .refine((body) => body.dry || body.reason !== undefined, { path: ['reason'], error: 'must say why' });

interface TakingBack {
  readonly id: string;
  readonly reason: string;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** Those first fields as they are sent; null for a preview. */
export function toTakingBackFields(work: TakingBack | null) {
  return {
    id: work?.id ?? null,
    reason: work?.reason ?? null,
    startedBy: work?.startedBy ?? null,
    startedAt: work?.startedAt.toISOString() ?? null,
    finishedAt: work?.finishedAt?.toISOString() ?? null,
  };
}
