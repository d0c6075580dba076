import { z } from 'zod';
import { defineOperation, listOf, pageParameters } from './operation.ts';

/** How a contact ended: `answered` as asked, `refused` for what was sent, `failed` for a fault of ours. */
export const CONTACT_OUTCOMES = ['answered', 'refused', 'failed'] as const;
export type ContactOutcome = (typeof CONTACT_OUTCOMES)[number];

export const contactSchema = z
  .object({
    id: z.number().int(),
    at: z.iso.datetime(),
    requestId: z.string().meta({ description: 'The id that the lines of the log carry' }),
    deviceId: z.string().nullable(),
    query: z.string().nullable().meta({ description: 'PROLOG, INVENTORY …' }),
    outcome: z.enum(CONTACT_OUTCOMES),
    status: z.number().int().meta({ description: 'Of HTTP' }),
    cause: z.string().nullable().meta({ description: 'Why it was refused or failed, in a word' }),
    durationMs: z.number().int(),
    bytes: z.number().int().meta({ description: 'Of the report as it came' }),
    writtenSections: z.number().int(),
    address: z.string().nullable(),
  })
  .meta({ id: 'InventoryContact' });

export type ContactAnswer = z.infer<typeof contactSchema>;

const word = z.string().trim().min(1).max(255).optional();

export const listContacts = defineOperation({
  method: 'GET',
  path: '/contacts',
  summary: 'List contacts of agents, the latest first',
  query: z.object({
    ...pageParameters,
    deviceId: word,
    query: word,
    outcome: z.enum(CONTACT_OUTCOMES).optional(),
    cause: word,
  }),
  answer: listOf(contactSchema),
});

const lastHours = z.coerce
  .number()
  .int()
  .min(1)
  .max(24 * 31)
  .default(24)
  .meta({ description: 'How many hours back' });

export const countContactsPerHour = defineOperation({
  method: 'GET',
  path: '/contacts/hours',
  summary: 'Contacts per hour, hours without any included',
  query: z.object({ hours: lastHours }),
  answer: listOf(
    z.object({
      hour: z.iso.datetime().meta({ description: 'When the hour began' }),
      answered: z.number().int(),
      refused: z.number().int(),
      failed: z.number().int(),
    }),
  ),
});

export const countFailures = defineOperation({
  method: 'GET',
  path: '/contacts/failures',
  summary: 'Contacts that were refused or failed, by cause',
  query: z.object({ hours: lastHours }),
  answer: listOf(
    z.object({
      outcome: z.enum(CONTACT_OUTCOMES),
      cause: z.string(),
      contacts: z.number().int(),
      devices: z.number().int().meta({ description: 'Different devices, as far as they are known' }),
      lastAt: z.iso.datetime(),
    }),
  ),
});

export const getStatus = defineOperation({
  method: 'GET',
  path: '/status',
  summary: 'What this inventory server is, and what it can keep',
  answer: z.object({
    database: z.enum(['postgres', 'mysql']),
    isFound: z.boolean().meta({ description: 'The database of a real OCS server, used as it is' }),
    journal: z
      .enum(['database', 'memory'])
      .meta({ description: 'Where contacts and changes of settings are kept; memory lasts until a restart' }),
    droppedContacts: z
      .number()
      .int()
      .meta({ description: 'Contacts since the start that could not be kept' }),
    keepsRawReports: z.boolean().meta({ description: 'The latest reports of devices are kept as they came' }),
    devices: z.number().int(),
  }),
});
