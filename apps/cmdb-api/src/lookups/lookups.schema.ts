import type { LookupDefinition } from '@popis/model';
import { z } from 'zod';
import { lookupSchema, newLookupSchema } from '../classes/model.schema.ts';
import { listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';

export const listLookupsRoute = defineRoute({
  method: 'GET',
  path: '/lookups',
  summary: 'List lookups with their values',
  access: 'read',
  responses: { 200: listOf(lookupSchema) },
});

export const getLookupRoute = defineRoute({
  method: 'GET',
  path: '/lookups/{name}',
  summary: 'A lookup with its values',
  access: 'read',
  params: z.object({ name: z.string() }),
  responses: { 200: lookupSchema },
  problems: [404],
});

export const createLookupRoute = defineRoute({
  method: 'POST',
  path: '/lookups',
  summary: 'Create a lookup; its values stand in the order given',
  access: 'administer',
  body: newLookupSchema,
  responses: { 201: lookupSchema },
});

export function toLookup({ name, label, values }: LookupDefinition): z.input<typeof lookupSchema> {
  return { name, label, values: values.map((value) => ({ ...value })) };
}

export function fromNewLookup(given: z.output<typeof newLookupSchema>): LookupDefinition {
  const values = given.values.map(({ code, label }, index) => ({
    code,
    label: label ?? code,
    position: index * 10,
    active: true,
  }));
  return { name: given.name, label: given.label ?? given.name, values };
}
