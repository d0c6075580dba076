import { type Catalogue, type LookupDefinition, valuesAbove } from '@popis/model';
import { z } from 'zod';
import { lookupSchema, lookupValueSchema, newLookupSchema } from '../classes/model.schema.ts';
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

export const listLookupValuesRoute = defineRoute({
  method: 'GET',
  path: '/lookups/{name}/values',
  summary: 'List the values of a lookup, each with the values above it',
  description:
    'With `parent`, a form offers in one box only what stands below what was chosen in the box before.',
  access: 'read',
  params: z.object({ name: z.string() }),
  query: z.object({
    parent: z.string().max(100).optional().meta({ description: 'Only values below this one of the parent' }),
    active: z
      .enum(['true', 'false'])
      .optional()
      .meta({ description: 'Only values that are active, or are not' }),
  }),
  responses: { 200: listOf(lookupValueSchema) },
  problems: [404],
});

export function toLookup({ name, label, parent, values }: LookupDefinition): z.input<typeof lookupSchema> {
  return { name, label, ...(parent ? { parent } : {}), values: values.map((value) => ({ ...value })) };
}

/** Those of the values of a lookup that are asked for. */
export function toLookupValues(
  catalogue: Pick<Catalogue, 'findLookup'>,
  lookup: LookupDefinition,
  { parent, active }: { parent?: string | undefined; active?: 'true' | 'false' | undefined },
): z.input<typeof lookupValueSchema>[] {
  const wanted = lookup.values.filter(
    (value) =>
      (parent === undefined || value.parent === parent) &&
      (active === undefined || value.active === (active === 'true')),
  );
  return wanted.map((value) => ({
    ...value,
    ancestors: valuesAbove(catalogue, { lookup, value }).map((above) => ({
      lookup: above.lookup.name,
      code: above.value.code,
      label: above.value.label,
    })),
  }));
}

export function fromNewLookup(given: z.output<typeof newLookupSchema>): LookupDefinition {
  const { name, label = name, parent } = given;
  const values = given.values.map((value, index) => ({
    ...value,
    label: value.label ?? value.code,
    position: index * 10,
    active: true,
  }));
  return { name, label, parent, values };
}
