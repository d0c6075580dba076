import { z } from 'zod';
import { defineOperation, idParameter, listOf, pageParameters } from './operation.ts';

const settingSchema = z
  .object({
    name: z.string(),
    description: z.string(),
    value: z.union([z.number(), z.string()]).nullable().meta({ description: 'null = not given here' }),
    default: z.union([z.number(), z.string()]),
    least: z.number().nullable(),
    most: z.number().nullable(),
    words: z.array(z.string()).nullable().meta({ description: 'The values it can have, where it is a word' }),
  })
  .meta({ id: 'InventorySetting' });

const settingChangeSchema = z
  .object({
    id: z.number().int(),
    at: z.iso.datetime(),
    actor: z.string(),
    name: z.string(),
    holder: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'The device or group; null = the global setting' }),
    before: z.string().nullable(),
    after: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'InventorySettingChange' });

const name = z.string().regex(/^[A-Z0-9_]{2,50}$/, 'must be the name of a setting, like PROLOG_FREQ');
const global = z.object({ name });
const held = z.object({ id: idParameter, name });
const given = z.strictObject({
  value: z.union([z.number().int(), z.string().max(255)]),
  reason: z.string().trim().min(1).max(500).optional(),
});

export const listSettings = defineOperation({
  method: 'GET',
  path: '/settings',
  summary: 'The settings of the inventory and their ranges',
  answer: listOf(settingSchema),
});

export const putSetting = defineOperation({
  method: 'PUT',
  path: '/settings/{name}',
  summary: 'Give a setting a value; an equal one writes nothing',
  params: global,
  body: given,
  answer: settingSchema,
  problems: [404],
});

export const listSettingChanges = defineOperation({
  method: 'GET',
  path: '/setting-changes',
  summary: 'Who gave which setting another value, and when; the latest first',
  query: z.object({
    ...pageParameters,
    name: name.optional(),
    holder: idParameter.optional().meta({ description: 'Only those of this device or group' }),
  }),
  answer: listOf(settingChangeSchema),
});

export const listHeldSettings = defineOperation({
  method: 'GET',
  path: '/devices/{id}/settings',
  summary: 'What is set for a device or a group itself',
  params: z.object({ id: idParameter }),
  answer: listOf(settingSchema),
  problems: [404],
});

export const putHeldSetting = defineOperation({
  method: 'PUT',
  path: '/devices/{id}/settings/{name}',
  summary: 'Set something for a device or a group; an equal value writes nothing',
  params: held,
  body: given,
  answer: settingSchema,
  problems: [404],
});

export const deleteHeldSetting = defineOperation({
  method: 'DELETE',
  path: '/devices/{id}/settings/{name}',
  summary: 'Let a device or a group have what is set for its groups or for all',
  params: held,
  problems: [404],
});

export type SettingAnswer = z.infer<typeof settingSchema>;
export type SettingChangeAnswer = z.infer<typeof settingChangeSchema>;
