import { z } from 'zod';
import { deviceSchema } from './devices.ts';
import { defineOperation, idParameter, listOf, pageParameters } from './operation.ts';

const groupSchema = z
  .object({
    id: z.number().int(),
    name: z.string().nullable(),
    description: z.string().nullable(),
    isDynamic: z.boolean().meta({ description: 'Its members are found by a request' }),
    members: z.number().int(),
    computedAt: z.iso.datetime().nullable().meta({ description: 'When its members were last found' }),
  })
  .meta({ id: 'InventoryGroup' });

/** How a device came to be in a group, or to be kept out of it. */
const membership = z.enum(['computed', 'included', 'excluded']);

const member = z.object({ id: idParameter, device: idParameter });

export const listGroups = defineOperation({
  method: 'GET',
  path: '/groups',
  summary: 'List groups of devices',
  answer: listOf(groupSchema),
});

export const createGroup = defineOperation({
  method: 'POST',
  path: '/groups',
  summary: 'Make a group whose members are put in by hand',
  body: z.strictObject({
    name: z.string().trim().min(1).max(255),
    description: z.string().trim().max(255).default(''),
  }),
  answer: groupSchema,
});

export const listGroupMembers = defineOperation({
  method: 'GET',
  path: '/groups/{id}/members',
  summary: 'List the devices of a group, and those that are kept out of it',
  params: z.object({ id: idParameter }),
  query: z.object({ ...pageParameters }),
  answer: listOf(
    z.object({ ...deviceSchema.pick({ id: true, deviceId: true, name: true }).shape, membership }),
  ),
  problems: [404],
});

export const putGroupMember = defineOperation({
  method: 'PUT',
  path: '/groups/{id}/members/{device}',
  summary: 'Put a device into a group, or keep it out of it, whatever its request finds',
  params: member,
  body: z.strictObject({ membership: membership.exclude(['computed']) }),
  problems: [404],
});

export const deleteGroupMember = defineOperation({
  method: 'DELETE',
  path: '/groups/{id}/members/{device}',
  summary: 'Leave to the request of a group whether a device belongs to it',
  params: member,
  problems: [404],
});
