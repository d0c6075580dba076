import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { z } from 'zod';
import type { Mapping } from '../mapping/mapping-folder.ts';

/** The file beside a mapping that says which classes, attributes and domains it needs. */
export const modelFile = 'model.json';

const attributeSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  position: z.number().optional(),
  domain: z.string().optional(),
  lookup: z.string().optional(),
});
const classSchema = z.looseObject({
  name: z.string(),
  superclass: z.string().nullish(),
  abstract: z.boolean().optional(),
  attributes: z.array(attributeSchema).default([]),
});
const domainSchema = z.looseObject({
  name: z.string(),
  source: z.string(),
  target: z.string(),
  cardinality: z.string(),
});

/** The CMDB's own form of a model, as far as it is looked at here; the CMDB checks the rest. */
export const modelSchema = z.object({
  format: z.literal('popis-model'),
  version: z.literal(1),
  classes: z.array(classSchema).default([]),
  domains: z.array(domainSchema).default([]),
  lookups: z.array(z.looseObject({ name: z.string() })).default([]),
});

export type ModelFile = z.output<typeof modelSchema>;
export type ModelClass = z.output<typeof classSchema>;
export type ModelAttribute = z.output<typeof attributeSchema>;
export type ModelDomain = z.output<typeof domainSchema>;

/**
 * Reads the models of a mapping and of those it extends, as one.
 *
 * @throws InvalidInputError listing the faults, also when there is no model at all.
 */
export function readModel(mapping: Mapping): ModelFile {
  const models: ModelFile[] = [];
  for (const folder of mapping.folders.toReversed()) {
    const file = path.join(folder, modelFile);
    if (existsSync(file)) models.push(parseModel(readFileSync(file, 'utf8'), file));
  }
  const [first, ...more] = models;
  if (first === undefined) {
    throw new InvalidInputError(
      `The mapping ${mapping.name} has no ${modelFile}: it needs no model of its own`,
    );
  }
  const classes = [first, ...more].flatMap((model) => model.classes);
  const domains = [first, ...more].flatMap((model) => model.domains);
  const lookups = [first, ...more].flatMap((model) => model.lookups);
  return { ...first, classes, domains, lookups };
}

function parseModel(text: string, file: string): ModelFile {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(`${file} is no JSON`, [], { cause: error });
  }
  const parsed = modelSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: at, message }) => ({ path: at.join('.'), message }));
  throw new InvalidInputError(`${file} is no model`, faults);
}
