import { describeModel, type ModelDefinition, mergeModels } from '@popis/model';
import { z } from 'zod';
import { fromNewAttribute, fromNewClass } from '../classes/classes.schema.ts';
import { newClassSchema, newDomainSchema, newLookupSchema } from '../classes/model.schema.ts';
import { defineRoute } from '../platform/http/route.ts';
import { differenceSchema, flag, optionalIfMatch, reviewSchema } from './model.schema.ts';
import { newLookupValueSchema } from './model-edits.schema.ts';

const head = { format: z.literal('popis-model'), version: z.literal(1) };

const modelFileSchema = z
  .strictObject({
    ...head,
    classes: z.array(newClassSchema).max(2_000).default([]),
    domains: z.array(newDomainSchema).max(2_000).default([]),
    lookups: z
      .array(newLookupSchema.extend({ values: z.array(newLookupValueSchema).max(10_000).default([]) }))
      .max(2_000)
      .default([]),
  })
  .meta({ id: 'ModelFile' });

const item = z.record(z.string(), z.json());
const exportedModelSchema = z
  .object({ ...head, classes: z.array(item), domains: z.array(item), lookups: z.array(item) })
  .meta({ id: 'ExportedModel' });

const importQuery = z.object({
  mode: z.enum(['merge', 'replace']).default('merge').meta({
    description: 'merge: add and alter, delete nothing; replace: also delete what the file does not have',
  }),
});

export const exportModelRoute = defineRoute({
  method: 'GET',
  path: '/model',
  summary: 'The whole model as a file; equal models give equal files',
  access: 'read',
  responses: { 200: exportedModelSchema },
});

export const diffModelRoute = defineRoute({
  method: 'POST',
  path: '/model/diff',
  summary: 'In what a file differs from the model',
  access: 'read',
  query: importQuery,
  body: modelFileSchema,
  responses: { 200: z.object({ differences: z.array(differenceSchema) }) },
});

export const importModelRoute = defineRoute({
  method: 'POST',
  path: '/model/apply',
  summary: 'Take over the model of a file, as one change: all of it or nothing',
  access: 'administer',
  query: importQuery.extend({
    preview: flag.meta({ description: 'Only say what it would do: answers a ModelReview' }),
    ignoreDependants: flag.meta({ description: 'Delete even what the mapping of a source names' }),
    reason: z.string().max(2_000).optional(),
  }),
  headers: optionalIfMatch,
  body: modelFileSchema,
  responses: { 200: z.union([reviewSchema, z.object({ revision: z.string() })]) },
  problems: [409, 412],
});

export function toModelFile(model: ModelDefinition): z.input<typeof exportedModelSchema> {
  return { format: 'popis-model', version: 1, ...describeModel(model) };
}

/** How a file makes the next model of the one that stands. */
export function toNextModel(
  given: z.output<typeof modelFileSchema>,
  mode: 'merge' | 'replace',
): (model: ModelDefinition) => ModelDefinition {
  const file: ModelDefinition = {
    classes: given.classes.map(fromNewClass),
    domains: given.domains.map((domain) => ({
      ...domain,
      label: domain.label ?? domain.name,
      attributes: domain.attributes.map((attribute, index) => fromNewAttribute(attribute, index * 10)),
    })),
    lookups: given.lookups.map((lookup) => ({
      ...lookup,
      label: lookup.label ?? lookup.name,
      values: lookup.values.map((value) => ({ ...value, label: value.label ?? value.code })),
    })),
  };
  return (model) => (mode === 'merge' ? mergeModels(model, file) : file);
}
