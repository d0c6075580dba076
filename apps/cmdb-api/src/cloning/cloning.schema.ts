import { z } from 'zod';
import { attributesSchema, cardSchema, reasonSchema } from '../cards/cards.schema.ts';
import { defineRoute } from '../platform/http/route.ts';

export const cloneCardRoute = defineRoute({
  method: 'POST',
  path: '/cards/{id}/clone',
  summary: 'Create a card after the model of another',
  description:
    'The clone has every value of the original but unique ones, and every reference whose other card may be shown by several; what `attributes` gives stands over that. Relations come along for the domains that are named.',
  access: 'edit',
  params: z.object({ id: z.uuid().meta({ description: 'Id of the card to be cloned' }) }),
  body: z.strictObject({
    attributes: attributesSchema.default({}),
    relations: z.array(z.string()).max(100).default([]).meta({
      description: 'Domains whose relations the clone shall have too; N:N, or from their single end',
    }),
    reason: reasonSchema,
  }),
  responses: { 201: cardSchema },
  problems: [404, 409],
});
