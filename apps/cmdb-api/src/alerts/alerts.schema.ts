import { z } from 'zod';
import { defineRoute } from '../platform/http/route.ts';

export const testAlertsRoute = defineRoute({
  method: 'POST',
  path: '/alerts/test',
  summary: 'Send a test alert by every way that is set up',
  description:
    'Which ways there are, the environment of the process says. It answers when all have taken or refused it.',
  access: 'administer',
  responses: {
    200: z.object({
      channels: z.array(
        z.object({
          channel: z.enum(['webhook', 'mail']),
          fault: z.string().nullable().meta({ description: 'Why it could not be sent; null when it was' }),
        }),
      ),
    }),
  },
});
