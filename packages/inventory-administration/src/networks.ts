import { z } from 'zod';
import { defineOperation, instant, listOf, pageParameters } from './operation.ts';

/** What is known of an address that a scan found: a device has it, a person said what it is, or neither. */
export const ADDRESS_STATES = ['inventoried', 'identified', 'unmanaged'] as const;
export type AddressState = (typeof ADDRESS_STATES)[number];

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const network = z.string().regex(ipv4, 'must be the address of a network, like 10.1.2.0');
const mac = z
  .string()
  .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i, 'must be a hardware address, like 02:aa:bb:cc:dd:ee');
const line = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine((text) => !/\p{Cc}/u.test(text), 'must have no control characters');

const networkSchema = z
  .object({
    network: z.string(),
    name: z.string().nullable(),
    category: z.string().nullable().meta({ description: 'What a person sorts it by; `ID` in OCS' }),
    mask: z.string().nullable(),
    tag: z.string().nullable(),
    devices: z.number().int().meta({ description: 'Devices of the inventory with an adapter in it' }),
    inventoried: z.number().int().meta({ description: 'Addresses found that a device has' }),
    identified: z
      .number()
      .int()
      .meta({ description: 'Addresses found of which a person said what they are' }),
    unmanaged: z.number().int().meta({ description: 'Addresses found of which nobody knows anything' }),
    scanners: z.number().int().meta({ description: 'Devices that scan it' }),
    isExcluded: z.boolean().meta({ description: 'Nobody is to scan it' }),
    lastFoundAt: instant,
  })
  .meta({ id: 'InventoryNetwork' });

const addressSchema = z
  .object({
    mac: z.string(),
    ip: z.string(),
    mask: z.string().nullable(),
    network: z.string(),
    name: z.string().nullable().meta({ description: 'Name that the scan found' }),
    tag: z.string().nullable(),
    state: z.enum(ADDRESS_STATES),
    device: z.number().int().nullable().meta({ description: 'The device that has it' }),
    type: z.string().nullable().meta({ description: 'What a person said it is' }),
    description: z.string().nullable(),
    foundAt: instant,
  })
  .meta({ id: 'InventoryNetworkAddress' });

export const listNetworks = defineOperation({
  method: 'GET',
  path: '/networks',
  summary: 'List networks: those of devices, those that were scanned, and those that have a name',
  answer: listOf(networkSchema),
});

export const putNetwork = defineOperation({
  method: 'PUT',
  path: '/networks/{network}',
  summary: 'Name a network',
  params: z.object({ network }),
  body: z.strictObject({
    name: line,
    category: line.nullable().default(null),
    mask: z.string().regex(ipv4, 'must be a mask, like 255.255.255.0').nullable().default(null),
  }),
});

export const deleteNetwork = defineOperation({
  method: 'DELETE',
  path: '/networks/{network}',
  summary: 'Take the name of a network away; what was found in it stays',
  params: z.object({ network }),
  problems: [404],
});

export const listNetworkAddresses = defineOperation({
  method: 'GET',
  path: '/network-addresses',
  summary:
    'List what scans found on networks; `state=unmanaged` are those that no device has and nobody knows',
  query: z.object({
    ...pageParameters,
    network: network.optional(),
    state: z.enum(ADDRESS_STATES).optional(),
    search: line
      .optional()
      .meta({ description: 'Part of the name or the beginning of the address or hardware address' }),
  }),
  answer: listOf(addressSchema),
});

export const identifyAddress = defineOperation({
  method: 'PUT',
  path: '/network-addresses/{mac}/identity',
  summary: 'Say what an address is that no agent reports from, such as a printer',
  params: z.object({ mac }),
  body: z.strictObject({ type: line, description: line }),
  problems: [404],
});

export const deleteAddressIdentity = defineOperation({
  method: 'DELETE',
  path: '/network-addresses/{mac}/identity',
  summary: 'Take back what was said of an address',
  params: z.object({ mac }),
  problems: [404],
});
