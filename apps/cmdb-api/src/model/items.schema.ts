import { z } from 'zod';
import {
  classSchema,
  domainSchema,
  effectiveAttributeSchema,
  lookupSchema,
} from '../classes/model.schema.ts';
import { defineRoute } from '../platform/http/route.ts';
import { flag, optionalIfMatch, reviewSchema } from './model.schema.ts';
import {
  attributeChangesSchema,
  classChangesSchema,
  domainChangesSchema,
  fillSchema,
  lookupChangesSchema,
  lookupValueChangesSchema,
  newLookupValueSchema,
} from './model-edits.schema.ts';

const reason = z.string().max(2_000).optional();
const preview = flag.meta({ description: 'Only say what it would do: answers a ModelReview' });

const updateQuery = z.object({ preview });
const deleteQuery = z.object({
  preview,
  ignoreDependants: flag.meta({ description: 'Delete even what the mapping of a source names' }),
  reason,
});

const shared = { access: 'administer', headers: optionalIfMatch, problems: [404, 409, 412] } as const;
const classParams = z.object({ class: z.string() });
const attributeParams = z.object({ class: z.string(), attribute: z.string() });
const domainParams = z.object({ domain: z.string() });
const lookupParams = z.object({ name: z.string() });
const valueParams = z.object({ name: z.string(), code: z.string() });

export const updateClassRoute = defineRoute({
  ...shared,
  method: 'PATCH',
  path: '/classes/{class}',
  summary: 'Alter a class',
  params: classParams,
  query: updateQuery,
  body: classChangesSchema.extend({ reason }),
  responses: { 200: z.union([classSchema, reviewSchema]) },
});

export const deleteClassRoute = defineRoute({
  ...shared,
  method: 'DELETE',
  path: '/classes/{class}',
  summary: 'Delete a class that nothing uses',
  params: classParams,
  query: deleteQuery,
  responses: { 200: z.union([reviewSchema, z.object({})]) },
});

export const updateAttributeRoute = defineRoute({
  ...shared,
  method: 'PATCH',
  path: '/classes/{class}/attributes/{attribute}',
  summary: 'Alter an attribute, for the class that declares it and its descendants',
  params: attributeParams,
  query: updateQuery,
  body: attributeChangesSchema.extend({ fill: fillSchema, reason }),
  responses: { 200: z.union([effectiveAttributeSchema, reviewSchema]) },
});

export const deleteAttributeRoute = defineRoute({
  ...shared,
  method: 'DELETE',
  path: '/classes/{class}/attributes/{attribute}',
  summary: 'Delete an attribute that no card has a value of; past versions keep theirs',
  params: attributeParams,
  query: deleteQuery,
  responses: { 200: z.union([reviewSchema, z.object({})]) },
});

export const updateDomainRoute = defineRoute({
  ...shared,
  method: 'PATCH',
  path: '/domains/{domain}',
  summary: 'Alter a domain; its ends and cardinality are for life',
  params: domainParams,
  query: updateQuery,
  body: domainChangesSchema.extend({ reason }),
  responses: { 200: z.union([domainSchema, reviewSchema]) },
});

export const deleteDomainRoute = defineRoute({
  ...shared,
  method: 'DELETE',
  path: '/domains/{domain}',
  summary: 'Delete a domain that never had a relation',
  params: domainParams,
  query: deleteQuery,
  responses: { 200: z.union([reviewSchema, z.object({})]) },
});

export const updateLookupRoute = defineRoute({
  ...shared,
  method: 'PATCH',
  path: '/lookups/{name}',
  summary: 'Alter a lookup',
  params: lookupParams,
  query: updateQuery,
  body: lookupChangesSchema.extend({ reason }),
  responses: { 200: z.union([lookupSchema, reviewSchema]) },
});

export const deleteLookupRoute = defineRoute({
  ...shared,
  method: 'DELETE',
  path: '/lookups/{name}',
  summary: 'Delete a lookup that no attribute uses',
  params: lookupParams,
  query: deleteQuery,
  responses: { 200: z.union([reviewSchema, z.object({})]) },
});

export const createLookupValueRoute = defineRoute({
  ...shared,
  method: 'POST',
  path: '/lookups/{name}/values',
  summary: 'Add a value to a lookup',
  params: lookupParams,
  query: updateQuery,
  body: newLookupValueSchema,
  responses: { 200: z.union([lookupSchema, reviewSchema]) },
});

export const updateLookupValueRoute = defineRoute({
  ...shared,
  method: 'PATCH',
  path: '/lookups/{name}/values/{code}',
  summary: 'Alter a value of a lookup; one that is not active stays where it is and is given to no card',
  params: valueParams,
  query: updateQuery,
  body: lookupValueChangesSchema.extend({ reason }),
  responses: { 200: z.union([lookupSchema, reviewSchema]) },
});

export const deleteLookupValueRoute = defineRoute({
  ...shared,
  method: 'DELETE',
  path: '/lookups/{name}/values/{code}',
  summary: 'Delete a value of a lookup that no card and no relation has',
  params: valueParams,
  query: deleteQuery,
  responses: { 200: z.union([reviewSchema, z.object({})]) },
});
