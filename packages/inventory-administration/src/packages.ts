import { z } from 'zod';
import { defineOperation, idParameter, listOf, pageParameters } from './operation.ts';

/** How far a package has come on a device. */
export const PACKAGE_STATES = ['waiting', 'told', 'done', 'failed'] as const;
export type PackageState = (typeof PACKAGE_STATES)[number];

const count = z.number().int();
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), 'must have no control characters');
const flag = z.enum(['true', 'false']).default('false');
const place = line(255).refine((text) => !text.includes('://'), 'must be a host and a path without a scheme');

const packageSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    system: z.string(),
    comment: z.string().nullable(),
    priority: count,
    fragments: count,
    bytes: count,
    activations: count.meta({ description: 'Places that it can be ordered from' }),
    waiting: count.meta({ description: 'Devices and groups that have not been told yet' }),
    told: count,
    done: count,
    failed: count,
  })
  .meta({ id: 'InventoryPackage' });

const activationSchema = z.object({
  id: count,
  info: z.string().meta({ description: 'Host and path of `info`, without a scheme: agents use HTTPS' }),
  fragments: z.string().meta({ description: 'Host and path of the fragments, without a scheme' }),
  certPath: z.string().nullable(),
  certFile: z.string().nullable(),
  server: count
    .nullable()
    .meta({ description: 'Device that hands the fragments out, for `$IP$` and `$NAME$`' }),
  orders: count,
});

const named = z.object({ package: z.string().regex(/^[1-9]\d{0,9}$/, 'must be the number of a package') });
const activation = named.extend({ activation: idParameter });

export const listPackages = defineOperation({
  method: 'GET',
  path: '/packages',
  summary: 'List packages, and how far they have come',
  answer: listOf(packageSchema),
});

export const getPackage = defineOperation({
  method: 'GET',
  path: '/packages/{package}',
  summary: 'A package and the places that it can be ordered from',
  params: named,
  answer: z.object({ ...packageSchema.shape, places: z.array(activationSchema) }),
  problems: [404],
});

export const createPackage = defineOperation({
  method: 'POST',
  path: '/packages',
  summary:
    'Make a package of an archive: tar.gz for Unix, zip for Windows; empty where a command needs no files',
  query: z.object({
    name: line(255),
    system: z.enum(['WINDOWS', 'LINUX', 'MAC']),
    comment: line(1_000).optional(),
    priority: z.coerce.number().int().min(0).max(10).default(5).meta({
      description: '0 = before everything else, 1 … 10 = in every n-th cycle',
    }),
    action: z.enum(['store', 'launch', 'execute']),
    target: line(255).meta({
      description: 'store: the folder to keep the files in; launch: the file to start; execute: the command',
    }),
    protocol: z.enum(['HTTP', 'HTTPS']).default('HTTP').meta({ description: 'How fragments are fetched' }),
    digest: z.enum(['MD5', 'SHA1']).default('SHA1'),
    fragmentBytes: z.coerce.number().int().min(1_024).max(1_073_741_824).default(1_048_576),
    notice: line(1_000).optional().meta({ description: 'Told to the user; on Windows only' }),
    countdownSeconds: z.coerce.number().int().min(0).max(86_400).default(60),
    canAbort: flag,
    canDelay: flag,
    doneText: line(1_000).optional().meta({ description: 'Told to the user when it is done' }),
  }),
  body: { mediaType: 'application/octet-stream', description: 'The archive' },
  answer: packageSchema,
  problems: [404, 409],
});

export const deletePackage = defineOperation({
  method: 'DELETE',
  path: '/packages/{package}',
  summary: 'Delete a package with its files, its places, its orders, and how they went',
  params: named,
  problems: [404],
});

export const activatePackage = defineOperation({
  method: 'POST',
  path: '/packages/{package}/activations',
  summary: 'Say where agents fetch a package, so that it can be ordered',
  params: named,
  body: z.strictObject({
    info: place,
    fragments: place,
    certPath: line(255).nullable().default(null),
    certFile: line(255).nullable().default(null),
    server: z.number().int().min(1).max(2_147_483_647).nullable().default(null),
  }),
  answer: activationSchema,
  problems: [404],
});

export const deactivatePackage = defineOperation({
  method: 'DELETE',
  path: '/packages/{package}/activations/{activation}',
  summary: 'Take a place away, with the orders that name it and how they went',
  params: activation,
  problems: [404],
});

export const orderPackage = defineOperation({
  method: 'POST',
  path: '/packages/{package}/activations/{activation}/orders',
  summary: 'Order a package for devices and groups; ordering again starts anew',
  params: activation,
  body: z.strictObject({
    holders: z
      .array(z.number().int().min(1).max(2_147_483_647))
      .min(1)
      .max(10_000)
      .meta({ description: 'Devices and groups' }),
    isForced: z.boolean().default(false).meta({ description: 'Also where it is installed already' }),
    schedule: z
      .string()
      .regex(/^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}$/, 'must be YYYY/MM/DD hh:mm')
      .optional()
      .meta({ description: 'Local time of the agent' }),
    postCommand: line(255).optional(),
  }),
  problems: [404],
});

export const cancelPackage = defineOperation({
  method: 'DELETE',
  path: '/packages/{package}/activations/{activation}/orders/{holder}',
  summary: 'Take back what was ordered for a device or a group',
  params: activation.extend({ holder: idParameter }),
  problems: [404],
});

export const listPackageResults = defineOperation({
  method: 'GET',
  path: '/packages/{package}/results',
  summary: 'How a package went on each device and group',
  params: named,
  query: z.object({ ...pageParameters, state: z.enum(PACKAGE_STATES).optional() }),
  answer: listOf(
    z.object({
      holder: count,
      name: z.string().nullable(),
      isGroup: z.boolean(),
      activation: count,
      state: z.enum(PACKAGE_STATES),
      result: z
        .string()
        .nullable()
        .meta({ description: 'The word of the agent: SUCCESS, ERR_DOWNLOAD_PACK …' }),
      at: z.string().nullable().meta({ description: 'When, in the words of OCS: local time of the server' }),
    }),
  ),
  problems: [404],
});
