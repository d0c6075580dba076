import type { AttributeDefinition, CatalogueClass, ClassDefinition, DraftAttribute } from '@popis/model';
import { z } from 'zod';
import { asOfParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import {
  classSchema,
  classSummarySchema,
  effectiveAttributeSchema,
  newAttributeSchema,
  newClassSchema,
} from './model.schema.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

const classParameter = z.object({ class: z.string().meta({ description: 'Name of a class' }) });

export const listClassesRoute = defineRoute({
  method: 'GET',
  path: '/classes',
  summary: 'List classes, with how many cards each has',
  access: 'read',
  query: z.object({ asOf: asOfParameter }),
  responses: { 200: listOf(classSummarySchema) },
});

export const getClassRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}',
  summary: 'A class with all its attributes',
  access: 'read',
  params: classParameter,
  responses: { 200: classSchema },
  problems: [404],
});

export const createClassRoute = defineRoute({
  method: 'POST',
  path: '/classes',
  summary: 'Create a class',
  access: 'administer',
  body: newClassSchema,
  responses: { 201: classSchema },
});

export const listAttributesRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/attributes',
  summary: 'List the attributes of a class, inherited and built-in ones included',
  access: 'read',
  params: classParameter,
  responses: { 200: listOf(effectiveAttributeSchema) },
  problems: [404],
});

export const createAttributeRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/attributes',
  summary: 'Add an attribute to a class and its descendants',
  access: 'administer',
  params: classParameter,
  body: newAttributeSchema,
  responses: { 201: effectiveAttributeSchema },
  problems: [404],
});

export function toClassSummary(
  counts: ReadonlyMap<string, number>,
  { name, label, description, superclass, abstract, concrete, retention, keptDays }: CatalogueClass,
): z.input<typeof classSummarySchema> {
  let cards = 0;
  for (const className of concrete) cards += counts.get(className) ?? 0;
  const kept = { retention: retention ?? null, keptDays: keptDays ?? null };
  return { name, label, description, superclass, abstract, ...kept, cards };
}

export function toClass(
  catalogue: StoredCatalogue,
  counts: ReadonlyMap<string, number>,
  known: CatalogueClass,
): z.input<typeof classSchema> {
  return { ...toClassSummary(counts, known), attributes: toAttributes(catalogue, known) };
}

export function toAttributes(
  catalogue: StoredCatalogue,
  known: CatalogueClass,
): z.input<typeof effectiveAttributeSchema>[] {
  return known.attributes.map((attribute) => {
    const reference = catalogue.references(known.name).find(({ name }) => name === attribute.name);
    if (reference === undefined) return { ...attribute };
    const { domain, direction } = reference;
    return { ...attribute, references: direction === 'directed' ? domain.target : domain.source };
  });
}

/** @param position given to an attribute that names none */
export function fromNewAttribute(
  given: z.output<typeof newAttributeSchema>,
  position: number,
): AttributeDefinition {
  return { ...toDraftAttribute(given), position: given.position ?? position };
}

/** What names no position gets the next free one of its class. */
export function toDraftAttribute(given: z.output<typeof newAttributeSchema>): DraftAttribute {
  const { lookup, domain, ...rest } = given;
  return {
    ...rest,
    label: given.label ?? given.name,
    ...(lookup === undefined ? {} : { lookup }),
    ...(domain === undefined ? {} : { domain }),
  };
}

export function fromNewClass(given: z.output<typeof newClassSchema>): ClassDefinition {
  const attributes = given.attributes.map((attribute, index) => fromNewAttribute(attribute, index * 10));
  return { ...given, label: given.label ?? given.name, attributes };
}
