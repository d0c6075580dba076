import { z } from 'zod';
import { defineRoute } from '../platform/http/route.ts';

export const getHealthRoute = defineRoute({
  method: 'GET',
  path: '/health',
  summary: 'Whether this process can serve',
  access: 'anyone',
  responses: { 200: z.object({ status: z.literal('ok') }) },
  problems: [503],
});
