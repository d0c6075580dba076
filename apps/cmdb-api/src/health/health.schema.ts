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

export const getLivenessRoute = defineRoute({
  method: 'GET',
  path: '/health/live',
  summary: 'Whether this process answers at all',
  access: 'anyone',
  responses: { 200: z.object({ status: z.literal('live') }) },
});

const readinessSchema = z.object({
  status: z.enum(['ready', 'not ready']),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      reason: z.string().optional().meta({ description: 'Why it does not hold' }),
    }),
  ),
});

export const getReadinessRoute = defineRoute({
  method: 'GET',
  path: '/health/ready',
  summary: 'Whether this process can serve now, and why not',
  description:
    'For load balancers: 503 while the database does not answer, lacks a migration, or the process is stopping.',
  access: 'anyone',
  responses: { 200: readinessSchema, 503: readinessSchema },
});
