import { z } from 'zod';
import { defineOperation, idParameter, instant, listOf, pageParameters } from './operation.ts';

/** What a list of devices can be sorted by. */
export const DEVICE_SORTS = [
  'name',
  'deviceId',
  'tag',
  'lastInventory',
  'lastContact',
  'agent',
  'quality',
] as const;
export type DeviceSort = (typeof DEVICE_SORTS)[number];

const part = z.string().trim().min(1).max(255).optional();

export const deviceSchema = z
  .object({
    id: z.number().int(),
    deviceId: z.string().meta({ description: 'The DEVICEID that its agent reports under' }),
    name: z.string().nullable(),
    tag: z.string().nullable(),
    agent: z.string().nullable().meta({ description: 'User agent of its last contact' }),
    address: z.string().nullable().meta({ description: 'Address that it last reported from' }),
    system: z.string().nullable().meta({ description: 'Operating system' }),
    lastInventoryAt: instant,
    lastContactAt: instant,
    quality: z
      .number()
      .nullable()
      .meta({ description: 'Mean number of days between two contacts; smaller = comes more often' }),
    isArchived: z.boolean(),
  })
  .meta({ id: 'InventoryDevice' });

/** How the sender of a device's inventories proves itself. */
export const deviceProofSchema = z
  .object({
    kind: z
      .enum(['key', 'unauthenticated'])
      .meta({ description: 'Signed by a key of its agent, or a plain agent that proves nothing' }),
    keyId: z.string().nullable().meta({ description: 'The key that signed the last inventory' }),
    keyState: z.string().nullable().meta({ description: 'What became of that key since' }),
    sinceAt: instant.meta({
      description: 'Since when all inventories came so; null = from before it was noted',
    }),
  })
  .meta({ id: 'InventoryDeviceProof' });

export const listDevices = defineOperation({
  method: 'GET',
  path: '/devices',
  summary: 'List devices of the inventory',
  query: z.object({
    ...pageParameters,
    search: part.meta({ description: 'Part of name, DEVICEID or TAG; capitals do not matter' }),
    tag: part.meta({ description: 'The whole TAG' }),
    agent: part.meta({ description: 'Beginning of the user agent' }),
    group: idParameter.optional().meta({ description: 'Members of this group only' }),
    silentDays: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_650)
      .optional()
      .meta({ description: 'Only devices that were not heard of for more than so many days' }),
    sort: z.enum(DEVICE_SORTS).default('name'),
    order: z.enum(['ascending', 'descending']).default('ascending'),
  }),
  answer: listOf(deviceSchema),
});

export const getDevice = defineOperation({
  method: 'GET',
  path: '/devices/{id}',
  summary: 'A device, what is kept of it, and its groups',
  params: z.object({ id: idParameter }),
  answer: z.object({
    ...deviceSchema.shape,
    account: z.record(z.string(), z.string().nullable()).meta({ description: 'What people told of it' }),
    groups: z.array(z.object({ id: z.number().int(), name: z.string().nullable() })),
    sections: z.array(z.object({ name: z.string(), rows: z.number().int() })),
    proof: deviceProofSchema
      .nullable()
      .meta({ description: 'null = no inventory yet, or a database of OCS, where all agents are plain' }),
  }),
  problems: [404],
});

export const getDeviceSection = defineOperation({
  method: 'GET',
  path: '/devices/{id}/sections/{section}',
  summary: 'What a device told in one section of its inventory',
  params: z.object({
    id: idParameter,
    section: z
      .string()
      .regex(/^[A-Z_]{2,40}$/, 'must be the name of a section, like MEMORIES')
      .meta({ description: 'Name of the section, in capitals' }),
  }),
  answer: z.object({
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    isCut: z.boolean().meta({ description: 'There are more rows than an answer holds' }),
  }),
  problems: [404],
});

export const listAgents = defineOperation({
  method: 'GET',
  path: '/agents',
  summary: 'How many devices run which agent',
  answer: listOf(
    z.object({ agent: z.string().nullable(), devices: z.number().int(), lastContactAt: instant }),
  ),
});
